"""Reading of front pages like those of real documents."""

import numpy as np
import pytest

from ingest.cover.blocks import front_pages
from ingest.cover.joining import without_label
from ingest.cover.model import CoverModel
from ingest.cover.read import _parts, read_cover
from ingest.readers.records import Line, Parsed, RawPage
from tests.ingest.cover.pages import COVER, front, parsed, sheet, with_texts


def test_a_cover_in_the_order_of_most_theses() -> None:
    cover = read_cover(front(*COVER))
    assert (cover.title.text, cover.subtitle.text) == ("Acqua e città: una storia di pozzi", "")
    assert cover.title.confidence > 0.9
    assert [(part.role, part.text) for part in cover.of("author", "supervisor", "co-supervisor")] == [
        ("supervisor", "Prof. Ugo Neri"), ("co-supervisor", "Dott.ssa Ida Bianchi"), ("author", "Marta Galli"),
    ]  # fmt: skip
    assert [part.text for part in cover.of("university")] == ["UNIVERSITÀ DEGLI STUDI DI PAVIA"]
    assert [part.text for part in cover.of("date")] == ["Anno Accademico 2019/2020"]


ENGLISH = (
    ("Measuring the wells of a valley", 24.0), ("from below", 24.0), ("", 30.0), ("A thesis submitted for the degree of Master of Science in Physics", 12.0),
    ("", 30.0), ("Author: Grace Walker", 12.0), ("Supervisors: Dr. Alan Brown and Dr. Mary Cook", 12.0), ("", 60.0), ("University of Leeds", 14.0),
    ("School of Physics", 12.0), ("September 2021", 12.0),
)  # fmt: skip


def test_an_english_cover_with_the_title_first() -> None:
    cover = read_cover(front(*ENGLISH))
    assert cover.title.text == "Measuring the wells of a valley from below"
    assert [(part.role, part.text) for part in cover.of("author", "supervisor")] == [
        ("author", "Grace Walker"), ("supervisor", "Dr. Alan Brown and Dr. Mary Cook"),
    ]  # fmt: skip


@pytest.mark.parametrize("lines", [1, 2, 3, 4, 5, 6])
def test_titles_of_one_to_six_lines_are_whole(lines: int) -> None:
    words = (
        "Progettazione di pozzi profondi",
        "per i villaggi della valle",
        "attraverso metodi di misura",
        "basati sulla fisica del suolo",
        "nel contesto di inondazioni",
        "e di lunghe siccità",
    )
    title = [(words[at], 20.0) for at in range(lines)]
    cover = read_cover(front(*COVER[:4], *title, *COVER[6:]))
    assert cover.title.text == " ".join(words[:lines])


def test_a_name_over_two_lines_of_a_column_is_one() -> None:
    rows = [
        ("Università di Pavia", 14, 80, 200, 395), ("Acqua e città", 24, 300, 200, 395), ("Relatore:", 12, 500, 80, 140), ("Presentata da:", 12, 500, 430, 515),
        ("Prof. Ugo Neri", 12, 518, 80, 180), ("Anna Maria", 12, 518, 440, 515), ("Bianchini", 12, 536, 455, 515), ("Anno Accademico 2020/2021", 12, 700, 220, 380),
    ]  # fmt: skip
    page = sheet()
    from dataclasses import replace

    from ingest.readers.records import Line

    page = replace(page, lines=tuple(Line(text, size, top, left, right) for text, size, top, left, right in rows))
    document = parsed(page)
    cover = read_cover(front_pages(document, with_texts(document)))
    assert [(part.role, part.text) for part in cover.of("author", "supervisor")] == [
        ("supervisor", "Prof. Ugo Neri"),
        ("author", "Anna Maria Bianchini"),
    ]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Relatore: Prof. Neri", "Prof. Neri"),
        ("CANDIDATA - Ada Rossi", "Ada Rossi"),
        ("Ada Rossi", "Ada Rossi"),
        ("[Autore: Ada Rossi]", "Ada Rossi"),
    ],
)
def test_the_words_of_a_role_are_no_part_of_the_name(text: str, rest: str) -> None:
    assert without_label(text) == rest


