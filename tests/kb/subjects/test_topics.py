"""Profiles, topics and the map: bilingual, stable when documents are added, with similar documents close together."""

import random

import numpy as np
import pytest

from kb.model import Passage
from kb.settings import DEFAULT_LISTS
from kb.subjects.lists import Lists
from kb.subjects.topics import cluster, cluster_by_meaning, concept_counts, layout

CONCEPTS = Lists(DEFAULT_LISTS, DEFAULT_LISTS / "glossary.csv").concepts


def of(text: str, language: str) -> dict[str, int]:
    return concept_counts("", language, [Passage(1, "d", 1, "1", 0, len(text), text, "", language)], CONCEPTS)


def random_profiles(seed: int, count: int) -> dict[int, dict[str, int]]:
    chance = random.Random(seed)
    fields = [[f"{name}{at}" for at in range(12)] for name in "abcde"]
    return {n: {c: chance.randint(1, 9) for c in chance.sample(chance.choice(fields), 8)} for n in range(1, count + 1)}


def test_a_document_has_the_same_profile_in_either_language() -> None:
    italian, english = (
        of("L'acqua della scuola e il mercato della città.", "it"),
        of("The water of the school and the market of the city.", "en"),
    )
    assert italian == english and len(italian) == 4
    assert {CONCEPTS.name(concept, "it") for concept in italian} >= {"acqua", "scuola"}
    assert {CONCEPTS.name(concept, "en") for concept in english} >= {"water", "school"}
    assert concept_counts("", "it", [Passage(1, "d", 1, "1", 0, 5, "acqua", "", "it", "references")], CONCEPTS) == {}


@pytest.mark.parametrize("seed", range(5))
def test_what_comes_later_moves_no_document_out_of_its_topic(seed: int) -> None:
    profiles = random_profiles(seed, 60)
    early = {n: p for n, p in profiles.items() if n <= 40}
    before, after = cluster(early), cluster(profiles)
    assert {frozenset(t.documents) for t in before} == {frozenset(n for n in t.documents if n <= 40) for t in after} - {
        frozenset()
    }
    assert len(after) <= 12 and sorted(n for t in after for n in t.documents) == list(profiles)


def test_documents_that_mean_the_same_share_a_topic_that_their_concepts_name() -> None:
    chance = np.random.default_rng(3)
    common, *subjects = chance.normal(size=(5, 64))
    vectors = {n: 2 * common + subjects[n % 4] + 0.3 * chance.normal(size=64) for n in range(1, 21)}
    profiles = {n: {f"concept{n % 4}": 5, f"own{n}": 1} for n in vectors}
    topics = cluster_by_meaning(profiles, vectors)
    assert [topic.documents for topic in topics] == [list(range(first, 21, 4)) for first in (1, 2, 3, 4)]
    assert [topic.concepts[0] for topic in topics] == ["concept1", "concept2", "concept3", "concept0"]


def test_few_documents_or_one_without_a_vector_are_clustered_by_concepts() -> None:
    profiles = random_profiles(1, 30)
    vectors = {n: np.ones(8) for n in profiles}
    few = {n: p for n, p in profiles.items() if n <= 5}
    assert [t.documents for t in cluster_by_meaning(few, vectors)] == [t.documents for t in cluster(few)]
    del vectors[30]
    assert [t.documents for t in cluster_by_meaning(profiles, vectors)] == [t.documents for t in cluster(profiles)]


def test_the_map_puts_alike_near_and_always_the_same() -> None:
    profiles = {
        n: {f"a{at}": 3 for at in range(8)} if n <= 10 else {f"b{at}": 3 for at in range(8)} for n in range(1, 21)
    }
    profiles = {n: {**p, f"own{n}": 1} for n, p in profiles.items()}
    places = layout(profiles)
    assert places == layout(dict(reversed(profiles.items())))
    xs = [places[n][0] for n in range(1, 21)]
    assert max(xs[:10]) < min(xs[10:]) or min(xs[:10]) > max(xs[10:])
    assert all(-1 <= value <= 1 for point in places.values() for value in point)
    assert layout({}) == {} and layout({1: {"a": 1}}) == {1: (0.0, 0.0)}
