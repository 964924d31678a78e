"""Whether a question asks the catalogue (who supervised, how many theses, how long …) or what stands in documents.

A linear classifier over classes of words and their order; its weights are in data/catalogue_intents.toml, written by bench/fit_catalogue.py.
"""

import math
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

from kb.text.normalise import WORD, fold

PASSAGES = "passages"
_WEIGHTS = Path(__file__).parent / "data" / "catalogue_intents.toml"
_SURE = (
    0.6  # probability that the catalogue is asked below which a question is put to the passages, by cross-validation
)


# Words that tell what is asked of a catalogue, by the class that a question's words are reduced to; all others are "_".
_CLASSES = {
    "WORK": r"tesi|thesis|theses|dissertation\w*|lavor[oi]|works?|document[oi]|documents?|rapport[oi]|reports?|oper[ae]|cors[oi]|courses?|relazion[ei]"
    r"|pubblicazion[ei]|publications?|materiale?|papers?|stud[iy]|studies|progetti|projects",
    "SUPERVISE": r"relator[ei]|relatric[ei]|correlator[ei]|correlatric[ei]|supervis\w+|advis\w+|tutor\w*|seguit[oaie]|segue|segui|follow\w*|mentor\w*|docente|prof\w*",
    "TEACH": r"insegna\w*|tiene|tenut[oa]|teach\w*|taught|lecturers?|docenza",
    "EXTREME": r"recent[ei]|ultim[oaie]|latest|newest|oldest|earliest|vecchi[aeo]?|antic[aeo]|datat[aeo]|longest|shortest",
    "WRITE": r"scritt[oaie]|scrive|scrisse|autor[ei]|autric[ei]|wrote|written|authors?|authored|writes?|firma\w*|whose|laureand[oi]|student[ei]?|students?",
    "COUNT": r"quant[ei]|many|numero|number|counts?|conta\w*",
    "ABOUT": r"su|sul|sull|sulla|sullo|sui|sugli|sulle|about|on|parla|parlano|riguard\w+|tratta\w*|deals?|dealing|cover\w*|concern\w*|tema|dedicat\w+|topic",
    "LANGUAGE": r"lingua|lingue|languages?",
    "TONGUE": r"inglese|italiano|english|italian|francese|french|spagnolo|spanish|tedesco|german",
    "LONG": r"pagin[ae]|pages?|lung[oa]|lunghezza|length|long",
    "ANY": r"qualcosa|qualcuno|any|anything|anybody|anyone|something|niente",
    "EXIST": r"esist\w+|exist\w*|avete|trova\w*|have|has|hold",
    "LIST": r"elenc\w+|list|mostra\w*|show|see|vedere|dammi|give|find|name|which|qual[ei]",
    "WHEN": r"anno|anni|year|quando|when|date",
    "DEFEND": r"discuss[aoie]|defen[ds]\w*|laure[aòi]t?\w*|graduat\w*|pubblicat[oaie]|published|uscit[oaie]|risal\w+|presentat[oaie]|finish\w*|finì|finit[oa]",
    "PARTNER": r"partner\w*|dipartimento|department|ent[ei]|organizzazion[ei]|organi[sz]ations?|associazion[ei]|collabora\w*|insieme|together",
}  # fmt: skip
_KEPT = frozenset(
    "chi who whom che cosa what è is are was were ci c sono there does do did con with di of by da from in un una a an ha has how perche why come"
    " dove where costi costs risultati findings methods metodi dice say says uses usa".split()
)
_LONGEST = re.compile(r"\b(più\s+)(?:lung|cort|brev)\w+", re.I)
# Classes of which a question of an intent must have one: without, others of its words only look like it.
_MARKERS = {
    "supervisor": {"SUPERVISE"}, "author": {"WRITE", "di"}, "teacher": {"TEACH", "SUPERVISE"}, "partner": {"PARTNER", "con", "with"},
    "count": {"COUNT"}, "works": {"LIST", "EXTREME", "SUPERVISE", "PARTNER", "EXIST"}, "exists": {"ABOUT", "WORK", "NAME"}, "pages": {"LONG"},
    "language": {"LANGUAGE", "TONGUE"}, "year": {"WHEN", "DEFEND", "YEAR"},
}  # fmt: skip
_BEFORE_WORKS = frozenset("i le gli the all tutti tutte un una a an any what che some dei delle".split())
# "Mi sai dire …", "Could you tell me …": openings that say nothing of what is asked.
_COURTESY = re.compile(
    r"^\W*(?:(?:per favore|per piacere|please|buongiorno|salve|ciao|hello|hi)\b\W*)?(?:(?:mi (?:sai|sapete|sa|puoi|potete|può|potresti|potreste) dire|mi (?:dici|dica|dite)"
    r"|(?:sai|sapete)(?: dirmi)?|(?:puoi|potete|potresti) dirmi|fammi|dimmi|vorrei(?: sapere)?|(?:could|can) you(?: please)?(?: tell me)?|tell me"
    r"|i(?:[’']d| would) (?:like|love) to(?: know)?|i want to(?: know)?|do you know)\b\W*)?(?:(?:se|if|whether)\b\s)?", re.I
)  # fmt: skip
_CLASS_OF = re.compile("|".join(f"(?P<{name}>(?:{pattern})$)" for name, pattern in _CLASSES.items()))


