"""Ranking: candidates, their order, and what the weights do."""

from dataclasses import replace

import numpy as np
import pytest

from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Filters
from kb.search.hits import load_hits
from kb.search.rank import openings, rank, retrieve, score
from kb.search.scope import Scope, open_scope
from tests.conftest import Put
from tests.fakes import document


def best(scope: Scope, text: str) -> list[str]:
    """Ids of the documents of the ranked passages, best first."""
    query = scope.analyse(text)
    ranked = rank(scope, query)
    documents = scope.library.documents(ranked.documents.tolist())
    return [hit.document.id for hit in load_hits(scope.library, query, ranked, documents, 100)]


@pytest.fixture
def wells(put: Put, library: Library) -> Scope:
    put(document("wells"), "Clean water from deep wells.", "Bread is baked.")
    put(document("bread"), "Bread and roses.", "Water.")
    put(document("secret", access="internal"), "Clean water from deep wells, in secret.")
    return open_scope(library, OWNER)


def test_scores_fall_from_the_best_on(wells: Scope) -> None:
    ranked = rank(wells, wells.analyse("clean water wells"))
    assert (np.diff(ranked.scores) <= 0).all() and 0 < ranked.scores[0] <= 1
    assert ranked.best_of_documents()[int(ranked.documents[0])] == ranked.scores[0]


def test_hidden_documents_are_no_candidates(wells: Scope) -> None:
    assert "secret" in best(wells, "clean water")
    assert "secret" not in best(open_scope(wells.library, ANONYMOUS), "clean water")
    narrowed = open_scope(wells.library, OWNER, Filters(access="internal"))
    assert set(best(narrowed, "clean water")) == {"secret"}


def test_nothing_is_found_for_nothing(wells: Scope) -> None:
    assert best(wells, "  ") == []
    assert best(open_scope(wells.library, OWNER, Filters(kind="report")), "water") == []


def test_a_query_of_filters_alone_gives_each_first_passage(wells: Scope) -> None:
    opened = openings(wells)
    texts = {p.text for p in wells.library.catalogue.passages(opened.ids.tolist()).values()}
    assert "Clean water from deep wells." in texts and "Bread is baked." not in texts
    assert len(opened.ids) == 3


def test_candidates_are_scored_again_by_other_weights(wells: Scope) -> None:
    query = wells.analyse("water")
    candidates = retrieve(wells, query)
    lenient = replace(wells, config=replace(wells.config, rank=replace(wells.config.rank, reranked=0)))
    assert score(wells, query, candidates).ids.tolist() == rank(wells, query).ids.tolist()
    assert not np.array_equal(score(wells, query, candidates).scores, score(lenient, query, candidates).scores)


def test_candidates_without_a_vector_have_no_cosine(put: Put, library: Library) -> None:
    put(document("embedded"), "Clean water.")
    put(document("waiting"), "Clean water, too.", embed=False)
    scope = open_scope(library, OWNER)
    found = retrieve(scope, scope.analyse("clean water"))
    assert np.isnan(found.cosines).tolist() == [False, True] and (found.bm25 > 0).all()


def test_later_passages_of_a_page_are_down_weighted_by_the_weight(put: Put, library: Library, wells: Scope) -> None:
    query = wells.analyse("water")
    apart = rank(wells, query).scores
    kept = replace(wells, config=replace(wells.config, rank=replace(wells.config.rank, same_page=1.0)))
    assert np.array_equal(apart, rank(kept, query).scores)  # every passage here has a page of its own
