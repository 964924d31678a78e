"""Completions, of what the reader may see."""

from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Named
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


def test_completions_begin_any_word_and_ignore_accents(put: Put, library: Library) -> None:
    put(document("a", title="La qualità dell'aria"), "Aria.")
    assert [entry.text for entry in suggest(library, "qualita d", OWNER)] == ["La qualità dell'aria"]
    assert [entry.kind for entry in suggest(library, "ros", OWNER)] == ["person"]
    assert suggest(library, "q", OWNER) == suggest(library, "zzz", OWNER) == []
