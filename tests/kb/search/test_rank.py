"""Ranking: candidates, their order, and the effect of weights."""

from dataclasses import replace

import numpy as np
import pytest

from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Filters
from kb.search.hits import load_hits
from kb.search.rank import by_fusion, openings, rank, retrieve, score, shortlist_features, without_tied_end
from kb.search.scope import Scope, open_scope
from tests.conftest import Put
from tests.fakes import document


def best(scope: Scope, text: str) -> list[str]:
    """Ids of the documents of the ranked passages, best first."""
    query = scope.analyse(text)
    ranked = rank(scope, query)
    documents = scope.library.documents(ranked.documents.tolist())
    return [hit.document.id for hit in load_hits(scope.library, ranked, documents, 100)]


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
    level = replace(wells, config=replace(wells.config, ranker=replace(wells.config.ranker, intercept=0.0)))
    assert score(wells, query, candidates).ids.tolist() == rank(wells, query).ids.tolist()
    assert not np.array_equal(score(wells, query, candidates).scores, score(level, query, candidates).scores)


def test_candidates_beyond_the_shortlist_follow_it(wells: Scope) -> None:
    query = wells.analyse("clean water")
    candidates = retrieve(wells, query)
    fused = by_fusion(wells, candidates)
    short = replace(wells, config=replace(wells.config, rank=replace(wells.config.rank, shortlist=1, same_page=1.0)))
    ranked = score(short, query, candidates)
    assert len(fused.ids) > 2 and ranked.ids.tolist() == fused.ids.tolist()
    assert ranked.scores[1:] == pytest.approx(fused.scores[1:] * ranked.scores[0])


def test_the_features_of_a_passage_are_its_own_and_its_documents(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water from deep wells. Bread is baked by the bakers.", "Roses are red.")
    put(document("waiting"), "Deep wells.", embed=False)
    scope = open_scope(library, OWNER)
    query = scope.analyse("clean water from deep wells")
    candidates = retrieve(scope, query)
    found = shortlist_features(scope, query, by_fusion(scope, candidates), candidates)
    at = {i: row for row, i in enumerate(by_fusion(scope, candidates).ids.tolist())}
    wells, roses, waiting = (at[i] for i in sorted(at))
    assert query.vector is not None
    nearest = float(library.embedding_queue.embed_query("Clean water from deep wells.") @ query.vector)
    cosines = found.cosines
    assert cosines.sentence[wells] == pytest.approx(nearest, abs=0.01)
    assert cosines.sentence[wells] > cosines.passage[wells] and cosines.own[wells] > cosines.own[roses]
    assert cosines.sentence[roses] == cosines.passage[roses]  # no sentence is long enough for a vector
    assert cosines.document[roses] == cosines.document[wells] == cosines.passage[wells]
    between = (cosines.passage[wells] + cosines.passage[roses]) / 2  # each is at an end of its document
    assert cosines.nearby[wells] == cosines.nearby[roses] == pytest.approx(between)
    assert all(np.isnan(known[waiting]) for known in vars(cosines).values())
    assert found.words.coverage[waiting] < found.words.coverage[wells] == pytest.approx(1)


def test_without_vectors_words_rank(put: Put, library: Library) -> None:
    put(document("wells"), "Clean water from deep wells.", embed=False)
    put(document("bread"), "Bread is baked with water.", embed=False)
    scope = open_scope(library, OWNER)
    assert scope.analyse("clean water").vector is None
    assert best(scope, "clean water") == ["wells", "bread"]


def test_candidates_without_a_vector_have_no_cosine(put: Put, library: Library) -> None:
    put(document("embedded"), "Clean water.")
    put(document("waiting"), "Clean water, too.", embed=False)
    scope = open_scope(library, OWNER)
    found = retrieve(scope, scope.analyse("clean water"))
    assert np.isnan(found.cosines).tolist() == [False, True] and (found.bm25 > 0).all()


def test_later_passages_of_a_page_are_down_weighted_by_the_weight(wells: Scope) -> None:
    query = wells.analyse("water")
    apart = rank(wells, query).scores
    kept = replace(wells, config=replace(wells.config, rank=replace(wells.config.rank, same_page=1.0)))
    assert np.array_equal(apart, rank(kept, query).scores)  # every passage here has a page of its own


def test_of_passages_that_tie_at_the_end_none_is_a_candidate() -> None:
    found = [(3, 2.0), (9, 1.0), (4, 1.0), (7, 1.0), (1, 0.5)]
    assert without_tied_end(found[:4], 3) == [(3, 2.0)]
    assert without_tied_end(found, 4) == found[:4]
    assert without_tied_end(found[:3], 3) == found[:3], "nothing was left out"
    assert without_tied_end(found[1:4], 2) == found[1:3], "all tie"


def test_the_order_in_which_documents_came_in_does_not_matter(put: Put, library: Library) -> None:
    texts = {f"d{n}": "Clean water. " + ("Wells and pumps." if n % 3 else "Wells.") for n in range(9)}
    found = []
    for names in (list(texts), list(reversed(texts))):
        for name in names:
            put(document(name), texts[name], embed=False)
        scope = open_scope(library, OWNER)
        scope = replace(scope, config=replace(scope.config, rank=replace(scope.config.rank, candidates=4)))
        candidates = retrieve(scope, scope.analyse("water"))
        by_words = candidates.documents[candidates.bm25 > 0]
        found.append({d.id for d in scope.documents(by_words.tolist()).values()})
    assert found[0] == found[1] and 0 < len(found[0]) <= 4
