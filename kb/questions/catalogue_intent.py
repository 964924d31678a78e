"""Intent of a question: catalogue data (who supervised, how many theses, how long …) or the contents of documents.

A linear classifier over classes of words and their order and, where the library has the vectors of the embedded model,
over the vectors of the question and of its frame. The weights are in data/, written by bench/fit_catalogue.py.
"""

import json
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from kb.questions.catalogue_words import classes, counts_others, frame
from kb.text.normalise import WORD, fold

PASSAGES = "passages"
_DATA = Path(__file__).parent / "data"
Embed = Callable[[str], np.ndarray]
# Least probability with which a question goes to the catalogue, and the same for a question without a word of the intent's own; by
# cross-validation. With words alone, which tell less, a question without one never goes to the catalogue.
_SURE, _WITHOUT_MARKER = 0.5, 0.7
_SURE_BY_WORDS = 0.75
# Classes of which a question for works must have one, unless its vector is sure.
_MARKERS = {
    "count": {"COUNT", "MANY"},
    "works": {"LIST", "EXTREME", "SUPERVISE", "PARTNER", "EXIST"},
    "exists": {"ABOUT", "WORK", "NAME"},
}
# The same for a question for a fact about a work, as patterns of folded nouns and verbs.
_OWN = {
    "supervisor": r"\b(?:co-?|cor)?relat(?:or|ric)\w+|supervis|advis|tutor|\bsegu[ie]|\bprof|docent|guid|dirett|direct|overs(?:aw|ee|ight)|accompagn|responsab|responsib|charge|mentor"
    r"|follow|\bcon chi\b|\bwhom\b",
    "author": r"scritt|scriv|scriss|\baut(?:or|ric)|author|wrote|writ(?:e|ten|ing)|firma|signed|penned|redatt|realizzat|behind|dietro|\bdi chi\b|whose|student|laureand|graduate"
    r"|\bchi (?:l['’])?\s?(?:ha|hanno) |\bwho (?:did|made|prepared|has|have|worked)",
    "teacher": r"insegn|\btien|tenut|teach|taught|lectur|lezion|lesson|docen|instruct|\bclass|\bcura|\bprof|relator|supervis",
    "partner": r"partner|\bent[ei]\b|organi[sz]|associa|cooperativ|istituzion|institution|\bbod(?:y|ies)\b|charit|collabora|insieme|together|affianc|coinvol|involv|\bhost|\bcon chi\b|\bwhom\b"
    r"|\b(?:con|with)\b.*\b(?:dipartiment|department)",
    "pages": r"pagin|\bpages?\b|\blung|length|\blong\b|facciat|cartelle|sheets?\b|estensione|extensive|\bthick|\bspess[oa]\b",
    "language": r"lingu|idioma|language|ingles|italian|english|frances|french|spagnol|spanish|tedesc|german",
    "year": r"\banno\b|\byear\b|quando|\bwhen\b|\bdat[ae]\b|\bdated?\b|risal",
}  # fmt: skip
# Ages, durations and sizes; what asks neither for people nor for organisations; and what the catalogue doesn't hold.
_MEASURED = re.compile(
    r"\bquant\w*(?: \w+)?(?: e)? (?:grand|dur)\w*|\bqual e la durata|\bhow (?:big|large|old|tall|wide)\b|\bquanti anni\b|\bhow many years\b|\bdid\b.*\blast\b"
)
_NOBODY = re.compile(
    r"\W*(?:(?:da|in|per|a|di|from|at|for|since)\s+)?(?:quando|when|where|dove|how|quant[oaie]|come|perche|why)\b"
)
_NOT_KEPT = re.compile(
    r"\W*(?:(?:qual e|quali sono|chi e|chi sono|what is|what are|who is|who are|what s)\s+)?(?:(?:il|la|lo|l|i|gli|le|the)\s+)?"
    r"(?:person\w* di contatto|contatt|contact|referent|codic[ei]|codes?\b|e-?mail|telefon|phone|vot[oi]\b|grades?\b|credit|cfu|coefficient)"
    r"|\W*(?:in|di|a|at|from)\s+(?:quale|che|which|what)\s+(?:dipartimento|department)\b"
    r"|\W*(?:(?:in|di|a|at|from)\s+)?(?:quale?|che|which|what)\s+(?:corso di (?:laurea|studi)|degree|course of stud)"
)
_OF_PEOPLE = frozenset(("supervisor", "author", "teacher", "partner"))
_BEFORE_WORKS = frozenset("i le gli the all tutti tutte un una a an any what che some dei delle".split())


