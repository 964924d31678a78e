"""Lines of front pages that name people, with their role."""

import pytest

from ingest.cover.blocks import FrontBlock
from ingest.cover.people_lines import _is_last_word, evidence, person_at, rest_of_name, with_siblings
from ingest.readers.records import Line


def blocks(*lines: tuple[str, float, float, float]) -> list[FrontBlock]:
    """Blocks of (text, size, top, left) on one page."""
    return [FrontBlock(Line(text, size, top, left, left + 6 * len(text)), 0) for text, size, top, left in lines]


COLUMNS = blocks(
    ("Relatore:", 12, 500, 60), ("Candidati:", 12, 500, 400), ("Prof. Ugo Neri", 12, 520, 60), ("Ada Rossi", 12, 520, 400),
    ("Correlatore:", 12, 540, 60), ("Leo Galli", 12, 540, 400), ("Dott.ssa Ida Bianchi", 12, 560, 60),
)  # fmt: skip


@pytest.mark.parametrize(
    ("at", "label", "role"),
    [
        (2, "author", "supervisor"),  # below the label of its column, against the model
        (3, "supervisor", "author"),
        (5, "author", "author"),  # the second below a label; the text to the left is in another column
        (6, "author", "co-supervisor"),
    ],
)
def test_the_role_above_in_the_column_counts(at: int, label: str, role: str) -> None:
    labels = ["label"] * len(COLUMNS)
    labels[at] = label
    assert person_at(COLUMNS, labels, at, 0.9)[0] == role


@pytest.mark.parametrize(
    ("text", "label", "role"),
    [
        ("Co-advisors: Ida Bianchi, Leo Galli", "other", "co-supervisor"),
        ("Relatore Tesi :Ada Rossi", "label", "supervisor"),
        ("Autorin: Ada Rossi", "other", "author"),
        ("Relatore: il comune di Pavia", "other", ""),
        ("Relatore Ada Rossi", "other", "supervisor"),
        ("Relatore Ada Rossi", "body", ""),
        ("Relatore Zorvan Quellim", "other", ""),
        ("Tesi di Laurea di Ada Rossi", "degree", "author"),
        ("The Chair of the Doctoral Program: Prof. Ada Rossi", "supervisor", ""),
        ("Coordinatrice del dottorato: Ada Rossi", "co-supervisor", ""),
        ("Ada Rossi", "other", ""),
    ],
)
def test_a_role_with_names_behind_a_colon_counts_whatever_the_label(text: str, label: str, role: str) -> None:
    assert person_at(blocks((text, 12, 300, 60)), [label], 0, 0.9)[0] == role


def test_who_heads_a_programme_is_no_supervisor_of_a_thesis() -> None:
    lines = blocks(
        ("Tutor:", 11, 500, 60), ("Prof. Ida Bianchi", 11, 514, 60), ("The Chair of the Doctoral Program:", 11, 534, 60),
        ("Prof. Leo Galli", 11, 548, 60),
    )  # fmt: skip
    labels = ["label", "supervisor", "label", "supervisor"]
    assert [person_at(lines, labels, at, 0.9)[0] for at in range(4)] == ["", "supervisor", "", ""]


def test_a_name_in_any_form_right_below_a_role_counts_whatever_its_label() -> None:
    lines = blocks(("Doctoral Dissertation of:", 11, 400, 300), ("Zorvan Quell-Imberg", 11, 414, 300))
    assert person_at(lines, ["label", "title"], 1, 0.9) == ("author", True, 0.8)
    lines = blocks(("Doctoral Dissertation of:", 11, 400, 300), ("the wells of the valley", 11, 414, 300))
    assert person_at(lines, ["label", "title"], 1, 0.9)[0] == ""


def test_a_role_in_the_cell_to_the_left_announces_the_name() -> None:
    lines = blocks(("Author:", 11, 464, 60), ("Zorvan Mahsi Quellim", 11, 464, 200))
    assert person_at(lines, ["label", "author"], 1, 0.9) == ("author", True, 0.9)


