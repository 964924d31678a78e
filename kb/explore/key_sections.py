"""Finds the sections of a work that state its question and its outcome, by their headings. Pure."""

import re
from collections.abc import Sequence

from kb.model import Passage

# Patterns of headings in Italian and English, the most reliable first.
_OUTCOMES = (
    r"\b(?:risultat|esit|results?\b|outcomes?\b|findings?\b|impatt[oi]\b|impact\b)",
    r"\b(?:valutazion|evaluation|conclusion|lessons? learn|lezioni|sintesi|summary)",
)
_QUESTIONS = (
    r"\b(?:domand[ae] di ricerca|research questions?|obiettiv|objectives?\b|aims?\b|scopo)",
    r"\b(?:introduzione|introduction|premessa|sommario|abstract)\b",
)


def outcome(passages: Sequence[Passage], near: Sequence[int] = ()) -> Passage | None:
    """The passage that states a work's outcome: the first whose id is in `near`, else the first; None if there is none."""
    return _under(passages, _OUTCOMES, near)


def question(passages: Sequence[Passage]) -> Passage | None:
    """The passage that states a work's question or aim; None if there is none."""
    return _under(passages, _QUESTIONS, ())


def _under(passages: Sequence[Passage], headings: Sequence[str], near: Sequence[int]) -> Passage | None:
    body = [passage for passage in passages if passage.part == "body"]
    for pattern in headings:
        found = [passage for passage in body if re.search(pattern, passage.heading, re.I)]
        if found:
            return next((passage for passage in found if passage.id in near), found[0])
    return None
