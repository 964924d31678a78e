"""Operators in a query."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.library import Library
from kb.model import ACCESSES, GOALS, KINDS, OWNER, Filters, Named
from kb.search.query_syntax import parse_query, written
from kb.search.search import search
from kb.text.normalise import plain_characters
from tests.conftest import Put
from tests.fakes import document


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
YEARS = st.tuples(*[st.none() | st.integers(1900, 2100)] * 2).filter(
    lambda years: None in years or years[0] <= years[1]
)
FILTERS = st.builds(
    Filters,
    kind=st.none() | st.sampled_from(KINDS), language=st.sampled_from([None, "it", "en"]), year_from=st.none(), year_to=st.none(),
    partner=st.none() | NAMES, department=st.none() | NAMES, course=st.none() | NAMES, place=st.none() | NAMES,
    access=st.none() | st.sampled_from(ACCESSES), goal=st.none() | st.sampled_from(GOALS),
)  # fmt: skip


@given(FILTERS, YEARS)
def test_filters_written_into_a_query_are_read_back(filters: Filters, years: tuple[int | None, int | None]) -> None:
    filters = replace(filters, year_from=years[0], year_to=years[1])
    parsed = parse_query(written("acqua potabile", filters), Filters())
    assert (parsed.text, parsed.filters) == ("acqua potabile", filters)


@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("anno:2019..2022", Filters(year_from=2019, year_to=2022)), ("year:2019", Filters(year_from=2019, year_to=2019)),
        ("year:2019..", Filters(year_from=2019)), ("year:..2019", Filters(year_to=2019)), ("tipo:tesi", Filters(kind="thesis")),
        ('partner:"Comune di Lodi"', Filters(partner="Comune di Lodi")), ("OSS:011", Filters(goal="11")), ("lang:ITA", Filters(language="it")),
        ("lingua:spagnolo", Filters(language="es")), ("tipo:rapporti", Filters(kind="report")), ("year:2022..2019", Filters(year_from=2019, year_to=2022)),
    ],
)  # fmt: skip
def test_an_operator_becomes_a_filter(query: str, filters: Filters) -> None:
    parsed = parse_query(f"acqua {query}", Filters())
    assert (parsed.text, parsed.filters) == ("acqua", filters)


@pytest.mark.parametrize(
    "query",
    [
        "sdg:18",
        "sdg:x",
        "year:..",
        "kind:poster",
        "lang:elvish",
        "access:secret",
        "nothing:x",
        "-kind:poster",
        "http://x",
    ],
)
def test_what_can_be_no_operator_is_a_word(query: str) -> None:
    parsed = parse_query(query, Filters())
    assert (parsed.text, parsed.filters, parsed.excluded) == (query, Filters(), ())


def test_phrases_are_looked_for_and_excluded_words_are_not() -> None:
    parsed = parse_query('water "bone char" -"red mud" -lead well-known', Filters())
    assert parsed.text == 'water "bone char" well-known'
    assert (parsed.phrases, parsed.excluded) == (("bone char",), ("red mud", "lead"))


# Of a query: its words, the texts of which one must be met, and those that none may have.
WORDS_OF: dict[str, tuple[str, tuple[tuple[str, ...], ...], tuple[str, ...]]] = {
    "acqua OR pozzi": ("acqua pozzi", (("acqua", "pozzi"),), ()),
    "(acqua OR pozzi) scuola": ("acqua pozzi scuola", (("acqua", "pozzi"),), ()),
    "scuola acqua OR pozzi": ("scuola acqua pozzi", (("acqua", "pozzi"),), ()),
    "acqua AND pozzi": ("acqua pozzi", (("acqua",), ("pozzi",)), ()),
    "acqua OR pozzi AND fiumi": ("acqua pozzi fiumi", (("acqua", "pozzi"), ("acqua", "fiumi")), ()),
    '"bone char" OR lime': ('"bone char" lime', (("bone char", "lime"),), ()),
    "acqua NOT (pozzi OR fiumi)": ("acqua", (), ("pozzi", "fiumi")),
    "acqua -(pozzi OR fiumi)": ("acqua", (), ("pozzi", "fiumi")),
    "acqua AND NOT pozzi": ("acqua", (("acqua",),), ("pozzi",)),
    "acqua OR NOT pozzi": ("acqua", (), ()),
    "comune (Milano)": ("comune Milano", (), ()),
    "f(x) = y": ("f(x) = y", (), ()),
    # What is broken is passed over.
    "(acqua": ("acqua", (), ()),
    "acqua)": ("acqua", (), ()),
    "acqua OR": ("acqua", (), ()),
    "AND acqua": ("acqua", (), ()),
    "(acqua OR) pozzi": ("acqua pozzi", (), ()),
    "()": ("", (), ()),
    "OR": ("OR", (), ()),
    '"acqua': ("acqua", (), ()),
    '"acqua pozzi': ("acqua pozzi", (), ()),
    'acqua"': ("acqua", (), ()),
    "or acqua and pozzi": ("or acqua and pozzi", (), ()),
}


@pytest.mark.parametrize("query", WORDS_OF)
def test_words_are_joined_by_operators_and_brackets(query: str) -> None:
    parsed = parse_query(query, Filters())
    assert (parsed.text, parsed.choices, parsed.excluded) == WORDS_OF[query]
    assert (parsed.filters, parsed.phrases, parsed.alternatives, parsed.without) == (Filters(), (), (), ())


def test_fields_are_joined_too() -> None:
    rossi, neri = Filters(author="rossi"), Filters(author="neri")
    for query in ("author:rossi OR author:neri", "author:(rossi OR neri)", "(autore:rossi OR autore:neri)"):
        assert parse_query(query, Filters()).alternatives == ((rossi, neri),)
    both = parse_query("author:rossi author:neri", Filters())
    assert (both.filters, both.alternatives) == (rossi, ((neri,),))
    assert parse_query("author:(anna rossi)", Filters()).filters == Filters(author="anna rossi")
    without = parse_query("-author:rossi NOT anno:2019", Filters()).without
    assert set(without) == {rossi, Filters(year_from=2019, year_to=2019)}
    mixed = parse_query("acqua OR author:rossi", Filters())
    assert (mixed.text, mixed.choices, mixed.alternatives) == ("acqua", (), ())


@pytest.mark.parametrize("typed", ["“bone char”", "«bone char»", "„bone char“"])
def test_quotation_marks_of_all_shapes_hold_a_phrase(typed: str) -> None:
    assert parse_query(typed, Filters()).phrases == ("bone char",)


@pytest.mark.parametrize(
    "query",
    [
        *(part * 5000 for part in ("a OR ", '"a" ', "(", "a:", "a(b)", "author:(", "aaaaaaaaaaaa")),
        "(a OR b) AND " * 90 + "c",
        "sdg:" + "9" * 5000,
        "oss:" + "1" * 5000,
    ],
)
def test_no_query_takes_long(query: str) -> None:
    started = time.process_time()
    parsed = parse_query(query, Filters())
    assert time.process_time() - started < 2 and len(parsed.phrases) <= 16 and parsed.filters == Filters()


def test_a_search_keeps_to_operators(put: Put, library: Library) -> None:
    put(document("bone", year=2019, people=(Named("Ada Rossi", "author"),)), "Bone char filters the water.")
    put(document("lime", year=2020, people=(Named("Ugo Neri", "author"),)), "Lime softens the water.")
    put(document("rain", year=2021, people=(Named("Eva Bianchi", "author"),)), "Rain water is stored.")
    for query, expected in (
        ("lime OR rain", {"lime", "rain"}),
        ('"bone char" OR rain', {"bone", "rain"}),
        ("water AND (lime OR rain)", {"lime", "rain"}),
        ("water NOT lime", {"bone", "rain"}),
        ("water -(lime OR rain)", {"bone"}),
        ("water author:(rossi OR neri)", {"bone", "lime"}),
        ("author:rossi OR year:2021", {"bone", "rain"}),
        ("-author:rossi water", {"lime", "rain"}),
        ("-author:rossi", {"lime", "rain"}),
        ("water (lime", {"bone", "lime", "rain"}),
        ("acqua OR lime", {"bone", "lime", "rain"}),  # its translation counts, as without an operator
        ('"bone lime" OR rain', {"rain"}),
    ):
        result = search(library, query, OWNER)
        assert ({hit.document.id for hit in result.hits}, result.total) == (expected, len(expected)), query


@given(st.text(max_size=60))
def test_anything_that_is_typed_can_be_read(query: str) -> None:
    parsed = parse_query(query, Filters())
    known = plain_characters(query).translate(dict.fromkeys(map(ord, "“”„«»"), '"'))
    assert all(word.strip('"()') in known for word in parsed.text.split())


@given(st.lists(st.sampled_from(["acqua", "OR", "AND", "(", ")", '"', "year:2019", "«", "pozzi"]), max_size=12))
def test_operators_in_any_order_lose_no_word(parts: list[str]) -> None:
    parsed = parse_query(" ".join(parts), Filters())
    assert parsed.text.count("acqua") == parts.count("acqua") and not parsed.excluded


@pytest.mark.parametrize(
    ("query", "goal"), [("sdg:6", "6"), ("sdg:06", "6"), ("oss:17 acqua", "17"), ("obiettivo:011", "11")]
)
def test_a_goal_may_have_zeros_in_front(query: str, goal: str) -> None:
    assert parse_query(query, Filters()).filters == Filters(goal=goal)


@pytest.mark.parametrize("query", ["sdg:" + "9" * 5000, "sdg:²", "sdg:0", "oss:-6", "goal:6.0"])
def test_what_is_no_goal_stays_a_word(query: str) -> None:
    parsed = parse_query(query, Filters())
    assert parsed.filters == Filters() and parsed.text


def test_a_phrase_or_word_that_comes_again_is_one() -> None:
    parsed = parse_query('"acqua potabile" -fiume "acqua potabile" -fiume "pozzo"', Filters())
    assert (parsed.phrases, parsed.excluded) == (("acqua potabile", "pozzo"), ("fiume",))
