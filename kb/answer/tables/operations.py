"""Operations on the numbers of a table's row or column: the highest, lowest, sum or mean of them, or those within bounds. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from kb.answer.tables.grid import Table
from kb.questions.grammar import HIGHEST, LOWEST
from kb.questions.quantities import UNIT, Bounds
from kb.questions.ranks import rank_in
from kb.text.numbers import beside_number, number, written
from kb.text.tokens import folded_words

OPERATIONS = {
    "most": HIGHEST,
    "least": LOWEST,
    "total": re.compile(r"\b(?:total\w*|somma|sum|complessiv\w+|altogether|in\s+tutto|overall)\b", re.I),
    "mean": re.compile(
        r"\b(?:average|(?:the|arithmetic)\s+mean|mean\s+(?:of|value)"
        r"|(?:in|la)\s+media|(?<!scuola\s)media\s+d\w+|\w{3,}[aàei]\s+(?<!scuola\s)(?<!classe\s)(?<!licenza\s)media|(?<!scuole\s)medi[oe](?!\s+(?:oriente|evo|termine|periodo|impres\w+)))\b", re.I
    ),
}  # fmt: skip
_MEAN = re.compile(rf"^\W*(?:mean|media)\W*$|{OPERATIONS['mean'].pattern}", re.I)
_ENDS = r"(?=\W*$|,|\s+(?:per|in|nel\w*|al?|tra|fra)\b)"
# "Quale costa meno?", "quale produce di più la notte?", but "non si usa più" and "più di 30".
_ADVERB = re.compile(
    rf"^(?!.*\bnon\b).*?\b(?:(?P<most>di più|più{_ENDS})|(?P<least>di meno|meno{_ENDS}))(?!\s+(?:di|che|quanto)\b)",
    re.I,
)
# Heads of rates, of which there is no sum: "cost per square metre".
_RATE = re.compile(
    rf"%|(?<!\d)/|\bper\s+(?:{UNIT}|square|metro|person[ae]?|abitante|capita|head|pupil|student\w*|alunn[oa]|mille|thousand)",
    re.I,
)
_DECIMALS = 3  # of a mean


@dataclass(frozen=True)
class Cell:
    """A number in a table: its place (row, column), the label by which it differs from its row or column, its text and value."""

    place: tuple[int, int]
    label: str
    text: str
    value: float


def cells_of(table: Table, row: int | None, column: int | None, language: str) -> list[Cell]:
    """The numbers of a row, or of a column if `row` is None; sums and means of others left out."""
    if column is not None:
        labelled = [((at, column), one.cells[0], one.label) for at, one in enumerate(table.rows)]
    else:
        labelled = [((row or 0, at), head, head) for at, head in enumerate(table.head) if at]
    cells = [(place, label, cell(table, *place)) for place, label, whole in labelled if not _is_computed(whole)]
    return [
        Cell(place, label, text, value) for place, label, text in cells if (value := number(text, language)) is not None
    ]


def cell(table: Table, row: int, column: int) -> str:
    """The text of a cell; "" where a row is shorter than its table."""
    cells = table.rows[row].cells
    return cells[column] if column < len(cells) else ""


def _is_computed(label: str) -> bool:
    return bool(OPERATIONS["total"].search(label) or _MEAN.search(label))


def compute(
    question: str, bounds: Bounds | None, line: str, cells: Sequence[Cell], language: str
) -> tuple[str, str, list[Cell]] | None:
    """The operation that a question asks for, its result in the question's language, and its cells, which are in the `line` of this label.

    None if it asks for none, for a mean of means or a sum of rates, or no cell is within its bounds.
    """
    operation = "within" if bounds else _operation(question, line)
    has_none = {"mean": _MEAN, "total": _RATE}.get(operation)
    if has_none and has_none.search(line):
        return None
    if operation in ("most", "least"):
        cells = [(max if operation == "most" else min)(cells, key=lambda one: one.value)]
    if bounds:
        cells = [one for one in cells if bounds.hold(one.value)]
    if not operation or not cells:
        return None
    if operation not in ("total", "mean"):
        return operation, "; ".join(one.label for one in cells), [*cells]
    values = [one.value for one in cells]
    result = sum(values) if operation == "total" else _rounded(fmean(values))
    units = {beside_number(one.text) for one in cells}
    before, after = units.pop() if len(units) == 1 else ("", "")
    return operation, f"{before}{written(result, language)}{after}", [*cells]


def _operation(question: str, line: str) -> str:
    """The operation on several cells that a question asks for: most, least, total or mean; "" for none.

    The words of the line's label ask for none: "the mean of the maximum temperature".
    """
    label = set(folded_words(line))
    for name, asked in OPERATIONS.items():
        if any(not label.issuperset(folded_words(found.group())) for found in asked.finditer(question)):
            return name
    rank, adverb = rank_in(question), _ADVERB.search(question)
    if rank and rank.stem:
        return rank.name
    return (adverb.lastgroup or "") if adverb else ""


def _rounded(mean: float) -> float:
    return round(mean, _DECIMALS) if abs(mean) >= 1 else mean
