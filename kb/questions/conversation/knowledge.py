"""Facts from the library that the rewriting of follow-ups uses, passed in as functions."""

from collections.abc import Callable
from dataclasses import dataclass

from kb.questions.conversation.translated import Translate

Likeness = Callable[[str, list[str]], list[float]]  # of a phrase with each of several, higher for the more alike
IsPlace = Callable[[str], bool]


@dataclass(frozen=True)
class Knowledge:
    """Facts from the library for matching parts by type: places, likeness of phrases, translations."""

    is_place: IsPlace = lambda _name: False
    likeness: Likeness = lambda _phrase, others: [0.0] * len(others)
    translate: Translate = lambda _expression, _language: ""


NOTHING = Knowledge()
