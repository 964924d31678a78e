"""Titles: as printed, from properties that the page confirms, or last from the file name."""

import pytest

from ingest.metadata.titles import Title, find_title
from ingest.readers.flowing import Block, flowing
from ingest.readers.records import Line, Parsed, Properties, RawPage


def page(*lines: tuple[str, float]) -> RawPage:
    placed = [Line(text, size, 60.0 + 40 * at, 72, 500) for at, (text, size) in enumerate(lines)]
    return RawPage(1, tuple(placed), width=595, height=842)


def title(front: RawPage, properties: Properties | None = None) -> Title:
    return find_title(
        Parsed("pdf", (front,), (), properties or Properties()), [front], "tesi_finale-v2", ["Maria Rossi"]
    )


def test_the_largest_lines_are_the_title_and_smaller_ones_below_the_subtitle() -> None:
    found = title(
        page(("Università di Pavia", 14), ("Acqua e città", 24), ("Una storia di pozzi", 16), ("Maria Rossi", 12))
    )
    assert (found.text, found.subtitle, found.whole) == (
        "Acqua e città",
        "Una storia di pozzi",
        "Acqua e città: Una storia di pozzi",
    )


def test_the_file_s_title_counts_if_it_is_printed() -> None:
    front = page(("Acqua e città nel villaggio", 24), ("Maria Rossi", 12))
    assert title(front, Properties("Acqua e città nel villaggio")).origin == "file"
    assert title(front, Properties("Presentazione di PowerPoint")).origin == "front page"
    assert title(front, Properties("Un modello per tutt'altra tesi")).text == "Acqua e città nel villaggio"


def test_without_text_the_file_name_is_the_title() -> None:
    assert title(page()) == Title("tesi finale v2", "", "file name", 0.2)


def test_a_document_without_pages_has_its_first_heading_as_title() -> None:
    parsed = flowing("markdown", [Block(1, "Acqua e città"), Block(0, "Testo.")], Properties())
    assert find_title(parsed, parsed.pages, "a", []).text == "Acqua e città"


@pytest.mark.parametrize(
    "junk",
    ["Microsoft Word - tesi_finale.docx", "untitled", "Documento1", "tesi_v3", "main.dvi", "Slide 1", "Layout 1", "2019-03-04", "Senza titolo 2"],
)  # fmt: skip
def test_titles_that_programs_make_up_are_ignored(junk: str) -> None:
    found = title(page((junk, 12), ("Acqua e città nel villaggio", 24)), Properties(junk))
    assert (found.text, found.origin) == ("Acqua e città nel villaggio", "front page")


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([("Università degli Studi di Pavia", 30), ("Acqua e città", 24)], "Acqua e città"),
        ([("Maria Rossi", 30), ("Acqua e città", 24)], "Acqua e città"),
        ([("Acqua e città:", 24), ("una storia di pozzi", 24)], "Acqua e città: una storia di pozzi"),
        ([("Tesi di laurea magistrale in", 30), ("Ingegneria dei pozzi", 30), ("Acqua e città", 24)], "Acqua e città"),
        ([("“Acqua e città”", 24)], "Acqua e città"),
        ([("7", 60), ("Acqua e città", 24)], "Acqua e città"),
    ],
)
def test_formal_lines_of_a_cover_are_no_title(lines: list[tuple[str, float]], text: str) -> None:
    assert title(page(*lines, ("Testo minore", 9))).text == text


def test_a_long_title_in_capitals_is_lowered() -> None:
    capitals = "ACQUA E CITTÀ: UNA STORIA DI POZZI E DI PERSONE NELLA VALLE DEL FIUME"
    assert title(page((capitals, 24))).text == capitals.capitalize()
    assert title(page(("ACQUA E CITTÀ", 24))).text == "ACQUA E CITTÀ"


@pytest.mark.parametrize(
    ("subtitle", "whole"), [("", "Acqua"), ("una storia", "Acqua: una storia"), ("2019", "Acqua 2019")]
)
def test_title_and_subtitle_on_one_line(subtitle: str, whole: str) -> None:
    assert Title("Acqua", subtitle, "front page", 0.8).whole == whole


def test_a_date_is_no_part_of_a_subtitle() -> None:
    found = title(page(("Acqua e città", 24), ("Una storia di pozzi, 12 marzo 2019", 16)))
    assert found.subtitle == "Una storia di pozzi"


@pytest.mark.parametrize(
    ("stated", "text"),
    [
        ("Quaderno", "Quaderno"),
        ("Orti e cortili", "Orti e cortili"),
        ("Untitled", "Il terreno va preparato a febbraio."),
        ("", "Il terreno va preparato a febbraio."),
    ],
)
def test_a_title_that_a_person_wrote_into_the_file_is_trusted(stated: str, text: str) -> None:
    parsed = flowing("epub", [Block(0, "Il terreno va preparato a febbraio.")], Properties(stated, is_trusted=True))
    assert find_title(parsed, parsed.pages, "file", []).text == text