def test_nothing_is_read_where_there_is_nothing() -> None:
    cover = read_cover(front())
    assert (cover.title.text, cover.title.confidence, cover.parts) == ("", 0.0, ())


def fixed(*labels: str) -> tuple[CoverModel, list[tuple[str, float]]]:
    """A model that tells labels by the numbers of words, and a page whose lines have 1, 2, 3 … words."""
    names = tuple(sorted({*labels, "title", "other"}))
    buckets = ("1", "2", "3", "5", "8", "12")
    weights = {
        f"words {bucket}": np.array([9.0 * (name == label) for name in names])
        for bucket, label in zip(buckets, labels, strict=False)
    }
    counts = (1, 2, 3, 4, 6, 9)
    return CoverModel(names, weights, np.zeros((len(names),) * 2)), [
        (" ".join(["Pozzo"] * counts[at]), 12.0) for at in range(len(labels))
    ]


def test_a_translation_in_the_same_language_is_a_title_s_second_half() -> None:
    model, lines = fixed("title", "translation", "other")
    assert read_cover(front(*lines), model).title.text == "Pozzo Pozzo Pozzo"
    english = [("Acqua della valle e del villaggio", 12.0), ("Water of the valley and the village", 12.0)]
    weights = {"turns language": np.array([0.0, 0.0, 9.0]), "line 0": np.array([0.0, 9.0, 0.0])}
    model = CoverModel(("other", "title", "translation"), weights, np.zeros((3, 3)))
    assert read_cover(front(*english), model).title.text == english[0][0]


def test_a_subtitle_is_what_follows_the_title() -> None:
    model, lines = fixed("title", "subtitle", "other")
    cover = read_cover(front(*lines), model)
    assert (cover.title.text, cover.subtitle.text) == ("Pozzo", "Pozzo Pozzo")


def test_without_any_title_line_the_likeliest_line_is_it_with_little_confidence() -> None:
    model = CoverModel(("other", "title"), {"words 2": np.array([1.0, 0.5])}, np.zeros((2, 2)))
    model = CoverModel(model.labels, {**model.weights, "always": np.zeros(2)}, np.array([[1.0, 0.0], [0.0, 0.0]]))
    cover = read_cover(front(("Acqua e pozzi del villaggio", 12.0), ("Due parole", 12.0)), model)
    assert cover.title.text and cover.title.confidence < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Titolo",
        "1 Introduzione",
        "2.1 Metodo di misura",
        "Final Report",
        "Master's thesis",
        "Tesi di laurea",
        "Autore: Ada Rossi",
        "Relatore Ugo Neri",
        "Maria Rossi",
    ],
)
def test_a_line_that_says_something_else_parts_a_title(text: str) -> None:
    model = CoverModel(
        ("other", "title"),
        {"always": np.zeros(2), **{f"words {b}": np.array([0.0, 9.0]) for b in ("1", "2", "3", "5")}},
        np.zeros((2, 2)),
    )
    cover = read_cover(front(("Acqua della valle", 20.0), (text, 20.0)), model)
    assert cover.title.text == "Acqua della valle"


@pytest.mark.parametrize(
    "text", ["2023 Annual Report", "Students and wells", "By the river", "Guide to the wells of the valley"]
)
def test_words_of_roles_and_numbers_may_stand_in_titles(text: str) -> None:
    model = CoverModel(
        ("other", "title"), {f"words {b}": np.array([0.0, 9.0]) for b in ("1", "2", "3", "5", "8")}, np.zeros((2, 2))
    )
    assert read_cover(front((text, 20.0)), model).title.text == text


