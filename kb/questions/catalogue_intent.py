"""Whether a question asks the catalogue (who supervised, how many theses, how long …) or what stands in documents.

A linear classifier over classes of words and their order; its weights are in data/catalogue_intents.toml, written by bench/fit_catalogue.py.
"""

import math
import re
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path

from kb.text.normalise import WORD, fold

PASSAGES = "passages"
_WEIGHTS = Path(__file__).parent / "data" / "catalogue_intents.toml"
_SURE = 0.6  # probability below which a question is put to the passages, by cross-validation


# Words that tell what is asked of a catalogue, by the class that a question's words are reduced to; all others are "_".
_CLASSES = {
    "WORK": r"tesi|thesis|theses|dissertation\w*|lavor[oi]|works?|document[oi]|documents?|rapport[oi]|reports?|oper[ae]|cors[oi]|courses?|relazion[ei]"
    r"|pubblicazion[ei]|publications?|materiale?|papers?|stud[iy]|studies",
    "SUPERVISE": r"relator[ei]|relatric[ei]|correlator[ei]|correlatric[ei]|supervis\w+|advis\w+|tutor\w*|seguit[oaie]|segue|segui|mentor\w*|docente|prof\w*",
    "WRITE": r"scritt[oaie]|scrive|scrisse|autor[ei]|autric[ei]|wrote|written|authors?|authored|firma\w*|whose|laureand[oi]|student[ei]?|students?",
    "COUNT": r"quant[ei]|many|numero|number|conta\w*",
    "ABOUT": r"su|sul|sull|sulla|sullo|sui|sugli|sulle|about|on|parla|parlano|riguard\w+|tratta\w*|deals?|dealing|cover\w*|concern\w*|tema|dedicat\w+|topic",
    "LANGUAGE": r"lingua|lingue|languages?",
    "TONGUE": r"inglese|italiano|english|italian|francese|french|spagnolo|spanish|tedesco|german",
    "LONG": r"pagin[ae]|pages?|lung[oa]|lunghezza|length|long",
    "ANY": r"qualcosa|qualcuno|any|anything|anybody|anyone|something|niente",
    "EXIST": r"esist\w+|exist\w*|avete|trova\w*|have|has|hold",
    "LIST": r"elenc\w+|list|mostra\w*|show|dammi|find|name|which|qual[ei]",
    "WHEN": r"anno|anni|year|quando|when|date",
    "DEFEND": r"discuss[ao]|defended|laureat[oa]|graduat\w*|pubblicat[oa]|published|uscit[oa]|risale|presentat[oa]",
    "PARTNER": r"partner\w*|dipartimento|department",
}  # fmt: skip
_KEPT = frozenset(
    "chi who whom che cosa what è is are was were ci c sono there does do did con with di of by da from in un una a an ha has how perche why come"
    " dove where costi costs risultati findings methods metodi dice say says uses usa".split()
)
_CLASS_OF = re.compile("|".join(f"(?P<{name}>(?:{pattern})$)" for name, pattern in _CLASSES.items()))


def classes(question: str) -> list[str]:
    """The class of each word of a question, in order: WORK, COUNT …; YEAR, NAME, a function word itself, or "_"."""
    found = []
    for at, match in enumerate(WORD.finditer(question)):
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
    """supervisor, author, count, works, exists, pages, language or year; "passages" if none is likely."""
    probabilities = intents(question)
    best = max(probabilities, key=lambda name: probabilities[name])
    return best if probabilities[best] >= _SURE else PASSAGES
