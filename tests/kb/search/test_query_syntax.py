"""Operators in a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.library import Library
from kb.model import ACCESSES, GOALS, KINDS, OWNER, Filters
from kb.search.query_syntax import parse_query, written
from kb.search.search import search
from kb.text.normalise import plain_characters


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


NAMES = st.text(alphabet="abcdeè' -", min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)
YEARS = st.none() | st.integers(1900, 2100)
FILTERS = st.builds(
    Filters,
    kind=st.none() | st.sampled_from(KINDS), language=st.sampled_from([None, "it", "en"]), year_from=YEARS, year_to=YEARS,
    partner=st.none() | NAMES, department=st.none() | NAMES, course=st.none() | NAMES, place=st.none() | NAMES,
    access=st.none() | st.sampled_from(ACCESSES), goal=st.none() | st.sampled_from(GOALS),
)  # fmt: skip


@given(FILTERS)
def test_filters_written_into_a_query_are_read_back(filters: Filters) -> None:
    parsed = parse_query(written("acqua potabile", filters), Filters())
    assert (parsed.text, parsed.filters) == ("acqua potabile", filters)


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("anno:2019..2022", Filters(year_from=2019, year_to=2022)), ("year:2019", Filters(year_from=2019, year_to=2019)),
        ("year:2019..", Filters(year_from=2019)), ("year:..2019", Filters(year_to=2019)), ("tipo:tesi", Filters(kind="thesis")),
        ('partner:"Comune di Lodi"', Filters(partner="Comune di Lodi")), ("OSS:011", Filters(goal="11")), ("lang:ITA", Filters(language="it")),
    ],
)  # fmt: skip
def test_an_operator_becomes_a_filter(query: str, filters: Filters) -> None:
    parsed = parse_query(f"acqua {query}", Filters())
    assert (parsed.text, parsed.filters) == ("acqua", filters)


@pytest.mark.parametrize(
    "query", ["sdg:18", "sdg:x", "year:..", "kind:poster", "access:secret", "nothing:x", "-kind:thesis", "http://x"]
)
def test_what_can_be_no_operator_is_a_word(query: str) -> None:
    parsed = parse_query(query, Filters())
    assert (parsed.text, parsed.filters, parsed.excluded) == (query, Filters(), ())


def test_phrases_are_looked_for_and_excluded_words_are_not() -> None:
    parsed = parse_query('water "bone char" -"red mud" -lead well-known', Filters())
    assert parsed.text == 'water "bone char" well-known'
    assert (parsed.phrases, parsed.excluded) == (("bone char",), ("red mud", "lead"))


@given(st.text(max_size=60))
def test_anything_that_is_typed_can_be_read(query: str) -> None:
    parsed = parse_query(query, Filters())
    assert all(word.strip('"') in plain_characters(query) for word in parsed.text.split())
