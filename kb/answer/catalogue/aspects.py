"""Aim, method and outcome of a work: its own sentences, found by meaning under the headings that announce them.

A logistic regression over the vector of a sentence separates the four kinds; `bench/fit_statements.py` fits it on
sentences written for it. Its weights belong to the embedded model: with another one, or before a work is embedded,
there are no statements.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from kb.index.orders import without_orders
from kb.library import Library
from kb.model import Passage
from kb.models.embedded_model import NAME
from kb.store.vectors import Sentences

ASPECTS = ("aim", "method", "outcome")
KINDS = (*ASPECTS, "other")
_WEIGHTS = Path(__file__).parent / "data" / "aspects.npy"
_SUMMARY = r"abstract|sommario|riassunto|sintesi\b|summary"
# Headings under which each aspect is searched for, in Italian and English; and those of summaries, for all three.
_HEADINGS = {
    "aim": re.compile(rf"\b(?:introduzion|introduction|premessa|obiettiv|objectives?\b|aims?\b|scop[io]\b|domand|research questions?|{_SUMMARY})", re.I),
    "method": re.compile(rf"\b(?:metod|method|approach|approccio|material|dati\b|data\b|indagin|survey|{_SUMMARY})", re.I),
    "outcome": re.compile(
        rf"\b(?:risultat|esit|results?\b|outcomes?\b|findings?\b|impatt[oi]\b|impact\b|valutazion|evaluation|conclusion|discussion"
        rf"|considerazioni finali|lessons? learn|lezioni|{_SUMMARY})", re.I,
    ),
}  # fmt: skip
# A sentence with such a beginning depends on the one before it, and can't be read alone.
_LEANING = re.compile(
    r"(?:mentre|per questo|tal[ei]|quest[oaie]|ess[oaie]|inoltre|infine|tuttavia|invece|d'altra|poi|quindi|dunque|this|these|those|that|such|it|they|he|she"
    r"|while|also|additionally|moreover|furthermore|however|in contrast|on the other|in addition|thus|hence|the latter)\b",
    re.I,
)
# Not outcomes: possible results, results of others, limitations.
_NO_OUTCOME = re.compile(
    r"\b(?:may|might|potrebbe(?:ro)?|dovrebbe(?:ro)?|(?:is|are) (?:believed|expected|likely)|caveats?|note of caution|limitations?|drawbacks?|punt[oi] debol[ei]|limitazion[ei])\b"
    r"|^(?:\w+, )?(?:sempre )?(?:according to|secondo) (?!(?:our|these|quest\w+)\b|(?:the |i |le |gli |la |il |l['’])?(?:results?|findings|survey"
    r"|data|analys|model|risultat|dati|stim|rispost|intervist|misur|analis|indagin))",
    re.I,
)
_LENGTHS = range(50, 450)  # characters of a sentence that is informative and can be shown whole
_SURE = 0.75  # least probability of a sentence's kind
_CENTRAL = 4.0  # weight of a sentence's cosine with the mean of its work, beside the log-odds of its kind
_LEANS = 1.5  # log-odds subtracted for a sentence that can't be read alone
_DEEPER = 2.0  # log-odds subtracted if only a heading further up announces it: "Results › The sample"


@dataclass(frozen=True)
class Statement:
    """A sentence of a work: characters `span` of a passage's text, and the probability (0..1) that it states its aspect."""

    passage: Passage
    span: tuple[int, int]
    confidence: float

    @property
    def text(self) -> str:
        """The sentence, in one line."""
        return " ".join(self.passage.text[self.span[0] : self.span[1]].split())


def statements(library: Library, document: int) -> dict[str, Statement]:
    """The best sentence of a document (by number) for each of ASPECTS; an aspect that it doesn't state is left out.

    The caller has checked access.
    """
    if not (library.catalogue.fact("model") or "").startswith(f"{NAME}@"):
        return {}
    passages, stored = _read(library, document)
    mean = _mean(stored)
    best: dict[str, tuple[float, Statement]] = {}
    for passage in passages:
        for aspect, score, statement in _candidates(passage, stored.get(passage.id), mean):
            if aspect not in best or score > best[aspect][0]:
                best[aspect] = (score, statement)
    return {aspect: best[aspect][1] for aspect in ASPECTS if aspect in best}


