"""The part of a passage that shows the match."""

from kb.search.query_analysis import analyse
from kb.search.snippets import LENGTH, matching_words, snippet


def test_snippets_show_the_match() -> None:
    text = "parola " * 100 + "accoglienza " + "altra " * 100
    words = analyse("accoglienza").words
    shown = snippet(text, words)
    assert "accoglienza" in shown and len(shown) <= LENGTH + 4
    assert [text[a:b] for a, b in matching_words(text, words)] == ["accoglienza"]
