"""Topic clusters of documents, by vectors or over language-independent concepts, and a two-dimensional map of documents. Pure.

Leader clustering (Hartigan 1975): documents are taken in order of ingestion; each joins the most similar topic or starts a new
one. Over concepts, IDF is computed over the documents so far, so that a new document never changes the topics of earlier ones.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from kb.model import Passage
from kb.text.glossary import Glossary
from kb.text.normalise import WORD
from kb.text.stemming import stem

Profile = Mapping[str, int]  # concept → its frequency in a document
Vector = dict[str, float]
# By judgement on the sample corpus.
_ALIKE = 0.2  # minimum cosine of a document and a topic, over concepts
_KEPT = 60  # concepts counted for a document
_WEIGHED = 40  # concepts in a document's vector
_IN_TITLE = 3  # weight of an occurrence in the title
_NAMED_BY = 3  # concepts that name a topic
# The minimum cosine, of vectors less their mean; by the judged pairs of `bench/similar.py`.
_ALIKE_IN_MEANING = 0.28
_FEWEST = 12  # documents whose mean says what is common to all; by judgement
_DIMENSIONS = 512  # of the vectors for the map; concepts beyond them share a dimension


class BilingualConcepts:
    """The glossary's single words as concepts shared by both languages, identified by the stem of the English word."""

    def __init__(self, glossary: Glossary) -> None:
        self._italian = {
            stems[0]: stem(english[0], "en")
            for stems, english in glossary.entries["it"].items()
            if len(stems) == 1 and len(WORD.findall(english[0])) == 1
        }
        self._names: dict[str, dict[str, str]] = {}
        for stems, italian in glossary.entries["en"].items():
            words = [word for word in italian if len(WORD.findall(word)) == 1]
            if len(stems) == 1 and words:
                self._names[stems[0]] = {"it": min(words, key=len)}  # "scuola" before "scolastico"
        for english in (word for words in glossary.entries["it"].values() for word in words):
            if (known := self._names.get(stem(english, "en"))) is not None:
                known["en"] = min(known.get("en", english), english, key=len)

    def of(self, word: str, language: str) -> str | None:
        """The concept of a word; None if the glossary doesn't contain it."""
        found = stem(word, language)
        if not found:
            return None
        concept = self._italian.get(found) if language == "it" else found
        return concept if concept in self._names else None

    def name(self, concept: str, language: str) -> str:
        """A concept's name in a language: its shortest word there, or the concept itself if there is none."""
        return self._names.get(concept, {}).get(language, concept)


def concept_counts(
    title: str, language: str, passages: Sequence[Passage], concepts: BilingualConcepts
) -> dict[str, int]:
    """The most frequent concepts of a document with their counts, from its title and body passages."""
    counts: Counter[str] = Counter()
    for passage in passages:
        if passage.part == "body":
            counts.update(_concepts(passage.text, passage.language, concepts))
    for concept in _concepts(title, language, concepts):
        counts[concept] += _IN_TITLE
    return dict(counts.most_common(_KEPT))


def _concepts(text: str, language: str, concepts: BilingualConcepts) -> list[str]:
    language = language if language in ("it", "en") else "en"
    return [found for word in WORD.findall(text) if (found := concepts.of(word, language))]


@dataclass
class Topic:
    """A cluster of document numbers. `centre` is the sum of their vectors, `length` its Euclidean norm."""

    centre: Counter[str] = field(default_factory=Counter)
    documents: list[int] = field(default_factory=list)
    length: float = 0.0

    @property
    def concepts(self) -> tuple[str, ...]:
        """The concepts that name the topic, heaviest first."""
        return tuple(concept for concept, _ in self.centre.most_common(_NAMED_BY))

    def add(self, number: int, vector: Vector) -> None:
        """Add a document."""
        self.documents.append(number)
        self.centre.update(vector)
        self.length = math.sqrt(math.fsum(weight * weight for weight in self.centre.values()))


def cluster(profiles: Mapping[int, Profile]) -> list[Topic]:
    """Cluster documents in ascending order of number. Returns the topics, largest first."""
    seen: Counter[str] = Counter()
    topics: list[Topic] = []
    containing: dict[str, list[int]] = defaultdict(list)  # inverted index: concept → topics that contain it
    for count, number in enumerate(sorted(profiles), 1):
        seen.update(profiles[number].keys())
        vector = _vector(profiles[number], seen, count)
        near = _nearest(vector, topics, containing)
        if near is None:
            near = len(topics)
            topics.append(Topic())
        for concept in vector.keys() - topics[near].centre.keys():
            containing[concept].append(near)
        topics[near].add(number, vector)
    return _largest_first(topics)


