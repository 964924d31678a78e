"""Titles: as printed, from properties that the page confirms, or last from the file name."""

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
