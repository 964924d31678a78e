"""Assigns Sustainable Development Goals to documents, each with a supporting passage. Pure.

Goals that the document names by number are taken as stated. Otherwise the terms of each goal are counted (kb/subjects/vocabulary.py), and
a logistic regression over four features of those counts says how likely the goal is the document's. `bench/fit_goals.py` fits it.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kb.model import GOALS, Goal, Passage
from kb.subjects.vocabulary import Vocabulary
from kb.text.sentences import sentences

# Fitted by bench/fit_goals.py on the sample's goals and on both measuring corpora, judged by eye: share of passages, title, distinct
# terms, weight relative to the strongest goal; the last is the intercept.
WEIGHTS = (7.17, 3.13, 1.04, 1.33, -4.94)
LIKELY = 0.55  # probability from which a goal is assigned: precision 0.87, recall 0.44 of judged documents kept apart
_MOST = 4  # maximum number of goals assigned by terms
_MOST_CERTAIN = 0.95  # no goal is told from words alone with more
_SMOOTHING = 2  # passages added to a document's, so that one mention in a document of one page is not all of it
_STATED = 0.95  # confidence of a goal that the text names
_TOO_MANY = 8  # a longer list of goals is an enumeration of the goals, not a statement about the document
# A sentence that says what a work is for.
_PURPOSE = re.compile(
    r"\b(?:obiettiv\w+|scop[oi]|finalit\w+|mira\w*|intend\w+|al fine di|volt[oaie] a|ridu[cr]\w+|miglior\w+|contrast\w+|promuov\w+|favori\w+"
    r"|sosten\w+|aiut\w+|preven\w+|garant\w+|aims?|aimed|goals?|objectives?|purpose|in order to|seeks?|reduc\w+|improv\w+|promot\w+"
    r"|support\w*|help\w*|prevent\w*|ensur\w+|tackl\w+|address\w*|fight\w*|mitigat\w+|enhanc\w+|provid\w+|protect\w*)\b",
    re.I,
)

_NUMBERS = r"((?:(?:\s|,|;|/|–|-|\be\b|\band\b|\bn\.)*\d{1,2}(?![\d%]|\.\d))+)"
_SAYS = re.compile(
    r"(?:\bSDGs?|(?:sustainable development |global )goals?(?: \(SDGs?\))?|obiettiv[oi] (?:di|per lo) sviluppo sostenibile"
    rf"|obiettiv[oi] dell[’']agenda 2030)\s*:?{_NUMBERS}",
    re.I,
)


@dataclass(frozen=True)
class Evidence:
    """The features of a goal in a document, in the order of WEIGHTS, and the passage that shows it best; None if only the title does."""

    features: tuple[float, float, float, float]
    passage: int | None

    @property
    def probability(self) -> float:
        """The probability that the goal is the document's, 0..1."""
        score = sum(w * x for w, x in zip(WEIGHTS, (*self.features, 1.0), strict=True))
        return 1 / (1 + math.exp(-score))


def find_goals(title: str, language: str, passages: Sequence[Passage], vocabulary: Vocabulary) -> list[Goal]:
    """The goals of a document, most confident first."""
    body = [passage for passage in passages if passage.part == "body"]
    found = goal_evidence(title, language, body, vocabulary)
    named = {goal: passage.id for passage in body for goal in stated_goals(passage.text)}
    if named:
        shown = {goal: evidence.passage for goal, evidence in found.items()}
        return [Goal(goal, _STATED, "text", shown.get(goal) or passage) for goal, passage in named.items()]
    likely = [(e.probability, goal) for goal, e in found.items() if e.passage is not None and e.probability >= LIKELY]
    return [
        Goal(goal, round(min(sure, _MOST_CERTAIN), 2), "terms", found[goal].passage)
        for sure, goal in sorted(likely, key=lambda entry: (-entry[0], int(entry[1])))
    ][:_MOST]


def stated_goals(text: str) -> list[str]:
    """The goals that a text names by number ("SDGs: 4, 11"), in order, without duplicates."""
    numbers = [number for match in _SAYS.finditer(text) for number in re.findall(r"\d+", match[1])]
    found = list(dict.fromkeys(number for number in numbers if number in GOALS))
    return found if len(found) <= _TOO_MANY else []


def goal_evidence(title: str, language: str, body: Sequence[Passage], vocabulary: Vocabulary) -> dict[str, Evidence]:
    """What the terms of each goal say, for the goals of which title or passages have a term."""
    used: dict[str, Counter[str]] = defaultdict(Counter)
    shows: dict[str, tuple[bool, int, int]] = {}  # goal → (says a purpose, distinct terms, minus the passage's id)
    speaking: Counter[str] = Counter()
    for passage in body:
        terms = defaultdict(set)
        for mention in vocabulary.mentions(passage.text, passage.language):
            used[mention.label][mention.term] += 1
            terms[mention.label].add(mention.term)
        for goal, here in terms.items():
            says = purpose_sentence(goal, passage, vocabulary)[1]
            shows[goal] = max(shows.get(goal, (False, 0, 0)), (says, len(here), -passage.id))
            speaking[goal] += 1
    titled = {mention.label for mention in vocabulary.mentions(title, language)}
    weights = {goal: sum(math.log1p(count) for count in counts.values()) for goal, counts in used.items()}
    most = max(weights.values(), default=1.0)
    return {
        goal: Evidence(
            (
                speaking[goal] / (len(body) + _SMOOTHING),
                float(goal in titled),
                math.log1p(len(used.get(goal, ()))),
                weights.get(goal, 0.0) / most,
            ),
            -shows[goal][2] if goal in shows else None,
        )
        for goal in {*used, *titled}
    }


def purpose_sentence(goal: str, passage: Passage, vocabulary: Vocabulary) -> tuple[tuple[int, int], bool]:
    """(span of the sentence of a passage that shows a goal best, whether it says a purpose); an empty span if none has a term."""
    mentions = [m for m in vocabulary.mentions(passage.text, passage.language) if m.label == goal]
    best = (False, 0, 0, 0)
    for start, end in sentences(passage.text) if mentions else ():
        terms = {m.term for m in mentions if start <= m.start < end}
        if terms:
            best = max(best, (bool(_PURPOSE.search(passage.text[start:end])), len(terms), -start, end))
    return (-best[2], best[3]), best[0]


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
