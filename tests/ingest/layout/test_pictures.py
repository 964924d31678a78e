"""OCR text of a picture is inserted among the lines of its page, once."""

from collections import Counter
from dataclasses import replace

import pytest

from ingest.layout.clean import page_text
from ingest.layout.pictures import with_pictures
from ingest.readers.records import Line, RawPage, ScannedPage
from kb.model import Word

ALL = (0.0, 0.0, 595.0, 842.0)
PAGE = RawPage(
    1, (Line("Prot. n. 12, ente finto", 12, 20), Line("pagina 3", 12, 800)), width=595.0, height=842.0, pictures=(ALL,)
)


def scanned(*lines: Line) -> ScannedPage:
    return ScannedPage(1, lines, (Word("x", 0, 0, 1, 1),), 0.9)


def test_new_lines_stand_at_their_height_and_known_ones_once() -> None:
    new = (Line("Il pozzo finto fu scavato", 12, 300), Line("nel 2019 dal villaggio", 12, 320))
    page = with_pictures(PAGE, scanned(Line("Prot n. 12 ente finto", 12, 21), *new))
    assert page.lines == (PAGE.lines[0], *new, PAGE.lines[1])
    assert page.words and page.note == "a picture on it was read by OCR" and page.status == "text"


@pytest.mark.parametrize("lines", [(), (Line("LOGO", 9, 300),), (Line("12 | 34 — 5678901234567", 9, 300),)])
def test_a_picture_without_words_changes_nothing(lines: tuple[Line, ...]) -> None:
    assert with_pictures(PAGE, scanned(*lines)) == replace(PAGE, pictures=())


def test_a_picture_that_cannot_be_read_is_noted() -> None:
    page = with_pictures(PAGE, "it was stopped")
    assert (page.lines, page.note) == (PAGE.lines, "a picture on it couldn't be read: it was stopped")


def test_lines_of_each_picture_stand_where_it_is_and_keep_the_words_that_the_page_has_too() -> None:
    page = replace(PAGE, pictures=((50.0, 100.0, 300.0, 200.0), (50.0, 810.0, 300.0, 840.0)))
    table = Line("pagina 3: pozzi finti, orti e cortili del rione in cifre", 10, 120, 60, 200)
    marks, note = Line("I I l 20", 10, 130, 60, 70), Line("Prot. n. 12, ente finto, orti", 10, 815, 60, 200)
    read = with_pictures(page, scanned(table, marks, note))
    in_table, in_note = replace(table, style="picture"), replace(note, style="picture")
    assert read.lines == (page.lines[0], in_table, page.lines[1], in_note)
    assert page_text(read.lines, Counter()).split("\n") == [line.text for line in read.lines]
    assert with_pictures(page, scanned(note, marks)).lines == page.lines
