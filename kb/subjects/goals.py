"""Assigns Sustainable Development Goals to documents, each with a supporting passage. Pure.

Goals that the document names by number are taken as stated. Otherwise the terms of each goal are counted
(kb/subjects/vocabulary.py); a goal with too little evidence, or far less than another goal, is not assigned.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from kb.model import GOALS, Goal, Passage
from kb.subjects.vocabulary import Vocabulary

# By judgement on the sample corpus.
ENOUGH = 0.7  # minimum weight of a goal's terms; together with _RELATIVE it trades precision for recall
_RELATIVE = 0.3  # minimum weight relative to the strongest goal
_SPREAD = 0.1  # minimum share of passages with a term of the goal: a long document uses any word once
_MOST = 4  # maximum number of goals assigned by terms
_STEEPNESS = 6.0  # slope of the logistic confidence around ENOUGH: nearly all labels with a weight above 1 are right
_IN_TITLE = 2  # mentions that a mention in the title counts for
_STATED = 0.95  # confidence of a goal that the text names
_TOO_MANY = 8  # a longer list of goals is an enumeration of the goals, not a statement about the document

_NUMBERS = r"((?:(?:\s|,|;|/|–|-|\be\b|\band\b|\bn\.)*\d{1,2}(?![\d%]|\.\d))+)"
_SAYS = re.compile(
    r"(?:\bSDGs?|\bOSS|(?:sustainable development |global )goals?(?: \(SDGs?\))?|obiettiv[oi] (?:di|per lo) sviluppo sostenibile"
    rf"|obiettiv[oi] dell[’']agenda 2030)\s*:?{_NUMBERS}",
    re.I,
)


def find_goals(title: str, language: str, passages: Sequence[Passage], vocabulary: Vocabulary) -> list[Goal]:
    """The goals of a document, most confident first."""
    body = [passage for passage in passages if passage.part == "body"]
    by_terms = _by_terms(title, language, body, vocabulary)
    named = {goal: passage.id for passage in body for goal in stated_goals(passage.text)}
    shown = {found.goal: found.passage for found in by_terms}
    found = [Goal(goal, _STATED, "text", shown.get(goal) or passage) for goal, passage in named.items()]
    return found if found else by_terms


def stated_goals(text: str) -> list[str]:
    """The goals that a text names by number ("SDGs: 4, 11"), in order, without duplicates."""
    numbers = [number for match in _SAYS.finditer(text) for number in re.findall(r"\d+", match[1])]
    found = list(dict.fromkeys(number for number in numbers if number in GOALS))
    return found if len(found) <= _TOO_MANY else []


def _by_terms(title: str, language: str, body: Sequence[Passage], vocabulary: Vocabulary) -> list[Goal]:
    used: dict[str, Counter[str]] = defaultdict(Counter)
    shows: dict[str, tuple[int, int]] = {}  # goal → (terms in its best passage, minus that passage's id)
    speaking: Counter[str] = Counter()
    for passage in body:
        terms = defaultdict(set)
        for mention in vocabulary.mentions(passage.text, passage.language):
            used[mention.label][mention.term] += 1
            terms[mention.label].add(mention.term)
        for goal, here in terms.items():
            shows[goal] = max(shows.get(goal, (0, 0)), (len(here), -passage.id))
            speaking[goal] += 1
    for mention in vocabulary.mentions(title, language):
        used[mention.label][mention.term] += _IN_TITLE
    weights = {
        goal: _weight(counts, len(body)) for goal, counts in used.items() if speaking[goal] >= _SPREAD * len(body) > 0
    }
    most = max(weights.values(), default=0.0)
    ordered = sorted(weights.items(), key=lambda entry: (-entry[1], int(entry[0])))
    return [
        Goal(goal, round(1 / (1 + math.exp(-_STEEPNESS * (weight - ENOUGH))), 2), "terms", -shows[goal][1])
        for goal, weight in ordered
        if weight >= ENOUGH and weight >= _RELATIVE * most
    ][:_MOST]


def _weight(counts: Mapping[str, int], passages: int) -> float:
    # Logarithmic in the number of mentions, because repetition adds little, and in length, because long texts match by chance.
    return sum(math.log1p(count) for count in counts.values()) / math.log1p(max(passages, 2))


def speaking_of(
    goal: str, passages: Sequence[Passage], vocabulary: Vocabulary
) -> list[tuple[Passage, list[tuple[int, int]]]]:
    """The passages that use terms of a goal, most distinct terms first, each with the (start, end) of its terms."""
    found = []
    for passage in passages:
        mentions = [m for m in vocabulary.mentions(passage.text, passage.language) if m.label == goal]
        if mentions and passage.part == "body":
            spans: list[tuple[int, int]] = []
            for mention in mentions:
                if not spans or mention.start >= spans[-1][1]:
                    spans.append((mention.start, mention.end))
            found.append((len({m.term for m in mentions}), passage, spans))
    return [(passage, spans) for _, passage, spans in sorted(found, key=lambda entry: (-entry[0], entry[1].id))]
