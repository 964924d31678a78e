"""Completions from documents that the reader may see."""

from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Field, Named
from kb.search.suggest import suggest
from tests.conftest import Put
from tests.fakes import document


def test_completions_know_only_what_the_reader_may_see(put: Put, library: Library) -> None:
    put(document("open", title="Wells of the village"), "The village dug a well.")
    put(
        document("secret", title="Wolframite mining", access="internal", people=(Named("Wanda Wolf", "author"),)),
        "Wolframite was mined.",
    )
    assert [entry.text for entry in suggest(library, "wol", OWNER)] == ["Wolframite mining", "Wanda Wolf"]
    assert suggest(library, "wol", ANONYMOUS) == []
    assert [(e.text, e.kind, e.document) for e in suggest(library, "wel", ANONYMOUS)] == [
        ("Wells of the village", "title", "open")
    ]


def test_editions_of_the_same_title_are_one_completion(put: Put, library: Library) -> None:
    for name, title, year in (
        ("old", "Wells of the village", 2020),
        ("new", "Wells of the Village", 2022),
        ("draft", "Wells", 2019),
    ):
        put(document(name, title=title, year=year), f"The village dug a well in {year}.", sketch=tuple(range(100)))
    put(document("other", title="Wells of the village"), "Another village altogether.")
    assert {entry.document for entry in suggest(library, "wells", OWNER)} == {"new", "draft", "other"}


def test_completions_begin_any_word_and_ignore_accents(put: Put, library: Library) -> None:
    put(document("a", title="La qualità dell'aria"), "Aria.")
    assert [entry.text for entry in suggest(library, "qualita d", OWNER)] == ["La qualità dell'aria"]
    assert [entry.kind for entry in suggest(library, "ros", OWNER)] == ["person"]
    assert suggest(library, "q", OWNER) == suggest(library, "zzz", OWNER) == []


def test_topics_goals_and_places_are_completed_with_the_query_that_finds_them(put: Put, library: Library) -> None:
    for name, access in (("open", "public"), ("secret", "internal")):
        fields = (Field("keywords", f"{name} beekeeping", "manifest", 1.0), Field("place", "Corvetto", "manifest", 1.0),
                  Field("sdg", "15" if name == "secret" else "6", "manifest", 1.0))  # fmt: skip
        put(document(name, access=access), "Bees live on the roof.", fields=fields)
    found = [(e.text, e.kind, e.query) for text in ("bee", "acqua", "corv") for e in suggest(library, text, ANONYMOUS)]
    assert ("open beekeeping", "topic", "open beekeeping") in found
    assert ("Corvetto", "place", 'place:"Corvetto"') in found
    assert [query for _, kind, query in found if kind == "goal"] == ["sdg:6"]
    assert "secret beekeeping" not in [text for text, _, _ in found]
    assert "secret beekeeping" in [entry.text for entry in suggest(library, "bee", OWNER)]
