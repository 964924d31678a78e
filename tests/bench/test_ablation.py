"""The ablation removes one part of the ranking at a time, and measures in the same way."""

import numpy as np

from bench.ablation import GROUPS, interval, variants, without
from bench.fit_ranking import Case, cross_validated, page_rank
from kb.ranking_config import DEFAULT, RankingConfig
from kb.search import query_analysis
from kb.search.rerank_features import LINEAR

CASES = [
    Case(
        np.random.default_rng(seed).normal(size=(9, len(LINEAR))) + 5 * np.eye(1, 9 * len(LINEAR)).reshape(9, -1),
        np.arange(9) == 0, [(at, 1) for at in range(9)], f"group {seed}", "corpus: crosslingual",
    )
    for seed in range(20)
]  # fmt: skip


def test_every_feature_is_in_one_group() -> None:
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(LINEAR)


def test_a_feature_taken_away_leaves_the_others_as_they_are() -> None:
    left = without(CASES[:1], ("coverage",))[0]
    assert (left.columns == CASES[0].columns[:, 1:]).all() and left.places == CASES[0].places


def test_each_variant_lacks_one_part() -> None:
    made: list[tuple[RankingConfig, list[str]]] = []

    def make(ranking: RankingConfig) -> list[Case]:
        made.append((ranking, query_analysis._spellings("colour", "en")))
        return CASES

    labels = [label for label, _ in variants(make)]
    assert len(set(labels)) == len(labels) == len(GROUPS) + 4 and labels[0] == "everything on"
    (everything, spelt), (no_glossary, _), (same, unspelt), (no_fields, _) = made
    assert everything == same == DEFAULT and spelt == ["colour", "color"] and unspelt == ["colour"]
    assert no_glossary.translation.glossary == 0 and no_glossary.ranker == DEFAULT.ranker
    assert no_fields.fields.body == DEFAULT.fields.body and no_fields.fields.title == 0
    assert query_analysis._spellings("colour", "en") == spelt, "it's on again"


def test_scores_are_of_weights_fitted_without_the_group() -> None:
    scores = cross_validated(CASES)
    assert np.mean([page_rank(one, found) == 1 for one, found in zip(CASES, scores, strict=True)]) > 0.5
    blind = without(CASES, ("coverage",))
    ranks = [page_rank(one, found) for one, found in zip(blind, cross_validated(blind), strict=True)]
    assert np.mean(ranks) > 2, "the feature that tells them apart is gone"


def test_a_change_within_its_interval_is_noise() -> None:
    assert interval([0.5] * 20, [0.5] * 20) == "+0.000 … +0.000 (noise)"
    assert interval([0.0] * 20, [1.0] * 20) == "+1.000 … +1.000"
    assert interval([1.0] * 20, [0.5] * 20) == "-0.500 … -0.500"
    assert interval([0.0, 1.0] * 10, [1.0, 0.0] * 10).endswith("(noise)")
