"""Operators in a query."""

import pytest

from kb.library import Library
from kb.model import OWNER
from kb.search.search import search


@pytest.mark.parametrize(
    ("query", "sources"),
    [
        ("author:nhantumbo solar", {"tesi/thesis-light-for-learning.pdf"}),
        ("relatore:Sartori acqua anno:2020..2020", {"tesi/thesis-clear-wells.pdf"}),
        ("author:rahman", {"tesi/thesis-night-stops.pdf"}),
        ("title:cortili verde", {"progetti/relazione-giambellino-cortili.pdf"}),
        ('"bone char" kind:tesi', {"tesi/thesis-clear-wells.pdf"}),
    ],
)
def test_operators_narrow_a_search(sample: Library, query: str, sources: set[str]) -> None:
    assert {hit.document.source for hit in search(sample, query, OWNER).hits} == sources


def test_excluded_words_stand_in_no_passage(sample: Library) -> None:
    hits = search(sample, "carpentry -prison", OWNER).hits
    assert hits and all("prison" not in hit.passage.text.lower().split() for hit in hits)


@pytest.mark.parametrize(
    "query", ['"', '-"', "kind:poster acqua", "year:soon acqua", "http://x.example acqua", "-", "a:b:c", '""']
)
def test_a_broken_query_is_read_leniently(sample: Library, query: str) -> None:
    result = search(sample, query, OWNER)
    assert result.hits or "acqua" not in query