def cluster_by_meaning(profiles: Mapping[int, Profile], vectors: Mapping[int, np.ndarray]) -> list[Topic]:
    """Cluster documents by their vectors, less the mean of all; the profiles name the topics, largest first.

    With few documents, or one without a vector, this is `cluster`.
    """
    numbers = sorted(profiles)
    if len(numbers) < _FEWEST or not all(number in vectors for number in numbers):
        return cluster(profiles)
    table = np.stack([vectors[number] for number in numbers]).astype(np.float32)
    table = _unit(table - table.mean(axis=0))
    seen = Counter(concept for counts in profiles.values() for concept in counts)
    topics: list[Topic] = []
    sums, centres = np.zeros_like(table), np.zeros_like(table)  # of the topics so far, a row for each
    for number, row in zip(numbers, table, strict=True):
        cosines = centres[: len(topics)] @ row
        near = int(cosines.argmax()) if len(topics) else 0
        if not len(topics) or cosines[near] < _ALIKE_IN_MEANING:
            near = len(topics)
            topics.append(Topic())
        sums[near] += row
        centres[near] = _unit(sums[near])
        topics[near].add(number, _vector(profiles[number], seen, len(numbers)))
    return _largest_first(topics)


def _unit(vectors: np.ndarray) -> np.ndarray:
    units: np.ndarray = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return units


def _largest_first(topics: Sequence[Topic]) -> list[Topic]:
    return sorted(topics, key=lambda topic: (-len(topic.documents), topic.documents[0]))


def _nearest(vector: Vector, topics: Sequence[Topic], containing: Mapping[str, Sequence[int]]) -> int | None:
    """Index of the topic with the highest cosine to a unit vector; None if no cosine reaches _ALIKE."""
    products: dict[int, float] = defaultdict(float)
    for concept, weight in vector.items():
        for at in containing.get(concept, ()):
            products[at] += weight * topics[at].centre[concept]
    likeness = {at: product / topics[at].length for at, product in products.items() if topics[at].length}
    best = max(likeness, key=lambda at: (likeness[at], -at), default=None)
    return best if best is not None and likeness[best] >= _ALIKE else None


def _vector(counts: Profile, seen: Mapping[str, int], total: int) -> Vector:
    """The unit tf–idf vector of a document's heaviest concepts; `seen` counts the documents with each concept."""
    weights = {c: math.log1p(n) * math.log((total + 2) / (seen[c] + 0.5)) for c, n in counts.items()}
    kept = sorted(weights.items(), key=lambda entry: (-entry[1], entry[0]))[:_WEIGHED]
    length = math.sqrt(math.fsum(weight * weight for _, weight in kept)) or 1.0
    return {concept: weight / length for concept, weight in kept}


def layout(profiles: Mapping[int, Profile]) -> dict[int, tuple[float, float]]:
    """Position of each document on a map, x and y in −1..1, by its tf–idf vector; see `layout_of_vectors`."""
    numbers = sorted(profiles)
    seen: Counter[str] = Counter(concept for counts in profiles.values() for concept in counts)
    place = {concept: at % _DIMENSIONS for at, concept in enumerate(sorted(seen))}
    vectors = {number: np.zeros(min(len(seen), _DIMENSIONS)) for number in numbers}
    for number in numbers:
        for concept, weight in _vector(profiles[number], seen, len(numbers)).items():
            vectors[number][place[concept]] += weight
    return layout_of_vectors(vectors)


def layout_of_vectors(vectors: Mapping[int, np.ndarray]) -> dict[int, tuple[float, float]]:
    """Position of each document on a map, x and y in −1..1: the first two principal components of the documents' vectors."""
    numbers = sorted(vectors)
    if len(numbers) < 3:
        return dict.fromkeys(numbers, (0.0, 0.0))
    table = np.stack([vectors[number] for number in numbers]).astype(np.float64)
    table -= table.mean(axis=0)
    _, _, axes = np.linalg.svd(table, full_matrices=False)
    spread = table @ axes[:2].T
    spread *= np.sign(spread[np.abs(spread).argmax(axis=0), range(2)])  # the sign of a component is arbitrary: fix it
    # The mean of value and rank: by value alone, a few outliers would crowd all others together.
    ranks = (spread.argsort(axis=0).argsort(axis=0) / max(len(numbers) - 1, 1)) * 2 - 1
    values = spread / np.maximum(np.abs(spread).max(axis=0), 1e-9)
    mixed = (ranks + values) / 2
    return {number: (round(float(x), 3), round(float(y), 3)) for number, (x, y) in zip(numbers, mixed, strict=True)}
