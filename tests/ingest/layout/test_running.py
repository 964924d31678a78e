"""Running heads and page numbers, unlike headings that differ by a number; printed page numbers become labels."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ingest.layout.running import printed_labels, running_lines
from ingest.readers.records import Cell, Line, RawPage


def pages(heads: Sequence[str], size: float = 9, cells: bool = False) -> list[RawPage]:
    """Pages that begin with these lines."""
    made = []
    for at, head in enumerate(heads, 1):
        parts = tuple(Cell(part, 0, 1) for part in head.rsplit(" ", 1)) if cells else ()
        top = Line(head, size, 40, 72, 200, parts)
        made.append(RawPage(at, (top, Line("Testo finto della pagina " * 3, 10, 300, 72, 500)), width=595, height=842))
    return made


def running(found: list[RawPage]) -> list[str]:
    return [found[at].lines[index].text for at, index in sorted(running_lines(found))]


@pytest.mark.parametrize(
    "heads",
    [
        ["Form 1", "Form 2", "Form 3", "Form 4"],
        ["Intervista 4", "Intervista 7", "Intervista 9"],
        ["Parte I", "Parte II", "Parte III"],
        ["Parte I", "Parte I", "Parte II"],
        ["Noi e i", "Voi e i", "Tu e i"],
        ["c", "x"],
    ],
)
def test_headings_that_differ_by_their_number_are_no_running_heads(heads: list[str]) -> None:
    assert running(pages(heads, size=16)) == []
    assert running(pages(heads, size=10)) == []


@pytest.mark.parametrize(
    ("heads", "cells"),
    [
        (["Relazione finta 1", "Relazione finta 2", "Relazione finta 3"], True),
        (["Made-up report | 7", "Made-up report | 8", "Made-up report | 9"], False),
        (["Pag. 1 - Orti", "Pag. 2 - Orti", "Pag. 3 - Orti"], False),
        (["The long title of a report on wells 12", "The long title of a report on wells 14", "The long title of a report on wells 16"], False),
        (["Rapporto 2019", "Rapporto 2019", "Rapporto 2019"], False),
        (["Pozzi finti | i", "Pozzi finti | ii", "Pozzi finti | iii", "Pozzi finti | 1", "Pozzi finti | 2", "Pozzi finti | 3"], False),
        (["The long title of a report on wells I", "The long title of a report on wells II", "The long title of a report on wells III"], False),
        (["iii", "iv"], False),
    ],
)  # fmt: skip
def test_heads_with_the_page_number_or_alike_are_running(heads: list[str], cells: bool) -> None:
    assert running(pages(heads, size=10, cells=cells)) == heads


@pytest.mark.parametrize(
    ("title", "head", "heads"),
    [
        ("Pozzi chiari. Relazione finta", "Pozzi chiari 2", ["Pozzi chiari 2"]),
        ("Pozzi chiari", "ii • Pozzi chiari", ["ii • Pozzi chiari"]),
        ("Pozzi chiari. Relazione finta", "Pozzi chiari 3", []),
        ("Pozzi chiari. Relazione finta", "Pozzi chi 2", []),
        ("Pozzi chiari. Relazione finta", "Pozzi puliti 2", []),
        ("Pozzi chiari. Relazione finta", "2", []),
    ],
)
def test_the_beginning_of_the_title_with_the_page_number_is_a_running_head_even_once(
    title: str, head: str, heads: list[str]
) -> None:
    found = pages(["Polisocial", head])
    first = replace(found[0], lines=(Line(title, 20, 100, 72, 300), *found[0].lines))
    assert running([first, found[1]]) == heads


def test_a_heading_of_the_title_and_a_number_is_no_running_head() -> None:
    first, second = pages(["Pozzi chiari", "Pozzi chiari 2"], size=16)
    assert running([first, second]) == []


def addressed(size: float, streets: Sequence[str]) -> list[RawPage]:
    """Pages with a head of four lines, of which the last differs."""
    made = []
    for at, street in enumerate(streets, 1):
        head = ("Associazione finta", "Codice fiscale 00000000000", "Via Finta n. 76", street)
        lines = [Line(text, size, 45 + 10 * i, 72, 200) for i, text in enumerate(head)]
        made.append(RawPage(at, (*lines, Line("Testo finto " * 8, 11, 300, 72, 500)), width=595, height=842))
    return made


def test_all_lines_of_a_tall_head_are_running() -> None:
    assert len(running(addressed(8.5, ["20000 Finta"] * 3))) == 12


def test_a_line_below_a_head_that_differs_or_is_as_large_as_the_text_stays() -> None:
    assert len(running(addressed(8.5, ["Premessa", "Metodo", "Risultati"]))) == 9
    assert len(running(addressed(11, ["20000 Finta"] * 3))) == 6


def edged(numbers: Sequence[str]) -> list[RawPage]:
    return [
        RawPage(at, (Line("Testo", 12, 300, 72, 400), Line(number, 9, 800, 300, 310)), width=595, height=842)
        for at, number in enumerate(numbers, 1)
    ]


@pytest.mark.parametrize(
    ("numbers", "labels"),
    [
        (["i", "ii", "iii", "1", "2", "3"], ["i", "ii", "iii", "1", "2", "3"]),
        (["", "", "III", "IV", "1", "2", "3", "4"], ["I", "II", "III", "IV", "1", "2", "3", "4"]),
        (["- v -", "- vi -", "1", "2", "3"], ["v", "vi", "1", "2", "3"]),
        (["copertina", "vi ringrazio", "1", "2", "3"], [None, None, "1", "2", "3"]),
        (["xc", "ic", "iiii", "vv"], [None, None, None, None]),
    ],
)
def test_roman_numbers_label_the_pages_before_the_arabic_ones(numbers: list[str], labels: list[str | None]) -> None:
    assert [printed_labels(edged(numbers)).get(at) for at in range(1, len(numbers) + 1)] == labels
