"""Assignment of Sustainable Development Goals to documents, each with a supporting passage.

Goals that the document names by number are taken as stated. Otherwise the terms of each goal are counted
(kb/subjects/vocabulary.py), and a logistic regression over four features of those counts gives the probability of the
goal. Once the document is embedded, a fifth feature is the goal that its beginning means: a multinomial logistic
regression over the vectors of its first passages, fitted on titles written for it. `bench/fit_goals.py` fits both.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from kb.model import GOALS, Goal, Passage
from kb.subjects.vocabulary import Mention, Vocabulary
from kb.text.sentences import sentences

# Fitted by bench/fit_goals.py on the sample's goals and on both measuring corpora, judged by eye: share of passages, title, distinct
# terms, weight relative to the strongest goal; the last is the intercept.
WEIGHTS = (7.39, 2.9, 1.15, 1.42, -5.17)
LIKELY = 0.55  # probability from which a goal is assigned: precision 0.87, recall 0.44 of judged documents kept apart
# The same with the fifth feature before the intercept, for documents that are embedded by the embedded model.
WEIGHTS_WITH_MEANING = (6.58, 2.66, 0.86, 1.17, 0.65, -2.35)
LIKELY_WITH_MEANING = 0.44  # precision 0.86, recall 0.605; 0.46 gives 0.88 and 0.597, 0.42 0.85 and 0.605
BEGINNING = 2  # first passages of a document whose vectors are used
# 18×(d+1) float32: none, then goals 1 to 17; the last column is the constant.
_MEANINGS = Path(__file__).parent / "data" / "goals.npy"
_LEAST = 1e-4  # floor of the probability of a meaning
_MOST = 4  # maximum number of goals assigned by terms
_MOST_CERTAIN = 0.95  # maximum confidence from words alone
_SMOOTHING = 2  # passages added to a document's, so that one mention isn't everything in a document of one page
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
    """A goal's features in a document, in the order of WEIGHTS, and the passage that shows it best; None if only the title does.

    `meaning` is the log-odds that the document's beginning means the goal; None while it isn't embedded.
    """

    features: tuple[float, float, float, float]
    passage: int | None
    meaning: float | None = None

    @property
    def probability(self) -> float:
        """The probability that the goal is the document's, 0..1."""
        known, weights = (self.features, WEIGHTS) if self.meaning is None else (self.all, WEIGHTS_WITH_MEANING)
        score = sum(w * x for w, x in zip(weights, (*known, 1.0), strict=True))
        return 1 / (1 + math.exp(-score))

    @property
    def is_likely(self) -> bool:
        """Whether the goal is shown as the document's; never if only the title speaks of it."""
        return self.passage is not None and self.probability >= (
            LIKELY if self.meaning is None else LIKELY_WITH_MEANING
        )

    @property
    def all(self) -> tuple[float, ...]:
        """The features with the meaning, 0 if unknown."""
        return (*self.features, self.meaning or 0.0)


def find_goals(
    title: str, language: str, passages: Sequence[Passage], vocabulary: Vocabulary, vectors: np.ndarray | None = None
) -> list[Goal]:
    """The goals of a document, most confident first. `vectors` (n×d) are those of its first passages by the embedded model."""
    body = [passage for passage in passages if passage.part == "body"]
    found = with_meaning(goal_evidence(title, language, body, vocabulary), vectors)
    named = {goal: passage.id for passage in body for goal in stated_goals(passage.text)}
    if named:
        shown = {goal: evidence.passage for goal, evidence in found.items()}
        return [Goal(goal, _STATED, "text", shown.get(goal) or passage) for goal, passage in named.items()]
    likely = [(e.probability, goal) for goal, e in found.items() if e.is_likely]
    return [
        Goal(goal, round(min(sure, _MOST_CERTAIN), 2), "terms", found[goal].passage)
        for sure, goal in sorted(likely, key=lambda entry: (-entry[0], int(entry[1])))
    ][:_MOST]


def stated_goals(text: str) -> list[str]:
    """The goals that a text names by number ("SDGs: 4, 11"), in order, without duplicates."""
    numbers = [number for match in _SAYS.finditer(text) for number in re.findall(r"\d+", match[1])]
    found = list(dict.fromkeys(number for number in numbers if number in GOALS))
    return found if len(found) <= _TOO_MANY else []


def with_meaning(found: dict[str, Evidence], vectors: np.ndarray | None) -> dict[str, Evidence]:
    """The evidence with the meaning of a document's beginning, from its vectors; unchanged without vectors."""
    if vectors is None or not len(vectors):
        return found
    likely = meanings(vectors[:BEGINNING].mean(axis=0))
    return {goal: replace(evidence, meaning=_log_odds(float(likely[int(goal)]))) for goal, evidence in found.items()}


def meanings(vector: np.ndarray) -> np.ndarray:
    """The probability that a vector means no goal, then each of 1 to 17 (18 numbers); its length doesn't matter."""
    weights = _meanings()
    scores = weights[:, :-1] @ (vector / max(float(np.linalg.norm(vector)), 1e-12)) + weights[:, -1]
    likely = np.exp(scores - scores.max())
    return np.asarray(likely / likely.sum())


@cache
def _meanings() -> np.ndarray:
    return np.asarray(np.load(_MEANINGS))


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, _LEAST), 1 - _LEAST)
    return math.log(bounded / (1 - bounded))


def goal_evidence(title: str, language: str, body: Sequence[Passage], vocabulary: Vocabulary) -> dict[str, Evidence]:
    """The evidence for each goal of which the title or a passage has a term."""
    used: dict[str, Counter[str]] = defaultdict(Counter)
    shows: dict[str, tuple[bool, int, int]] = {}  # goal → (says a purpose, distinct terms, minus the passage's id)
    speaking: Counter[str] = Counter()
    for passage in body:
        mentions: dict[str, list[Mention]] = defaultdict(list)
        for mention in vocabulary.mentions(passage.text, passage.language):
            used[mention.label][mention.term] += 1
            mentions[mention.label].append(mention)
        parts = _sentences(passage.text) if mentions else []
        for goal, here in mentions.items():
            says = _best_sentence(here, parts)[1]
            terms = len({mention.term for mention in here})
            shows[goal] = max(shows.get(goal, (False, 0, 0)), (says, terms, -passage.id))
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
    return _best_sentence(mentions, _sentences(passage.text) if mentions else [])


def _sentences(text: str) -> list[tuple[int, int, bool]]:
    """(start, end, whether it says a purpose) of each sentence."""
    return [(start, end, bool(_PURPOSE.search(text, start, end))) for start, end in sentences(text)]


def _best_sentence(mentions: Sequence[Mention], parts: Sequence[tuple[int, int, bool]]) -> tuple[tuple[int, int], bool]:
    """The result of `purpose_sentence`, from the mentions of one goal in a passage and the passage's sentences."""
    best = (False, 0, 0, 0)
    for start, end, says in parts:
        terms = {mention.term for mention in mentions if start <= mention.start < end}
        if terms:
            best = max(best, (says, len(terms), -start, end))
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