def test_a_title_goes_on_where_its_line_is_open() -> None:
    weights = {"line 0": np.array([0.0, 9.0]), "line 1": np.array([9.0, 0.0]), "line 2": np.array([9.0, 0.0])}
    model = CoverModel(("other", "title"), weights, np.zeros((2, 2)))
    assert (
        read_cover(front(("Acqua e città nella", 20.0), ("Valle", 20.0), ("Altro", 12.0)), model).title.text
        == "Acqua e città nella Valle"
    )
    assert (
        read_cover(front(("Acqua e città", 20.0), ("Valle", 20.0), ("Altro", 12.0)), model).title.text
        == "Acqua e città"
    )


def test_a_larger_line_counts_before_a_smaller_one_of_the_same_run() -> None:
    model = CoverModel(
        ("other", "title"), {"words 2": np.array([0.0, 9.0]), "words 3": np.array([0.0, 9.0])}, np.zeros((2, 2))
    )
    assert read_cover(front(("Classe prima", 12.0), ("Acqua di valle", 24.0)), model).title.text == "Acqua di valle"


TITLES = CoverModel(
    ("other", "title"), {"words 2": np.array([0.0, 9.0]), "words 3": np.array([0.0, 9.0])}, np.zeros((2, 2))
)


def test_a_smaller_line_right_below_the_title_is_its_subtitle() -> None:
    cover = read_cover(front(("Acqua di valle", 24.0), ("Guida pratica", 12.0), ("Altro", 9.0)), TITLES)
    assert (cover.title.text, cover.subtitle.text) == ("Acqua di valle", "Guida pratica")
    apart = read_cover(front(("Acqua di valle", 24.0), ("", 60.0), ("Guida pratica", 12.0)), TITLES)
    assert (apart.title.text, apart.subtitle.text) == ("Acqua di valle", "")


def test_the_years_below_a_report_s_title_are_part_of_it() -> None:
    assert (
        read_cover(front(("Bilancio sociale", 24.0), ("2016 / 2017", 18.0)), TITLES).title.text
        == "Bilancio sociale 2016 / 2017"
    )
    assert read_cover(front(("Acqua di valle", 24.0), ("2017", 18.0)), TITLES).title.text == "Acqua di valle"
    assert read_cover(front(("Bilancio sociale", 24.0), ("2017", 8.0)), TITLES).title.text == "Bilancio sociale"


def test_a_much_larger_line_that_may_be_a_title_is_it() -> None:
    weights = {"line 0": np.array([0.0, -0.3]), "line 1": np.array([0.0, 0.3])}
    model = CoverModel(("other", "title"), weights, np.zeros((2, 2)))
    assert (
        read_cover(front(("Acqua e città", 24.0), ("Un testo della valle", 9.0)), model).title.text == "Acqua e città"
    )


def test_a_quotation_goes_on_until_it_is_closed() -> None:
    weights = {"line 0": np.array([0.0, 9.0]), "line 1": np.array([9.0, 0.0]), "line 2": np.array([9.0, 0.0])}
    model = CoverModel(("other", "title"), weights, np.zeros((2, 2)))
    cover = read_cover(front(("La “casa dei pozzi", 20.0), ("Valle”", 20.0), ("Altro", 20.0)), model)
    assert cover.title.text == "La “casa dei pozzi Valle”"


@pytest.mark.parametrize(
    "line", ["Data di pubblicazione: 31/01/2020", "Version 2.1 of May 2020", "Draft of May 16, 2020"]
)
def test_a_dated_line_and_the_mark_of_a_footnote_are_no_part_of_a_title(line: str) -> None:
    cover = read_cover(front(("Manuale dei pozzi∗", 20.0), (line, 20.0), ("", 40.0), ("Ada Rossi", 12.0)))
    assert cover.title.text == "Manuale dei pozzi"


