"""What a question is made of: its parts, its subject, and whether it is_elliptic on what was asked before. Pure functions."""

import itertools
import re
from collections.abc import Sequence

from kb.text.languages import detect_query
from kb.text.normalise import WORD
from kb.text.stopwords import content_words

_PARTS = 4  # questions in one, at most
_SUBJECT = 5  # words that say what an earlier question was about
_SHORT = 2  # Up to so many words that carry meaning say too little alone.

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
    """The questions that one holds, each with what the first is about; the question itself where it is one only.

    "How many flats did Porte Aperte restore, and who paid?" asks two things.
    """
    found = [piece.strip(" ?,;") for piece in _BETWEEN.split(question)]
    found = [piece for piece in found if content_words(piece, detect_query(question)) or len(WORD.findall(piece)) > 1]
    if not 1 < len(found) <= _PARTS:
        return [question]
    first, *others = found
    return [f"{first}?", *(with_subject(f"{other[0].upper()}{other[1:]}?", first) for other in others)]


def with_subject(question: str, earlier: str) -> str:
    """A question with the subject of an earlier one behind it, in brackets."""
    known = {word.lower() for word in WORD.findall(question)}
    missing = [piece for piece in subject(earlier) if not {word.lower() for word in WORD.findall(piece)} <= known]
    return f"{question} ({', '.join(missing)})" if missing else question


def subject(question: str) -> list[str]:
    """What a question is about: the names in it as they stand together, else its words that carry meaning."""
    language = detect_query(question)
    words = list(WORD.finditer(question))
    runs: list[str] = []
    for named, run in itertools.groupby(words[1:], key=lambda match: match.group()[0].isupper()):
        if named:
            listed = list(run)
            runs.append(question[listed[0].start() : listed[-1].end()])
    return runs[:_SUBJECT] or content_words(question, language)[:_SUBJECT]


def is_elliptic(question: str) -> bool:
    """Whether a question says too little alone: it opens with "and", points at something, or hardly names anything."""
    words = WORD.findall(question)
    named = any(word[0].isupper() for word in words[1:])
    few = len(content_words(question, detect_query(question))) <= _SHORT and not named
    return few or bool(_OPENING.search(question.strip())) or (bool(_POINTING.search(question)) and not named)


def last_standalone(questions: Sequence[str]) -> str:
    """The latest of some questions that stands alone; the first where none does."""
    return next((question for question in reversed(questions) if not is_elliptic(question)), questions[0])