@dataclass(frozen=True)
class Weights:
    """For each of k intents: an intercept, weights of features by name (n×k) and of the vectors of question and frame (k×2d)."""

    intents: tuple[str, ...]
    intercepts: np.ndarray
    features: dict[str, np.ndarray]
    vectors: np.ndarray | None = None

    def probabilities(self, question: str, vectors: np.ndarray | None = None) -> dict[str, float]:
        """The probability of each intent; they add up to 1. `vectors` are those of question and frame, joined."""
        scores = self.intercepts.copy()
        for feature in features(question):
            scores += self.features.get(feature, 0.0)
        if self.vectors is not None and vectors is not None:
            scores += self.vectors @ vectors
        raised = np.exp(scores - scores.max())
        return dict(zip(self.intents, (raised / raised.sum()).tolist(), strict=True))


def features(question: str) -> set[str]:
    """The classes of a question's words, alone, in pairs and in threes; runs of other words count as one. "<s>" is its start."""
    sequence = ["<s>"]
    for kind in classes(question):
        if kind not in ("_", "NAME") or sequence[-1] != kind:
            sequence.append(kind)
    pairs = (" ".join(pair) for pair in pairwise(sequence))
    threes = (" ".join(three) for three in zip(sequence, sequence[1:], sequence[2:], strict=False))
    return {*sequence[1:], *pairs, *threes}


def joined_vectors(question: str, embed: Embed) -> np.ndarray:
    """The vectors of a question and of its frame, concatenated (2d)."""
    return np.concatenate([embed(question), embed(frame(question))])


@cache
def frame_words() -> frozenset[str]:
    """The folded words of questions to the catalogue, whatever the works are about."""
    return frozenset((_DATA / "catalogue_frame.txt").read_text(encoding="utf-8").split())


@cache
def by_words() -> Weights:
    """The weights for words alone."""
    kept = tomllib.loads((_DATA / "catalogue_intents.toml").read_text(encoding="utf-8"))
    names = dict.fromkeys(feature for weights in kept.values() for feature in weights if feature)
    return Weights(
        tuple(kept), np.array([weights[""] for weights in kept.values()]),
        {name: np.array([weights.get(name, 0.0) for weights in kept.values()]) for name in names},
    )  # fmt: skip


@cache
def by_meaning(identity: str) -> Weights | None:
    """The weights for words and vectors of the embedding model of this identity ("name@version"); None if there are none."""
    kept = json.loads((_DATA / "catalogue_meanings.json").read_text(encoding="utf-8"))
    if identity.partition("@")[0] != kept["model"]:
        return None
    found = {name: np.array(weights) for name, weights in kept["features"].items()}
    return Weights(tuple(kept["intents"]), np.array(kept["intercepts"]), found, np.array(kept["vectors"]))


def intents(question: str, embed: Embed | None = None, identity: str = "") -> dict[str, float]:
    """The probability of each intent, by the vectors of the model of this identity where its weights are known."""
    known = by_meaning(identity) if embed and identity else None
    return (
        known.probabilities(question, joined_vectors(question, embed))
        if known and embed
        else by_words().probabilities(question)
    )


def judged(question: str, embed: Embed | None = None, identity: str = "") -> tuple[str, float]:
    """The intent of a question, and the probability that it is one for the catalogue.

    supervisor, author, teacher, partner, count, works, exists, pages, language or year; "passages" if none is likely.
    """
    probabilities = intents(question, embed, identity)
    has_meaning = embed is not None and by_meaning(identity) is not None
    sure = 1 - probabilities[PASSAGES]
    best = max(probabilities, key=lambda name: probabilities[name])
    if best == PASSAGES or counts_others(question) or sure < (_SURE if has_meaning else _SURE_BY_WORDS):
        return PASSAGES, sure
    if _asks_other_fact(best, fold(question)):
        return PASSAGES, sure
    is_marked = _is_marked(best, question)
    return best if is_marked or (has_meaning and sure >= _WITHOUT_MARKER) else PASSAGES, sure


def _asks_other_fact(name: str, folded: str) -> bool:
    """Whether a folded question asks for a fact that the catalogue doesn't hold: a duration, a size, a contact, a code."""
    if _NOT_KEPT.match(folded):
        return True
    return name in _OWN and bool(_MEASURED.search(folded) or (name in _OF_PEOPLE and _NOBODY.match(folded)))


def _is_marked(name: str, question: str) -> bool:
    """Whether a question has a word of an intent's own."""
    if name in _OWN:
        return bool(re.search(_OWN[name], fold(question)))
    found = classes(question)
    return not _MARKERS[name].isdisjoint(found) or (name == "works" and _begins_with_works(question, found))


def intent(question: str, embed: Embed | None = None, identity: str = "") -> str:
    """The intent of a question; "passages" if none is likely."""
    return judged(question, embed, identity)[0]


def _begins_with_works(question: str, found: Sequence[str]) -> bool:
    """Whether a question says nothing before the works: "Theses on wells", "What reports came out?"."""
    words = map(fold, WORD.findall(question))
    return next((kind for word, kind in zip(words, found, strict=True) if word not in _BEFORE_WORKS), "") == "WORK"
