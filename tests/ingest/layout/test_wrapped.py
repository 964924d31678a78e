"""Lines of one row, wrapped within its cells, become one row: by rules, or by gaps that are wider between rows."""

from dataclasses import replace

from ingest.layout.clean import clean_pages
from ingest.layout.wrapped import joined_rows
from ingest.readers.records import Cell, Line, RawPage, Rules

Placed = tuple[str, float]


def line(top: float, *cells: Placed, size: float = 10) -> Line:
    placed = tuple(Cell(text, left, left + 5 * len(text)) for text, left in cells)
    text = " ".join(cell.text for cell in placed)
    return Line(text, size, top, placed[0].left, placed[-1].right, placed if len(placed) > 1 else ())


def texts(*lines: Line, rules: Rules | None = None) -> list[str]:
    return [one.text for one in joined_rows(lines, rules or Rules())]


# The numbers of the second row are between its two lines, which come first in the file.
CENTRED = [
    line(100, ("Orti del rione", 60), ("12", 170), ("4%", 230)),
    line(126, ("Attrezzi, semi e", 60)),
    line(139, ("concime", 60)),
    line(132.5, ("1.204", 170), ("60%", 230)),
    line(165, ("Made-up rent", 60), ("9", 170), ("36%", 230)),
]


def test_a_name_on_two_lines_has_its_numbers() -> None:
    assert texts(*CENTRED) == [
        "Orti del rione | 12 | 4%",
        "Attrezzi, semi e concime | 1.204 | 60%",
        "Made-up rent | 9 | 36%",
    ]


def test_texts_that_are_wrapped_in_several_columns_are_one_row() -> None:
    rows = [
        line(100, ("[1]", 60), ("Gli alberi di una", 110), ("Conteggio", 250)),
        line(112, ("piazza inven-", 110), ("a mano", 250)),
        line(124, ("tata", 110)),
        line(142, ("[2]", 60), ("A made-up square", 110), ("Camera", 250)),
        line(160, ("[3]", 60), ("Un cortile finto e", 110), ("Interviste", 250)),
        line(172, ("la sua fontana", 110)),
    ]
    assert texts(*rows) == [
        "[1] | Gli alberi di una piazza inventata | Conteggio a mano",
        "[2] | A made-up square | Camera",
        "[3] | Un cortile finto e la sua fontana | Interviste",
    ]


def test_rows_at_equal_distances_and_groups_of_rows_stay() -> None:
    rows = [line(100 + 15.0 * at, (f"Rione {at}", 60), (str(at), 250)) for at in range(5)]
    assert joined_rows(rows) == tuple(rows)
    grouped = [replace(row, top=row.top + 10 * (at // 2)) for at, row in enumerate(rows)]
    assert joined_rows(grouped) == tuple(grouped), "each of the two has its own number"
    note = [*rows[:4], line(158, ("Fonte finta", 60)), line(190, ("Rione 9", 60), ("7", 250))]
    assert joined_rows(note) == tuple(note), "what had place beside the name isn't wrapped"


GRID = Rules(
    across=tuple((top, 55, 400) for top in (95, 112, 137, 149.5, 174)),
    down=tuple((place, 95, 174) for place in (55, 150, 175, 200, 400)),
)
RULED = [
    line(98, ("Voci", 60), ("2021", 153), ("2022", 178), ("Dove questo è stato inventato", 205)),
    line(113.5, ("Costi di semi e di", 58), ("Nel cortile finto, come si vede da qui", 205)),
    line(125, ("attrezzi", 58), ("54", 153), ("16", 178), ("e da là", 205)),
    line(138, ("Affitto", 58), ("7", 153), ("-", 178), ("A made-up street", 205)),
    line(151, ("Totale di tutte le", 58), ("61", 153), ("16", 178)),
    line(162.5, ("voci", 58)),
]


def test_rules_part_rows_and_columns_however_close_these_are() -> None:
    assert texts(*RULED, rules=GRID) == [
        "Voci | 2021 | 2022 | Dove questo è stato inventato",
        "Costi di semi e di attrezzi | 54 | 16 | Nel cortile finto, come si vede da qui e da là",
        "Affitto | 7 | - | A made-up street",
        "Totale di tutte le voci | 61 | 16",
    ]


def test_rules_drawn_cell_by_cell_count_as_far_as_they_reach() -> None:
    cells = [(55, 150), (150, 175), (175, 200), (200, 400)]
    parts = tuple((top, a, b) for top, _, _ in GRID.across for a, b in cells)
    assert texts(*RULED, rules=Rules(parts, GRID.down)) == texts(*RULED, rules=GRID)
    only_half = Rules(tuple((top, 55, 200) for top, _, _ in GRID.across), GRID.down)
    assert texts(*RULED, rules=only_half) != texts(*RULED, rules=GRID)


def test_a_head_in_another_size_is_made_a_row_and_text_around_isnt() -> None:
    head = line(80, ("Voci finte", 60), ("Euro", 170), ("Quota", 230), size=12)
    before = line(40, ("Tutto quello che segue è inventato, dal primo all'ultimo numero", 60))
    page = RawPage(3, (before, head, *CENTRED), width=600, height=800)
    assert clean_pages([page])[0][1].split("\n")[:3] == [
        before.text,
        "Voci finte | Euro | Quota",
        "Orti del rione | 12 | 4%",
    ]


def test_items_of_a_list_are_no_rows() -> None:
    items = [line(100 + 15 * at, ("•", 60), (f"made-up item {at}", 75)) for at in range(4)]
    assert joined_rows([*items, line(160, ("goes on", 75))])[0].text == "• made-up item 0"


FRAMED = Rules(
    across=tuple((top, 55, 400) for top in (95, 125, 155, 185)),
    down=tuple((place, 95, 185) for place in (55, 150, 250, 400)),
)
CELL_BY_CELL = [
    line(98, ("Orti", 60), ("una frase che va", 155)),
    line(110, ("a capo", 155)),
    line(98, ("another made-up sentence", 255)),
    line(110, ("on two lines", 255)),
    line(128, ("Mense", 60), ("breve", 155)),
    line(128, ("short", 255)),
    line(158, ("Pozzi", 60), ("una fontana di", 155)),
    line(170, ("prova", 155)),
    line(158, ("a fictional well", 255)),
]


def test_a_framed_table_written_cell_by_cell_is_read_row_by_row_whatever_stands_around_it() -> None:
    expected = [
        "Orti | una frase che va a capo | another made-up sentence on two lines",
        "Mense | breve | short",
        "Pozzi | una fontana di prova | a fictional well",
    ]
    assert texts(*CELL_BY_CELL, rules=FRAMED) == expected
    around = [line(80, ("Intestazione di una pagina finta", 60)), *CELL_BY_CELL, line(190, ("fonte", 60))]
    assert texts(*around, rules=FRAMED) == [around[0].text, *expected, "fonte"]


def test_a_framed_row_may_have_many_lines() -> None:
    words = [f"parola {at} di una frase" for at in range(12)]
    long = [line(98 + 12 * at, (text, 155)) for at, text in enumerate(words)]
    rules = Rules(tuple((top, 55, 400) for top in (95, 245, 260, 275)), tuple((x, 95, 275) for x in (55, 150, 400)))
    rows = [
        line(98, ("Orti", 60), (words[0], 155)),
        *long[1:],
        *(line(y, (t, 60), ("breve", 155)) for y, t in ((248, "Uno"), (263, "Due"))),
    ]
    assert texts(*rows, rules=rules) == [f"Orti | {' '.join(words)}", "Uno | breve", "Due | breve"]
