"""Facts from the library that the rewriting of follow-ups uses, passed in as functions."""

from collections.abc import Callable
from dataclasses import dataclass

from kb.questions.conversation.translated import Translate

Likeness = Callable[[str, list[str]], list[float]]  # of a phrase with each of several, higher for the more alike
IsPlace = Callable[[str], bool]
# The name of the work that a whole question's answer quotes first, as it stands in a sentence of a language; "" if there is none.
Answering = Callable[[str, str], str]


@dataclass(frozen=True)
class Knowledge:
    """Facts from the library for matching parts by type: places, likeness of phrases, translations, and works that answered."""

    is_place: IsPlace = lambda _name: False
    likeness: Likeness = lambda _phrase, others: [0.0] * len(others)
    translate: Translate = lambda _expression, _language: ""
    answering: Answering = lambda _question, _language: ""


NOTHING = Knowledge()
