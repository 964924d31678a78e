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


def test_a_heading_proves_nothing(put: Put, library: Library) -> None:
    put(document("deck", title="Welcome to the wells", page_count=1), "Welcome to the wells!")
    put(document("text", title="Notes", page_count=1), "Welcome to the wells, said the guide to the wells.")
    scope = open_scope(library, OWNER)
    hits = proving_hits(scope, scope.analyse("welcome to the wells"))
    assert [hit.document.id for hit in hits] == ["text"]


def test_the_sentence_that_says_most_is_shown_and_its_passage_comes_first(put: Put, library: Library) -> None:
    chairs = "The committee met on a rainy evening and spoke of its chairs, of rules and of nothing else at all."
    put(
        document("two"), "Clean water is mentioned.", f"{chairs} Pumps for clean water are tested in the valley by all."
    )
    scope = open_scope(library, OWNER)
    best, other = proving_hits(scope, scope.analyse("pumps for clean water"))
    assert (best.passage.page, other.passage.page) == (2, 1)
    assert "Pumps for clean water are tested" in best.snippet and other.snippet == "Clean water is mentioned."


def test_a_running_head_with_the_title_is_no_proof(put: Put, library: Library) -> None:
    tested = (
        "We tested clean water in ten wells, and asked the families who drink from them what they had seen and heard."
    )
    put(document("a", title="Clean water for the valley"), f"Clean water for the valley 12\n{tested}")
    scope = open_scope(library, OWNER)
    (hit,) = proving_hits(scope, scope.analyse("clean water for the valley"))
    assert hit.snippet == f"… {tested}"


def test_lists_of_facts_are_not_shown_as_proof(put: Put, library: Library) -> None:
    put(document("b"), "Clean water needs pumps.\nFunders: Clean water fund Places: Lodi, with clean water")
    scope = open_scope(library, OWNER)
    (hit,) = proving_hits(scope, scope.analyse("clean water"))
    assert hit.snippet.startswith("Clean water needs pumps.")


def test_addresses_are_not_shown_as_proof(put: Put, library: Library) -> None:
    address = "http://www.example.org/clean-water/catalogue/2019/index.php?id=12345&page=67890"
    put(document("a"), f"Pumps keep clean water clean. {address}")
    scope = open_scope(library, OWNER)
    (hit,) = proving_hits(scope, scope.analyse("clean water"))
    assert hit.snippet.startswith("Pumps keep clean water clean.")
