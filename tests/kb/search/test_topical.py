"""Passages that show that a document is about a topic."""

from kb.library import Library
from kb.model import OWNER, Filters
from kb.search.scope import open_scope
from kb.search.topical import proving_hits
from tests.conftest import Put
from tests.fakes import document


def test_a_passage_that_covers_too_little_proves_nothing(put: Put, library: Library) -> None:
    put(document("on"), "Rainwater harvesting for schools in dry valleys.")
    put(document("off"), "Schools.")
    scope = open_scope(library, OWNER)
    hits = proving_hits(scope, scope.analyse("rainwater harvesting in dry valleys near schools"))
    assert [hit.document.id for hit in hits] == ["on"]


def test_a_title_page_proves_nothing_where_the_text_does(put: Put, library: Library) -> None:
    put(document("a", page_count=2), "Clean water.", "Clean water is pumped.")
    put(document("cover", page_count=2), "Clean water.")
    scope = open_scope(library, OWNER)
    found = {(hit.document.id, hit.passage.page) for hit in proving_hits(scope, scope.analyse("clean water"))}
    assert found == {("a", 2), ("cover", 1)}


def test_the_limit_counts_passages(put: Put, library: Library) -> None:
    put(document("a"), "Clean water one.", "Clean water two.", "Clean water three.")
    scope = open_scope(library, OWNER)
    assert len(proving_hits(scope, scope.analyse("clean water"), 2)) == 2
    nowhere = open_scope(library, OWNER, Filters(kind="report"))
    assert proving_hits(nowhere, nowhere.analyse("clean water")) == []
