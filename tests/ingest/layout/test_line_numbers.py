"""Numbers that count lines in the margin are left out; those of lists, tables and years stay."""

from ingest.layout.line_numbers import without_line_numbers
from ingest.readers.records import Cell, Line

TEXTS = [
    "Il rione finto ha un",
    "cortile con dodici orti",
    "e una cucina comune che",
    "apre la sera. The made-up",
    "kitchen closes at ten",
] * 2


def numbered(numbers: list[int], texts: list[str], *, behind: bool = False) -> list[Line]:
    lines = []
    for at, (number, text) in enumerate(zip(numbers, texts, strict=True)):
        count = Cell(str(number), 540, 550) if behind else Cell(str(number), 60 - 4 * len(str(number)), 60)
        body = Cell(text, 72, 72 + 5 * len(text))
        cells = (body, count) if behind else (count, body)
        size = 10.0 if behind else 5.0
        lines.append(Line(" ".join(c.text for c in cells), size, 100 + 14.0 * at, cells[0].left, cells[1].right, cells))
    return lines


def test_numbers_before_or_behind_lines_are_left_out() -> None:
    other = Line("Un titolo", 10.0, 60, 72, 200)
    for behind in (False, True):
        found = without_line_numbers([other, *numbered(list(range(3, 13)), TEXTS, behind=behind)])
        assert [line.text for line in found] == ["Un titolo", *TEXTS]
        assert {line.size for line in found} == {10.0} and {line.left for line in found} == {72}


def test_other_cells_of_such_a_line_stay_cells() -> None:
    lines = numbered(list(range(1, 11)), TEXTS)
    last = lines[-1]
    lines[-1] = Line(last.text, last.size, last.top, last.left, 400, (*last.cells, Cell("12", 390, 400)))
    assert [cell.text for cell in without_line_numbers(lines)[-1].cells] == [TEXTS[-1], "12"]


def test_lists_tables_and_too_few_lines_keep_their_numbers() -> None:
    names = [f"Rione {letter}" for letter in "ABCDEFGHIJ"]
    for lines in (
        numbered(list(range(1, 11)), names),
        numbered([3, 90, 4, 17, 8, 2, 30, 5, 9, 12], TEXTS),
        numbered(list(range(1, 6)), TEXTS[:5]),
        [Line("un testo senza numeri", 10, 100, 72, 200)],
    ):
        assert without_line_numbers(lines) == tuple(lines)
