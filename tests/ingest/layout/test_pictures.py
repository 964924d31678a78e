"""What OCR reads on a picture is put among the lines of its page, once."""

import pytest

from ingest.layout.pictures import with_picture
from ingest.readers.records import Line, RawPage, ScannedPage
from kb.model import Word

PAGE = RawPage(1, (Line("Prot. n. 12, ente finto", 12, 20), Line("pagina 3", 12, 800)), picture=True)


def scanned(*lines: Line) -> ScannedPage:
    return ScannedPage(1, lines, (Word("x", 0, 0, 1, 1),), 0.9)


def test_new_lines_stand_at_their_height_and_known_ones_once() -> None:
    new = (Line("Il pozzo finto fu scavato", 12, 300), Line("nel 2019 dal villaggio", 12, 320))
    page = with_picture(PAGE, scanned(Line("Prot n. 12 ente finto", 12, 21), *new))
    assert page.lines == (PAGE.lines[0], *new, PAGE.lines[1])
    assert page.words and page.note == "a picture on it was read by OCR" and page.status == "text"


@pytest.mark.parametrize("lines", [(), (Line("LOGO", 9, 300),), (Line("12 | 34 — 5678901234567", 9, 300),)])
def test_a_picture_without_words_changes_nothing(lines: tuple[Line, ...]) -> None:
    assert with_picture(PAGE, scanned(*lines)) == PAGE


def test_a_picture_that_cannot_be_read_is_noted() -> None:
    page = with_picture(PAGE, "it was stopped")
    assert (page.lines, page.note) == (PAGE.lines, "a picture on it couldn't be read: it was stopped")