def test_a_list_of_names_goes_on_in_the_next_line() -> None:
    blocks = front(("Ada Rossi, Ugo Neri e Anna", 12.0), ("Bianchini, Pia Serra", 12.0)).blocks
    parts = list(_parts(blocks, ["author", "author"], [0.9, 0.9]))
    assert [part.text for part in parts] == ["Ada Rossi, Ugo Neri e Anna Bianchini, Pia Serra"]
    apart = list(_parts(blocks, ["author", "supervisor"], [0.9, 0.9]))
    assert len(apart) == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Writing a doctoral thesis", "with a pencil"),
        ("WELLS IN THE VALLEY,", "RIVERS AND LAKES"),
        ("L'acqua e la storia di", "un pozzo"),
    ],
)
def test_a_title_goes_on_where_a_line_ends_open_or_the_next_begins_small(first: str, second: str) -> None:
    cover = read_cover(front((first, 20.0), (second, 20.0), ("", 60.0), ("Ada Rossi", 12.0), ("May 2020", 12.0)))
    assert cover.title.text == f"{first} {second}"


def test_the_first_person_below_a_title_without_a_role_is_kept_apart() -> None:
    model = CoverModel(
        ("heading", "other", "title"),
        {"line 0": np.array([0.0, 0.0, 9.0]), "heading": np.array([9.0, 0.0, 0.0])},
        np.zeros((3, 3)),
    )
    model.weights["role"] = model.weights["name"] = np.array([0.0, 9.0, 0.0])
    cover = read_cover(front(("Acqua e città", 20.0), ("Ada Rossi", 12.0), ("Ugo Neri", 12.0)), model)
    assert [(part.role, part.text, part.confidence) for part in cover.near_title] == [("author", "Ada Rossi", 0.5)]
    cover = read_cover(front(("Acqua e città", 20.0), ("1 Introduzione", 12.0), ("Ada Rossi", 12.0)), model)
    assert cover.near_title == ()


def test_lines_below_a_title_that_may_be_of_authors_are_all_kept_apart() -> None:
    model = CoverModel(
        ("author", "heading", "other", "title"),
        {"line 0": np.array([0.0, 0.0, 0.0, 9.0]), "maybe name": np.array([3.0, 0.0, 4.0, 0.0])},
        np.zeros((4, 4)),
    )
    lines = (("Acqua e città", 20.0), ("Zorvan Quellim", 12.0), ("Mirta Osvam", 12.0), ("1 Introduzione", 12.0))
    cover = read_cover(front(*lines), model)
    assert [(part.text, part.confidence, part.line) for part in cover.near_title] == [
        ("Zorvan Quellim", 0.8, 1),
        ("Mirta Osvam", 0.8, 2),
    ]


@pytest.mark.parametrize("below", ["12 May 2020", "University of Leeds", "osvam@pozzi.example"])
def test_a_name_in_no_list_stands_above_what_follows_an_author(below: str) -> None:
    weights = {"line 0": np.array([0.0, 9.0, 0.0]), "date": np.array([0.0, 0.0, 9.0])}
    model = CoverModel(("other", "title", "date"), weights, np.zeros((3, 3)))
    cover = read_cover(front(("Acqua e città", 20.0), ("Zorvan Quellim", 12.0), (below, 12.0)), model)
    assert [part.text for part in cover.near_title] == ["Zorvan Quellim"]
    cover = read_cover(front(("Acqua e città", 20.0), ("Zorvan Quellim", 12.0), ("Pozzi e fiumi.", 12.0)), model)
    assert cover.near_title == ()


@pytest.mark.parametrize(
    ("left", "role"),
    [("Supervisor", "supervisor"), ("Relatrice:", "supervisor"), ("Author: Ugo Neri", "author"), ("Pozzi", "author")],
)
def test_a_cell_to_the_left_that_announces_a_role_says_what_a_name_is(left: str, role: str) -> None:
    model = CoverModel(("author", "other"), {"left half": np.array([0.0, 9.0])}, np.zeros((2, 2)))
    page = RawPage(1, (Line(left, 12, 500, 60, 140), Line("Ada Rossi", 12, 500, 320, 380)), width=595, height=842)
    cover = read_cover(front_pages(Parsed("pdf", (page,)), [(page, "")]), model)
    assert [(part.role, part.text) for part in cover.parts if part.line == 1] == [(role, "Ada Rossi")]
