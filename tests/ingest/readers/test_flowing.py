"""Sections in the place of pages: a new one at each main heading, and none too long."""

from ingest.readers.flowing import Block, flowing, split_heading, with_hidden
from ingest.readers.records import Heading, Properties


def test_headings_of_the_first_two_levels_begin_a_page() -> None:
    blocks = [Block(0, "intro"), Block(1, "One"), Block(3, "Detail"), Block(0, "text"), Block(2, "Two"), Block(0, "")]
    parsed = flowing("text", blocks, Properties())
    assert [[line.text for line in page.lines] for page in parsed.pages] == [
        ["intro"],
        ["One", "Detail", "text"],
        ["Two"],
    ]
    assert parsed.headings == (Heading(2, "One", 1), Heading(2, "Detail", 3), Heading(3, "Two", 2))


def test_a_long_text_without_headings_is_cut_after_6000_characters() -> None:
    parsed = flowing("text", [Block(0, "x" * 1000)] * 15, Properties())
    assert [len(page.lines) for page in parsed.pages] == [7, 7, 1]


def test_a_text_in_the_style_of_a_heading_is_parted_and_too_long_for_one() -> None:
    works = "Bibliografia\n\n" + "\n".join(f"[{number}] Bianchi, Opere immaginarie." for number in range(20))
    assert split_heading(1, works)[:2] == [(1, "Bibliografia"), (0, "[0] Bianchi, Opere immaginarie.")]
    assert split_heading(1, "Capitolo 1\nIntroduzione") == [(1, "Capitolo 1 Introduzione")]
    assert split_heading(0, "a\nb") == [(0, "a b")] and split_heading(2, " \n") == []
    assert flowing("text", [Block(1, "x" * 301), Block(1, "One")], Properties()).headings == (Heading(2, "One", 1),)


def test_a_document_without_text_has_one_empty_page() -> None:
    assert [page.status for page in flowing("text", [], Properties()).pages] == ["empty"]


def test_invisible_text_is_noted_on_the_first_page_only() -> None:
    parsed = with_hidden(flowing("text", [Block(1, "One"), Block(1, "Two")], Properties()), ["a", "b"])
    assert [page.hidden for page in parsed.pages] == ["a b", ""]
