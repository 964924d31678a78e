"""Training groups of the answer scorer: a question with sentences that answer it and others that don't."""

import itertools
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_WRITTEN, _DOCUMENTATION, _ALTERED, _TITLED = 0.7, 0.4, 0.45, 0.75  # shares of groups: of all, of the others, …
_ELSEWHERE, _LIKE = 6, 0.8  # sentences of other written documents in a group, and the share like the question
_APART = 12  # one written document in twelve is kept apart
_LANGUAGES = [(0, 0)] * 34 + [(1, 1)] * 26 + [(0, 1)] * 20 + [(1, 0)] * 20  # of question and sentence
_NEAREST = 60  # sentences that are hard to tell from an answer
_QUESTION, _TITLE, _SENTENCE = 48, 20, 110  # tokens, as in kb/models/answer_scorer.py
_BEGIN, _END = 0, 2
Group = tuple[list[list[int]], list[int], bool]  # inputs, which of them are right, whether each counts by itself


@dataclass(frozen=True)
class Written:
    """A written document: the places of its title, first window and first question, the number of windows and that of the first
    question among those of all documents, and which windows answer each question."""

    title: int
    first: int
    windows: int
    asked: int
    number: int
    holds: list[np.ndarray]


class Texts:
    """The texts by their places: titles, windows, questions and altered questions in both languages, then documentation."""

    def __init__(self, path: Path) -> None:
        found = dict(np.load(path))
        self._ids, self._bounds = found.pop("ids"), found.pop("bounds")
        titles, windows, asked, altered, self.sections = map(int, found.pop("counts"))
        starts = [0, *itertools.accumulate((titles, windows, asked, altered))]
        self._title, self._window, self._asked, self._altered, self._half = starts
        self.paragraph, self.article, self.asked_of = found["paragraph"], found["article"], found["asked_of"]
        self.holds = [found["holds"][found["holds_of"] == at] for at in range(asked)]
        self.altered_of: dict[int, list[int]] = {}
        for number, at in enumerate(found["altered_from"].tolist()):
            self.altered_of.setdefault(at, []).append(number)
        self.colon = self.tokens(len(self._bounds) - 2)
        self._rarity = (-np.log((np.bincount(self._ids) + 1) / len(self._ids))).tolist()
        self.written = self._written(found)
        self._starts = np.cumsum([0, *(one.windows for one in self.written)])

    def _written(self, found: dict[str, np.ndarray]) -> list[Written]:
        at, asked, known = 2 * self._half + 4 * self.sections, 0, []
        for windows, questions in found["written"].tolist():
            numbers = range(asked, asked + questions)
            holds = [found["written_holds"][found["written_holds_of"] == number] for number in numbers]
            known.append(Written(at, at + 1, windows, at + 1 + windows, asked, holds))
            at, asked = at + 1 + windows + questions, asked + questions
        return known

    def tokens(self, at: int) -> list[int]:
        """Token ids without the special ones."""
        ids: list[int] = self._ids[self._bounds[at] + 1 : self._bounds[at + 1] - 1].tolist()
        return ids

    def shared(self, question: int, others: list[int]) -> np.ndarray:
        """What each of other texts shares with a question: the sum of its tokens' rarity, less for long texts."""
        asked = set(self.tokens(question))
        said = [set(self.tokens(at)) for at in others]
        return np.array([sum(self._rarity[i] for i in asked & own) / math.sqrt(len(own) + 10) for own in said])

    def written_window(self, at: int) -> tuple[Written, int]:
        """The written document and its window of a window's number among those of all written documents."""
        one = int(np.searchsorted(self._starts, at, "right")) - 1
        return self.written[one], at - int(self._starts[one])

    def title(self, at: int, language: int) -> int:
        """The place of an article's title."""
        return self._half * language + self._title + at

    def window(self, at: int, language: int) -> int:
        """The place of a window."""
        return self._half * language + self._window + at

    def asked(self, at: int, language: int, *, altered: bool = False) -> int:
        """The place of a question, or of an altered one."""
        return self._half * language + (self._altered if altered else self._asked) + at

    def section(self, at: int, language: int, *, heading: bool) -> int:
        """The place of a section's heading or text."""
        return 2 * self._half + 4 * at + 2 * language + (0 if heading else 1)

    def pair(self, question: int, title: int | None, sentence: int) -> list[int]:
        """The token ids of a question with a sentence."""
        head = [] if title is None else [*self.tokens(title)[:_TITLE], *self.colon]
        return [_BEGIN, *self.tokens(question)[:_QUESTION], _END, _END, *head, *self.tokens(sentence)[:_SENTENCE], _END]