def without_courtesy(question: str) -> str:
    """The question without an opening such as "Could you tell me"; as it is if nothing else is left."""
    return _COURTESY.sub("", question, count=1) or question


def classes(question: str) -> list[str]:
    """The class of each word of a question, in order: WORK, COUNT …; YEAR, NAME, a function word itself, or "_"."""
    found: list[str] = []
    for at, match in enumerate(WORD.finditer(_LONGEST.sub(r"\1longest", question))):
        word, known = match.group(), _CLASS_OF.match(fold(match.group()))
        is_name = at > 0 and word[0].isupper() and len(word) > 1
        plain = fold(word) if fold(word) in _KEPT else "NAME" if is_name else "_"
        found.append(str(known.lastgroup) if known else "YEAR" if word.isdigit() and len(word) == 4 else plain)
    return found


def features(question: str) -> set[str]:
    """The classes of a question's words, alone, in pairs and in threes; runs of other words count as one. "<s>" is its start."""
    sequence = ["<s>"]
    for kind in classes(question):
        if kind not in ("_", "NAME") or sequence[-1] != kind:
            sequence.append(kind)
    pairs = (" ".join(pair) for pair in pairwise(sequence))
    threes = (" ".join(three) for three in zip(sequence, sequence[1:], sequence[2:], strict=False))
    return {*sequence[1:], *pairs, *threes}


@cache
def _weights() -> dict[str, dict[str, float]]:
    return tomllib.loads(_WEIGHTS.read_text(encoding="utf-8"))


def intents(question: str) -> dict[str, float]:
    """The probability of each intent; they add up to 1."""
    found = features(question)
    scores = {
        intent: weights[""] + sum(weights.get(feature, 0.0) for feature in found)
        for intent, weights in _weights().items()
    }
    most = max(scores.values())
    total = sum(math.exp(score - most) for score in scores.values())
    return {intent: math.exp(score - most) / total for intent, score in scores.items()}


def intent(question: str) -> str:
    """supervisor, author, teacher, partner, count, works, exists, pages, language or year; "passages" if none is likely."""
    probabilities = intents(question)
    if 1 - probabilities.pop(PASSAGES) < _SURE:
        return PASSAGES
    best = max(probabilities, key=lambda name: probabilities[name])
    found = classes(question)
    is_marked = not _MARKERS[best].isdisjoint(found) or (best == "works" and _begins_with_works(question, found))
    return best if is_marked else PASSAGES


def _begins_with_works(question: str, found: Sequence[str]) -> bool:
    """Whether a question says nothing before the works: "Theses on wells", "What reports came out?"."""
    words = map(fold, WORD.findall(question))
    return next((kind for word, kind in zip(words, found, strict=True) if word not in _BEFORE_WORKS), "") == "WORK"
