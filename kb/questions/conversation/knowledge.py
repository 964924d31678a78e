"""Facts from the library that the rewriting of follow-ups uses, passed in as functions. Pure.

Titles stand in questions as one name each, so that no rule takes "Cibo che resta" apart.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from kb.questions.conversation.translated import Translate

Likeness = Callable[[str, list[str]], list[float]]  # of a phrase with each of several, higher for the more alike
IsPlace = Callable[[str], bool]
# The name of the work that a whole question's answer quotes first, as it stands in a sentence of a language; "" if there is none.
Answering = Callable[[str, str], str]
# The title of a work that stands in a question: (as typed, as the library has it); ("", "") if there is none.
TitleIn = Callable[[str], tuple[str, str]]
# A word that every rule takes for a name, and that nobody types.
_NAME = re.compile(r"\bÝ\d+\b")
_ARTICLE = re.compile(r"(?:(?:il|lo|la|i|gli|le|the)\s|l['’])", re.I)


@dataclass(frozen=True)
class Knowledge:
    """Facts from the library for matching parts by type: places, likeness of phrases, translations, titles, and works that answered."""

    is_place: IsPlace = lambda _name: False
    likeness: Likeness = lambda _phrase, others: [0.0] * len(others)
    translate: Translate = lambda _expression, _language: ""
    answering: Answering = lambda _question, _language: ""
    title_in: TitleIn = lambda _question: ("", "")


NOTHING = Knowledge()


class Titles:
    """The titles met while a follow-up is rewritten; `known` are the library's facts about texts in which they are hidden."""

    def __init__(self, known: Knowledge) -> None:
        self._library = known
        self._titles: dict[str, str] = {}
        self.known = replace(known, likeness=self._likeness, answering=self._answering)

    def hidden(self, question: str) -> str:
        """The question with a name of one word in place of the title in it."""
        typed, title = self._library.title_in(question)
        return question.replace(typed, self._name(title), 1) if typed else question

    def named(self, works: str) -> str:
        """A name of one word for a title, or some words that mean works, after their article."""
        article = _ARTICLE.match(works)
        at = article.end() if article else 0
        return f"{works[:at]}{self._name(works[at:])}"

    def shown(self, text: str) -> str:
        """The text with the titles themselves again."""
        return _NAME.sub(lambda name: self._titles.get(name.group(), name.group()), text)

    def _name(self, title: str) -> str:
        name = f"Ý{len(self._titles)}"
        self._titles[name] = title
        return name

    def _likeness(self, phrase: str, others: list[str]) -> list[float]:
        return self._library.likeness(self.shown(phrase), [self.shown(other) for other in others])

    def _answering(self, question: str, language: str) -> str:
        title = self._library.answering(self.shown(question), language)
        return self.named(title) if title else ""