class Groups:
    """Questions with sentences that answer them and others that don't."""

    def __init__(self, texts: Texts, near: np.ndarray, size: int) -> None:
        """Find the wrong sentences of each article that share most with a question.

        `near` holds, for each question to a written document, the numbers of windows of others that are most like it.
        """
        self.texts, self.chance, self._near_written, self._size = texts, np.random.default_rng(0), near, size
        self._order, self._written = list[int](), list[int]()
        asked_of = [(one, at) for one in range(len(texts.written)) for at in range(len(texts.written[one].holds))]
        self.written = [(one, at) for one, at in asked_of if one % _APART]
        self.apart = [(one, at) for one, at in asked_of if not one % _APART]
        self._near = []
        for at, holds in enumerate(texts.holds):
            own = np.setdiff1d(np.flatnonzero(texts.article == texts.asked_of[at]), holds)
            shared = texts.shared(texts.asked(at, 0), [texts.window(int(i), 0) for i in own])
            self._near.append(own[np.argsort(-shared, kind="stable")][:_NEAREST])

    def next(self) -> Group:
        """(inputs, which of them are right, whether each counts by itself)."""
        if self.chance.random() < _WRITTEN:
            if not self._written:
                self._written = self.chance.permutation(len(self.written)).tolist()
            return self.of_written(*self.written[self._written.pop()], self.chance, self._size)
        if self.chance.random() < _DOCUMENTATION:
            return self._of_documentation()
        if not self._order:
            self._order = self.chance.permutation(len(self.texts.holds)).tolist()
        return self._of_article(self._order.pop())

    def of_written(self, one: int, at: int, chance: np.random.Generator, size: int) -> Group:
        """A question to a written document with its windows, and some of others."""
        texts, document = self.texts, self.texts.written[one]
        holds = document.holds[at]
        right = [(document, i) for i in chance.choice(holds, min(len(holds), 2), replace=False)]
        others = self._elsewhere(document, at, chance)
        free = size - len(right) - len(others)
        own = chance.permutation(np.setdiff1d(np.arange(document.windows), holds))
        shared = texts.shared(document.asked + at, [document.first + int(i) for i in own])
        own = own[np.argsort(-shared, kind="stable")]
        wrong = [*own[: free // 2], *chance.permutation(own[free // 2 :])[: free - free // 2]]
        chosen = [*right, *((document, i) for i in wrong), *others]
        is_titled = chance.random() < _TITLED
        inputs = [
            texts.pair(document.asked + at, other.title if is_titled else None, other.first + int(i))
            for other, i in chosen
        ]
        return inputs, [1] * len(right) + [0] * (len(chosen) - len(right)), True

    def _elsewhere(self, document: Written, at: int, chance: np.random.Generator) -> list[tuple[Written, int]]:
        """Windows of other written documents, most of them like the question."""
        near, known = self._near_written[document.number + at], self.texts.written
        like = chance.choice(near, chance.binomial(_ELSEWHERE, _LIKE), replace=False)
        others = [known[i] for i in chance.choice(len(known), _ELSEWHERE - len(like))]
        any_window = [(other, int(chance.integers(other.windows))) for other in others if other is not document]
        return [*(self.texts.written_window(int(i)) for i in like), *any_window]

    def _of_article(self, at: int) -> Group:
        asks, says = _LANGUAGES[self.chance.integers(len(_LANGUAGES))]
        texts, chance, holds = self.texts, self.chance, self.texts.holds[at]
        right = chance.choice(holds, min(len(holds), 2), replace=False).tolist()
        number, is_answered = at, True
        if at in texts.altered_of and chance.random() < _ALTERED:
            number, is_answered = int(chance.choice(texts.altered_of[at])), False
        near = self._near[at][: 25 if chance.random() < 0.7 else _NEAREST]
        same = np.setdiff1d(np.flatnonzero(texts.paragraph == texts.paragraph[holds[0]]), holds)
        own = np.setdiff1d(np.flatnonzero(texts.article == texts.asked_of[at]), holds)
        wrong = [
            self._some(near, 7),
            self._some(same, 3),
            self._some(own, 2),
            self._some(np.arange(len(texts.article)), self._size),
        ]
        chosen = [*right, *np.concatenate(wrong).tolist()][: self._size]
        title = texts.title(int(texts.asked_of[at]), says) if chance.random() < _TITLED else None
        question = texts.asked(number, asks, altered=not is_answered)
        inputs = [texts.pair(question, title, texts.window(int(one), says)) for one in chosen]
        return inputs, [int(is_answered)] * len(right) + [0] * (self._size - len(right)), True

    def _some(self, of: np.ndarray, count: int) -> np.ndarray:
        return self.chance.choice(of, min(len(of), count), replace=False)

    def _of_documentation(self) -> Group:
        asks, says = _LANGUAGES[self.chance.integers(len(_LANGUAGES))]
        at = int(self.chance.integers(self.texts.sections))
        around = np.arange(max(0, at - 15), min(self.texts.sections, at + 15))
        wrong = np.concatenate([self._some(around, 10), self._some(np.arange(self.texts.sections), self._size)])
        chosen = [at, *wrong[wrong != at].tolist()][: self._size]
        question = self.texts.section(at, asks, heading=True)
        inputs = [self.texts.pair(question, None, self.texts.section(int(i), says, heading=False)) for i in chosen]
        return inputs, [1] + [0] * (self._size - 1), False
