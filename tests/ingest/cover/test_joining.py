"""Joining of lines that belong together."""

import pytest

from ingest.cover.blocks import FrontBlock
from ingest.cover.joining import by_role, continues, is_apart, is_open, is_right_below, is_set_apart, joined, runs_on
from ingest.readers.records import Line


def block(text: str, top: float = 0.0, size: float = 20.0, *, page: int = 0) -> FrontBlock:
    return FrontBlock(Line(text, size, top, 100.0, 400.0), page)


@pytest.mark.parametrize(
    ("top", "size", "page", "runs"),
    [(24, 20, 0, True), (60, 20, 0, False), (24, 12, 0, False), (24, 20, 1, False)],
)
def test_a_line_of_the_same_type_right_below_runs_on(top: float, size: float, page: int, runs: bool) -> None:
    assert runs_on(block("Acqua"), block("e città", top, size, page=page)) == runs
    assert runs_on(block("Acqua"), block("e città", top, size, page=page), 3.2) == (runs or top == 60)


def test_formats_without_places_have_no_distance() -> None:
    first, second = FrontBlock(Line("Acqua", 20.0), 0), FrontBlock(Line("e città", 20.0, 1.0), 0)
    assert runs_on(first, second) and is_right_below(first, second) and not is_set_apart(first.line, second.line)


def test_what_is_far_below_or_of_another_size_is_set_apart() -> None:
    last = block("Acqua").line
    assert [is_set_apart(last, block("x", top, size).line) for top, size in ((24, 20), (90, 20), (24, 12))] == [
        False,
        True,
        True,
    ]


@pytest.mark.parametrize("text", ["Storia di", "Wells of the", "Acqua &", "“Acqua e", "La «città"])
def test_open_texts(text: str) -> None:
    assert is_open(text) and not is_open(f"{text} pozzi” e case»")


@pytest.mark.parametrize(
    "text",
    [
        "Titolo:",
        "1 Introduzione",
        "Tesi di laurea",
        "Relatore: Ugo Neri",
        "Ada Rossi",
        "Versione 2.1",
        "Data: 3 maggio 2020",
    ],
)
def test_what_is_no_part_of_a_title(text: str) -> None:
    assert is_apart(text) and not is_apart("Acqua e città")
    assert not continues(block(text), block("e altro", 24))


def test_the_text_of_lines_is_without_quotation_marks_around_and_marks_of_notes_behind() -> None:
    assert joined([block("“Acqua"), block("e città”")], [0, 1]) == "Acqua e città"
    assert joined([block("Acqua e città ∗")], [0]) == "Acqua e città"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Relatore: Ugo Neri Correlatrice: Zorvan Quell", ["Relatore: Ugo Neri", "Correlatrice: Zorvan Quell"]),
        ("relatore Ugo Neri studentesse Ada Rossi, Ida Galli", ["relatore Ugo Neri", "studentesse Ada Rossi, Ida Galli"]),
        ("Candidata Ada Rossi — Correlatore Zorvan Quell", ["Candidata Ada Rossi", "Correlatore Zorvan Quell"]),
        ("Ada Rossi, Leo von Galli", ["Ada Rossi, Leo von Galli"]),
        ("Il ruolo dei pozzi. Relatore: Ugo Neri", ["Il ruolo dei pozzi. Relatore: Ugo Neri"]),
    ],
)  # fmt: skip
def test_people_of_one_line_are_told_apart_by_role(text: str, parts: list[str]) -> None:
    assert by_role(text) == parts


@pytest.mark.parametrize("text", ["Relazione finale", "Report di progetto", "Final project work", "Scheda progetto"])
def test_what_a_report_is_is_no_subtitle(text: str) -> None:
    assert is_apart(text)
