"""Features of lines: type, place, kinds of words, neighbours, witnesses."""

import pytest

from ingest.cover.blocks import front_pages
from ingest.cover.features import features
from ingest.cover.line_features import line_language, role_end
from ingest.readers.records import Line, Parsed, Properties, RawPage
from tests.ingest.cover.pages import COVER, front


def of(text: str, *lines: tuple[str, float]) -> set[str]:
    """The features of the line with this text among `lines`, or alone."""
    pages = front(*(lines or ((text, 12.0),)))
    return next(found for block, found in zip(pages.blocks, features(pages), strict=True) if block.text == text)


def test_size_is_ranked_within_the_page() -> None:
    assert {"rank 0", "rank 0 bold", "bold", "of largest more"} <= of("Acqua e città:", *COVER)
    assert "rank 1" in of("UNIVERSITÀ DEGLI STUDI DI PAVIA", *COVER) and "rank 2" in of("Marta Galli", *COVER)


def test_a_word_with_a_size_among_lines_without_one_is_the_largest() -> None:
    assert "rank 0" in of("Voce", ("Voce", 18.0), ("Noleggio della sala fittizia", 0.0))
    assert "rank unknown" in of("Noleggio della sala fittizia", ("Voce", 18.0), ("Noleggio della sala fittizia", 0.0))


def test_a_page_without_width_has_no_places() -> None:
    page = RawPage(1, (Line("Noleggio fittizio", 12, 10, 10, 90),), width=0, height=842)
    (found,) = features(front_pages(Parsed("pdf", (page,)), [(page, "")]))
    assert not any(name.startswith("height") for name in found)


def test_lines_that_are_set_as_one_say_so() -> None:
    assert {"after runs on", "after same type"} <= of("Acqua e città:", *COVER)
    assert {"before runs on", "after other type"} <= of("una storia di pozzi", *COVER)


def test_a_label_above_or_before_a_name_is_known() -> None:
    assert {"under supervisor", "name under supervisor", "name"} <= of("Prof. Ugo Neri", *COVER)
    assert "under author" in of("Marta Galli", *COVER) and "under author" in of("Matr. 445566", *COVER)
    assert not any(name.startswith("under") for name in of("Acqua e città:", *COVER))


def test_columns_keep_their_labels_apart() -> None:
    rows = [("Relatore", 500, 60), ("Candidata", 500, 400), ("Ugo Neri", 520, 60), ("Ada Rossi", 520, 400)]
    page = RawPage(1, tuple(Line(text, 12, top, left, left + 80) for text, top, left in rows), width=595, height=842)
    found = features(front_pages(Parsed("pdf", (page,)), [(page, "")]))
    assert "under supervisor" in found[2] and "under author" not in found[2]
    assert "under author" in found[3] and "under supervisor" not in found[3]


def test_cells_of_a_table_keep_their_labels_apart() -> None:
    page = RawPage(1, (Line("Relatore | Candidata"), Line("Ugo Neri | Ada Rossi")))
    found = features(front_pages(Parsed("docx", (page,), flowing=True), [(page, "")]))
    assert ["under supervisor" in one for one in found] == [False, False, True, False]
    assert ["under author" in one for one in found] == [False, False, False, True]


def test_the_file_s_title_and_author_are_witnesses() -> None:
    page = RawPage(1, (Line("Acqua e città"), Line("Ada Rossi"), Line("Altro")))
    document = Parsed("pdf", (page,), (), Properties("Acqua e città", "Ada Rossi"))
    title, author, other = features(front_pages(document, [(page, "")]))
    assert "in stated title 1 whole" in title and "stated author" in author and "in stated title 0" in other


def test_a_line_printed_on_another_page_too() -> None:
    pages = [RawPage(number, (Line("Acqua e città"), Line(f"riga {number} sola"))) for number in (1, 2)]
    found = features(front_pages(Parsed("pdf", tuple(pages)), [(page, "") for page in pages]))
    assert ["on another page" in one for one in found] == [True, False, True, False]


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("ACQUA E CITTÀ", "case capitals"), ("Acqua Nella Valle", "case title"), ("acqua e città", "lower start"), ("Acqua e città di", "ends open"),
        ("Relatore:", "ends colon"), ("“Acqua”", "starts quote"), ("• Acqua", "bullet"), ("L'acqua scorre. Il pozzo no.", "sentence"), ("____", "no letters"),
        ("12 34 56", "mostly digits"), ("Metodo . . . . . 4", "leaders"), ("Ada Rossi1, Ugo Neri2", "marks"), ("Acqua: una storia", "colon inside"),
    ],
)  # fmt: skip
def test_the_form_of_a_line(text: str, feature: str) -> None:
    assert feature in of(text)


@pytest.mark.parametrize(
    ("text", "language"), [("acqua della valle", "it"), ("water of the valley", "en"), ("Acqua", "")]
)
def test_the_language_of_a_line_by_its_function_words(text: str, language: str) -> None:
    assert line_language(text) == language


def test_the_end_of_a_role_counts_the_signs_before_it() -> None:
    assert "  [Relatore: Neri"[role_end("  [Relatore: Neri", len("relatore")) :] == ": Neri"
