"""Commands that find and show documents."""

import json

import pytest

from kb.cli.search import _counts, app
from kb.errors import NotFound, PolikbError
from kb.model import SearchResult
from kb.settings import Settings
from tests.kb.cli.conftest import Run


def test_search_prints_passages_or_the_json_of_the_api(run: Run, filled: Settings) -> None:
    shown = run(app, "search", "clean water", "--kind", "report")
    assert shown.exit_code == 0 and "wells.txt" in shown.stdout and "p. 1: " in shown.stdout
    found = json.loads(run(app, "search", "clean water", "--json", "-k", "1").stdout)
    assert [hit["document"]["id"] for hit in found["hits"]] == ["wells"]
    assert "Nothing found" in run(app, "search", "water", "--year-from", "2030").stdout
    assert shown.stdout.startswith("1 document speaks of it") and "(answers it)" in shown.stdout
    assert run(app, "search", "water", "-k", "0").exit_code == 2


def test_search_shows_a_page_of_documents_and_corrects_nothing_as_typed(run: Run, filled: Settings) -> None:
    listed = json.loads(run(app, "search", "water", "--page", "1", "--json").stdout)
    assert (listed["page"], listed["pages"]) == (1, 1)
    assert "Showing results for beekeeping honey" in run(app, "search", "beekeping honey").stdout
    assert "Showing" not in run(app, "search", "beekeping honey", "--as-typed").stdout
    assert run(app, "search", "water", "--page", "0").exit_code == 2


@pytest.mark.parametrize(
    ("total", "speaking", "said"),
    [
        (12, 3, "3 documents speak of it; 9 more are only distantly related."), (2, 1, "1 document speaks of it; 1 more is only distantly related."),
        (1, 1, "1 document speaks of it."), (1, 0, "Nothing here speaks of it. 1 document is only distantly related."),
        (4, 0, "Nothing here speaks of it. 4 documents are only distantly related."),
    ],
)  # fmt: skip
def test_what_speaks_of_it_and_what_only_shares_words_is_counted(total: int, speaking: int, said: str) -> None:
    assert _counts(SearchResult("", total, (), (), speaking=speaking)) == said


def test_documents_are_listed(run: Run, filled: Settings) -> None:
    listed = run(app, "documents").stdout
    assert listed.splitlines()[1].split("\t") == ["wells", "Wells", "report", "en", "2021", "1", "1", "public"]
    assert {d["id"] for d in json.loads(run(app, "documents", "--json").stdout)} == {"wells", "bees"}


def test_the_text_of_each_page_is_printed_as_it_was_read(run: Run, filled: Settings) -> None:
    shown = run(app, "text", "wells").stdout.splitlines()
    assert shown == ["== wells.txt, p. 1", "The well gives 1,850 litres of clean water a day to 41 families."]
    everything = json.loads(run(app, "text", "--json").stdout)
    assert {(d["id"], d["source"]) for d in everything} == {("wells", "wells.txt"), ("bees", "bees.txt")}
    (bees,) = json.loads(run(app, "text", "bees", "--json").stdout)
    text = "Beekeeping on the roofs of schools gives honey."
    assert bees["pages"] == [{"number": 1, "label": "1", "text": text, "status": "text"}]
    assert isinstance(run(app, "text", "nobody").exception, NotFound)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--kind", "banana"], "--kind 'banana' isn't known. It can be thesis, course, report, other."),
        (["--language", "xx"], "--language 'xx' isn't known. It can be en."),
        (["--year-from", "2020", "--year-to", "2010"], "--year-from 2020 is later than --year-to 2010"),
    ],
)
def test_a_filter_that_cannot_be_is_said(run: Run, filled: Settings, options: list[str], says: str) -> None:
    done = run(app, "search", "water", *options)
    assert isinstance(done.exception, PolikbError) and says in str(done.exception)
