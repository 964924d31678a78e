"""Splits compound questions, extracts the subject of a question, and recognises follow-up questions. Pure."""

import itertools
import re
from collections.abc import Sequence

from kb.text.languages import detect_query
from kb.text.normalise import WORD
from kb.text.tokens import content_words

# All by judgement.
_PARTS = 4  # maximum number of parts of a compound question
_SUBJECT = 5  # names or content words that make up a subject
_SHORT = 2  # content words up to which a question without names is elliptic

_ASKING = (
    r"(?:(?:a|da|di|in|con|per|su|to|of|for|by|from|with|at)\s+)?"
    r"(?:chi|che cosa|cosa|cos[’']|quando|dove|come|perch[eé]|quant[oaie]|qual[ei]?|who|whom|whose|what|when|where|why|how|which)\b"
)
_BETWEEN = re.compile(rf"\?\s+|;\s+|,?\s+(?:e|ed|and|oppure|or)\s+(?={_ASKING})|,\s+(?={_ASKING})", re.I)
_OPENING = re.compile(r"^(?:e|ed|ma|invece|and|but|or|so|what about|how about|che ne)\b", re.I)
_POINTING = re.compile(
    r"\b(?:it|its|they|them|their|this|these|those|he|she|him|his|her|there|quest[oaie]|quell[oaie]|su[oa]|suoi|sue|loro|lui|lei|lì|ci)\b",
    re.I,
)


def parts(question: str) -> list[str]:
    """The questions that a compound question consists of, the later ones with the first one's subject in brackets.

    "How many flats did Porte Aperte restore, and who paid?" has two. Returns [question] for a simple question.
    """
    found = [piece.strip(" ?,;") for piece in _BETWEEN.split(question)]
    found = [piece for piece in found if content_words(piece, detect_query(question)) or len(WORD.findall(piece)) > 1]
    if not 1 < len(found) <= _PARTS:
        return [question]
    first, *others = found
    return [f"{first}?", *(with_subject(f"{other[0].upper()}{other[1:]}?", first) for other in others)]


def with_subject(question: str, earlier: str) -> str:
    """`question` with those words of the earlier question's subject that it lacks appended in brackets."""
    known = {word.lower() for word in WORD.findall(question)}
    missing = [piece for piece in subject(earlier) if not {word.lower() for word in WORD.findall(piece)} <= known]
    return f"{question} ({', '.join(missing)})" if missing else question


def subject(question: str) -> list[str]:
    """At most five proper names of a question (adjacent capitalised words joined); without names, its content words."""
    language = detect_query(question)
    words = list(WORD.finditer(question))
    runs: list[str] = []
    for named, run in itertools.groupby(words[1:], key=lambda match: match.group()[0].isupper()):
        if named:
            listed = list(run)
            runs.append(question[listed[0].start() : listed[-1].end()])
    return runs[:_SUBJECT] or content_words(question, language)[:_SUBJECT]


def is_elliptic(question: str) -> bool:
    """Whether a question is elliptic (starts with "and", uses a pronoun, names nothing) and needs the previous one."""
    words = WORD.findall(question)
    named = any(word[0].isupper() for word in words[1:])
    few = len(content_words(question, detect_query(question))) <= _SHORT and not named
    return few or bool(_OPENING.search(question.strip())) or (bool(_POINTING.search(question)) and not named)


def last_standalone(questions: Sequence[str]) -> str:
    """The last question that isn't elliptic; the first question if all are."""
    return next((question for question in reversed(questions) if not is_elliptic(question)), questions[0])