def test_a_role_in_the_cell_to_the_left_may_take_two_lines() -> None:
    lines = blocks(
        ("Responsabile", 11, 464, 60), ("Ada Rossi, Dipartimento di Design, Arte e Tecnica", 11, 464, 200),
        ("scientifico", 11, 475, 60), ("dei Pozzi", 11, 475, 200),
    )  # fmt: skip
    labels = ["label", "body", "body", "body"]
    assert [person_at(lines, labels, at, 0.9)[0] for at in range(4)] == ["", "supervisor", "", ""]


def test_who_stands_below_a_role_is_found_past_an_institution() -> None:
    lines = blocks(
        ("Tutor aziendale", 10, 600, 60), ("Centro pozzi della valle", 10, 614, 60), ("Dott. Ugo Neri", 10, 628, 60),
        ("Anno 2020", 10, 642, 60),
    )  # fmt: skip
    labels = ["label", "school", "school", "date"]
    assert person_at(lines, labels, 2, 0.9) == ("co-supervisor", True, 0.8)
    assert person_at(lines, labels, 1, 0.9)[0] == person_at(lines, labels, 3, 0.9)[0] == ""
    assert person_at(lines, ["label", "school", "body", "date"], 2, 0.9)[0] == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ada Rossi and Leo Galli", "name"),
        ("Ada Rossi, Università di Pavia", "name"),
        ("Ada Rossi, Wells Team", "name"),
        ("Zorvan Quellim", "maybe name"),
        ("Università di Pavia, Ada Rossi", ""),
        ("i pozzi della valle", ""),
    ],
)
def test_people_and_where_they_are_from_are_evidence(text: str, found: str) -> None:
    assert evidence(text) == found


def test_lines_set_as_a_sure_author_are_authors() -> None:
    lines = blocks(
        ("Wells and valleys", 20, 80, 200), ("Ada Rossi", 11, 120, 60), ("Mirta Osvam", 11, 120, 300), ("Wells Institute", 9, 134, 60),
        ("Leo Galli", 11, 180, 60), ("Valley Lab", 9, 194, 60), ("Abstract", 11, 260, 60),
    )  # fmt: skip
    labels, sure = with_siblings(lines, ["title", "author", "other", "body", "other", "body", "heading"], [0.9] * 7)
    assert labels == ["title", "author", "author", "body", "author", "body", "heading"]
    assert sure[2] == sure[4] == 0.9
    doubtful = with_siblings(lines, ["title", "author", "other", "body", "other", "body", "heading"], [0.5] * 7)
    assert doubtful[0][2] == "other"


def test_a_line_of_text_or_another_type_ends_the_authors() -> None:
    text = "the wells of the valley have been measured for a hundred years and more by all of us"
    lines = blocks(
        ("Ada Rossi", 11, 120, 60), (text, 11, 140, 60), ("Leo Galli", 11, 160, 60), ("Ida Bianchi", 9, 120, 300)
    )
    assert with_siblings(lines, ["author", "body", "other", "other"], [0.9] * 4)[0][2:] == ["other", "other"]


def test_the_last_word_of_a_name_stands_below_it_whatever_its_label() -> None:
    lines = blocks(("Jacopo Maria", 12, 500, 400), ("Correlatori:", 12, 518, 60), ("Bertolini", 12, 518, 420))
    assert rest_of_name(lines, ["author", "label", "label"], 0) == 2
    assert rest_of_name(lines, ["author", "label", "date"], 0) is None


@pytest.mark.parametrize(
    ("name", "below", "completes"),
    [
        ("Anna Maria", "Bianchini", True),
        ("Anna Bianchi", "Rossi", True),
        ("Relatore: Anna Maria", "Bianchini", True),
        ("Giacomo Dal", "Fium", True),
        ("Anna Bianchi", "Cernusco", False),
        ("Stefan Müller", "Bornheim", False),
        ("Anna Maria", "Relatore", False),
    ],
)
def test_below_a_whole_name_a_word_that_is_no_family_name_is_a_town(name: str, below: str, completes: bool) -> None:
    assert _is_last_word(below, name) is completes