def central_sentence(library: Library, document: int) -> Statement | None:
    """The sentence nearest to the mean of a document (by number), for one without statements; its confidence is the cosine.

    The caller has checked access.
    """
    passages, stored = _read(library, document)
    mean = _mean(stored)
    found = (
        Statement(passage, (start, end), float(nearness))
        for passage in passages
        if passage.id in stored
        for (start, end), nearness in zip(
            stored[passage.id].spans.tolist(), stored[passage.id].vectors @ mean, strict=True
        )
        if _can_stand_alone(passage.text[start:end].strip())
    )
    return max(found, key=lambda statement: statement.confidence, default=None)


def _can_stand_alone(text: str) -> bool:
    return bool(text) and _is_whole(text) and not _LEANING.match(text)


def _read(library: Library, document: int) -> tuple[list[Passage], dict[int, Sentences]]:
    """The passages of a document's body, and by passage the sentences that have vectors."""
    body = [passage for passage in library.catalogue.passages_of(document) if passage.part == "body"]
    passages = without_orders(library.catalogue, body)
    sentences = library.catalogue.vectors.sentences([passage.id for passage in passages])
    return list(passages), {passage: found for passage, found in sentences.items() if len(found.spans)}


def _mean(stored: Mapping[int, Sentences]) -> np.ndarray:
    """The mean vector of sentences, of unit length; zeros for none."""
    if not stored:
        return np.zeros(0, np.float32)
    mean = np.concatenate([found.vectors for found in stored.values()]).mean(axis=0)
    return np.asarray(mean / (np.linalg.norm(mean) or 1.0))


def _candidates(passage: Passage, found: Sentences | None, mean: np.ndarray) -> Iterator[tuple[str, float, Statement]]:
    """Yield (aspect, score, sentence) for each sentence of a passage that may state an aspect its heading announces."""
    promised = [aspect for aspect in ASPECTS if _HEADINGS[aspect].search(passage.heading)]
    if not promised or found is None:
        return
    own = passage.heading.rpartition(" › ")[2]
    likely, central = probabilities(found.vectors), found.vectors @ mean
    for (start, end), row, nearness in zip(found.spans.tolist(), likely, central, strict=True):
        text = passage.text[start:end].strip()
        for aspect in promised if text and _is_whole(text) else ():
            sure = float(row[KINDS.index(aspect)])
            if sure >= _SURE and not (aspect == "outcome" and _NO_OUTCOME.search(text)):
                taken = _LEANS * bool(_LEANING.match(text)) + _DEEPER * (not _HEADINGS[aspect].search(own))
                score = _log_odds(sure) + _CENTRAL * float(nearness) - taken
                yield aspect, score, Statement(passage, (start, end), sure)


def probabilities(vectors: np.ndarray) -> np.ndarray:
    """The probability of each of KINDS (n×4) for sentences with these vectors (n×d, of unit length)."""
    weights = _weights()
    scores = vectors @ weights[:, :-1].T + weights[:, -1]
    likely = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(likely / likely.sum(axis=1, keepdims=True))


def _is_whole(text: str) -> bool:
    """Whether a text is a sentence that can be shown alone, not a heading, row of a table or list."""
    letters = sum(character.isalpha() or character.isspace() for character in text)
    return len(text) in _LENGTHS and text[0].isupper() and text[-1] in ".!?" and letters >= 0.85 * len(text)


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, 1e-6), 1 - 1e-6)
    return float(np.log(bounded / (1 - bounded)))


@cache
def _weights() -> np.ndarray:
    return np.asarray(np.load(_WEIGHTS))
