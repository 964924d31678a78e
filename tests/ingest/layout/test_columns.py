"""Columns side by side are read one after the other, rows of tables as rows; a drop cap belongs to its word."""

from ingest.layout.columns import in_reading_order
from ingest.readers.records import Cell, Line, RawPage

LEFT = ["Il cortile finto di via delle Rose", "ospita dieci famiglie che vi", "coltivano erbe e pomodori per", "la mensa della scuola vicina."]  # fmt: skip
RIGHT = [
    "The made-up kitchen next door",
    "cooks for sixty people a day",
    "and gives what is left to the",
    "people who sleep outdoors.",
]


def line(text: str, top: float, left: float, size: float = 12, width: float = 0) -> Line:
    return Line(text, size, top, left, left + (width or 6 * len(text)))


def row(top: float, *cells: tuple[str, float]) -> Line:
    placed = tuple(Cell(text, left, left + 6 * len(text)) for text, left in cells)
    return Line(" ".join(c.text for c in placed), 12, top, placed[0].left, placed[-1].right, placed)


def texts(*lines: Line, number: int = 5) -> list[str]:
    return [found.text for found in in_reading_order(RawPage(number, lines, width=600, height=800))]


def test_columns_written_row_by_row_are_read_one_after_the_other() -> None:
    rows = [row(100 + 16 * at, (a, 60), (b, 320)) for at, (a, b) in enumerate(zip(LEFT, RIGHT, strict=True))]
    title = line("Una storia che va da un margine all'altro della pagina, come un titolo", 60, 60, width=460)
    assert texts(title, *rows) == [title.text, *LEFT, *RIGHT]


def test_lines_that_alternate_between_columns_are_put_in_order() -> None:
    pairs = [(line(a, 100 + 16 * at, 60), line(b, 101 + 16 * at, 320)) for at, (a, b) in enumerate(zip(LEFT, RIGHT, strict=True))]  # fmt: skip
    assert texts(*(part for pair in pairs for part in pair)) == [*LEFT, *RIGHT]


def test_columns_in_order_and_tables_stay_as_they_are() -> None:
    ordered = [line(text, 100 + 16 * at, left) for left, side in ((60, LEFT), (320, RIGHT)) for at, text in enumerate(side)]  # fmt: skip
    assert texts(*ordered) == [*LEFT, *RIGHT]
    table = [row(100 + 16 * at, (f"Quartiere {at}", 60), (str(at * 7), 320)) for at in range(9)]
    assert texts(*table) == [f"Quartiere {at} {at * 7}" for at in range(9)]


def test_people_in_two_columns_of_a_cover_are_read_by_column() -> None:
    cover = [
        row(500, ("Relatrice:", 70), ("Candidato:", 350)),
        row(516, ("Prof.ssa Ida Finta", 70), ("Leo Provetti", 350)),
        line("Correlatore: Ugo Prova", 532, 70),
    ]
    by_column = ["Relatrice:", "Prof.ssa Ida Finta", "Correlatore: Ugo Prova", "Candidato:", "Leo Provetti"]
    assert texts(*cover, number=1) == by_column
    assert texts(*cover, number=9) == [found.text for found in cover]


def test_roles_with_their_names_beside_them_stay_rows() -> None:
    cover = [row(500, ("Supervisor:", 70), ("Ida Made-Up", 250)), row(516, ("Candidate:", 70), ("Leo Invented", 250))]
    assert texts(*cover, number=1) == ["Supervisor: Ida Made-Up", "Candidate: Leo Invented"]


def test_a_drop_cap_begins_its_word() -> None:
    body = [line("el rione finto gli orti sono aperti", 132, 105), line("a chi abita vicino", 148, 105)]
    cap = line("N", 140, 70, size=40, width=30)
    assert texts(cap, *body) == ["Nel rione finto gli orti sono aperti", "a chi abita vicino"]
    assert texts(*body, cap) == ["Nel rione finto gli orti sono aperti", "a chi abita vicino"]
    assert texts(cap, line("dx f(x) = 3", 132, 105)) == ["N", "dx f(x) = 3"], (
        "a sign of a formula is no letter of a word"
    )


def test_headings_in_a_margin_are_no_column() -> None:
    beside = [line(f"una riga di testo finto, la numero {at}", 100 + 14 * at, 200, width=300) for at in range(20)]
    heads = [line(f"A made-up heading, {at}", 100 + 70 * at, 50, width=110) for at in range(4)]
    mixed = [
        one for at in range(4) for one in (*beside[5 * at : 5 * at + 2], heads[at], *beside[5 * at + 2 : 5 * at + 5])
    ]
    assert texts(*mixed) == [one.text for one in mixed]
