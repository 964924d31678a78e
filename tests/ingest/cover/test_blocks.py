"""Lines of the first pages in reading order."""

import pytest

from ingest.cover.blocks import front_pages
from ingest.cover.features import features
from ingest.readers.records import Heading, Line, Parsed, RawPage


def pages(*texts: str) -> list[tuple[RawPage, str]]:
    return [
        (RawPage(at, tuple(Line(line) for line in text.split("\n") if line)), text) for at, text in enumerate(texts, 1)
    ]


def test_cells_of_a_row_are_blocks_of_their_own() -> None:
    found = pages("Acqua e città\nRelatore | Candidata\nUgo Neri | Ada Rossi")
    front = front_pages(Parsed("docx", tuple(page for page, _ in found), flowing=True), found)
    assert [(block.text, block.column, block.line.top) for block in front.blocks] == [
        ("Acqua e città", 0, 0.0), ("Relatore", 1, 1.0), ("Candidata", 2, 1.0), ("Ugo Neri", 1, 2.0), ("Ada Rossi", 2, 2.0),
    ]  # fmt: skip


def test_a_page_of_contents_and_empty_pages_are_no_front_pages() -> None:
    contents = "Indice\nIl metodo … 3\nI risultati … 9\nI pozzi … 20\nLa fine … 40"
    found = pages("", "Acqua e città", contents, "Sommario\nUna storia")
    front = front_pages(Parsed("pdf", tuple(page for page, _ in found)), found)
    assert [page.number for page in front.pages] == [2, 4]
    assert [(block.text, block.page) for block in front.blocks] == [
        ("Acqua e città", 0),
        ("Sommario", 1),
        ("Una storia", 1),
    ]


def test_a_pdf_s_divided_lines_are_preferred() -> None:
    page = RawPage(1, (Line("Relatore Candidata"),), front=(Line("Relatore"), Line("Candidata")))
    front = front_pages(Parsed("pdf", (page,)), [(page, "Relatore Candidata")])
    assert [block.text for block in front.blocks] == ["Relatore", "Candidata"]


def test_headings_have_their_level_and_long_pages_are_cut() -> None:
    page = RawPage(1, (Line("Acqua"), *(Line(f"riga {at}") for at in range(100))))
    front = front_pages(Parsed("markdown", (page,), (Heading(1, "Acqua", 1),), flowing=True), [(page, "Acqua")])
    assert front.blocks[0].level == 1 and front.blocks[1].level == 0 and len(front.blocks) < 60


def test_lines_that_keep_their_type_are_preferred_and_parted_at_cells() -> None:
    drawn = (Line("Acqua e città", 26.0, bold=True, style="title"), Line("Ada Rossi | Ugo Neri", 12.0))
    page = RawPage(1, (Line("Acqua e città"), Line("Ada Rossi | Ugo Neri")), front=drawn)
    front = front_pages(Parsed("docx", (page,), flowing=True), [(page, "Acqua e città\nAda Rossi | Ugo Neri")])
    assert [(b.text, b.line.size, b.line.style, b.column, b.line.top) for b in front.blocks] == [
        ("Acqua e città", 26.0, "title", 0, 0.0), ("Ada Rossi", 12.0, "", 1, 1.0), ("Ugo Neri", 12.0, "", 2, 1.0),
    ]  # fmt: skip
    assert "style title" in features(front)[0] and not any(name.startswith("style") for name in features(front)[1])


def test_what_stands_above_a_table_of_contents_is_read() -> None:
    contents = "Manuale dei pozzi\nAda Rossi\nIndice\nIl metodo … 3\nI risultati … 9\nI pozzi … 20\nLa fine … 40"
    found = pages(contents, contents.replace("Manuale dei pozzi\nAda Rossi\n", ""))
    front = front_pages(Parsed("pdf", tuple(page for page, _ in found)), found)
    assert [block.text for block in front.blocks] == ["Manuale dei pozzi", "Ada Rossi"]
    assert len(front.pages) == 1


@pytest.mark.parametrize(
    "heading", ["☃ Contents", "Inhaltsverzeichnis", "Table des matières", "Índice general", "Die Abschnitte … 2"]
)
def test_a_title_page_with_contents_in_another_language_or_without_heading_is_read(heading: str) -> None:
    contents = f"Il manuale\nAda Rossi\n{heading}\nIl metodo … 3\nI risultati … 9\nI pozzi … 20\nLa fine … 40"
    found = pages(contents, contents)
    front = front_pages(Parsed("pdf", tuple(page for page, _ in found)), found)
    assert [block.text for block in front.blocks if block.page == 0] == ["Il manuale", "Ada Rossi"]


def test_people_at_the_foot_of_a_poster_are_read_below_much_text() -> None:
    found = pages("\n".join(["Acqua e città", *["pozzi"] * 60, "relatore Ugo Neri", "fine"]))
    front = front_pages(Parsed("pdf", tuple(page for page, _ in found)), found)
    assert [block.text for block in front.blocks[44:]] == ["pozzi", "relatore Ugo Neri"]
