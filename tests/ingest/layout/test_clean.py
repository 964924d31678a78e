"""From lines to text: characters are repaired, words joined, running lines dropped, and no letter of the body is lost."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.layout.clean import clean_pages, has_words, page_text
from ingest.layout.repair import is_old_tex, repair
from ingest.layout.running import printed_labels, running_lines
from ingest.readers.records import Line, RawPage


def page(number: int, *texts: str, height: float = 800, top: float = 100) -> RawPage:
    lines = tuple(Line(text, 12, top + 16 * i, 72, 72 + 6.0 * len(text)) for i, text in enumerate(texts))
    return RawPage(number, lines, width=600, height=height)


def text_of(*texts: str) -> str:
    return clean_pages([page(1, *texts)])[0][1]


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("la sostenibilit`a `e pi`u alta, perch´e cos`ı", "la sostenibilità è più alta, perché così"),
        ("ﬁnale e ﬂusso", "finale e flusso"),
        ("\uf0a7 punto primo", "• punto primo"),
        ("a\u00a0b\u200bc", "a bc"),
        ("Universita degli Studi `", "Università degli Studi"),
        ("E composto da tre parti `", "È composto da tre parti"),
    ],
)
def test_characters_are_repaired(broken: str, whole: str) -> None:
    assert repair(broken, old_tex=True) == whole


def test_backquotes_stay_where_accents_are_not_written_so() -> None:
    assert repair("the `a` key") == "the `a` key"


def test_words_broken_at_a_line_end_are_joined() -> None:
    assert text_of("un coinvolgi-", "mento attivo dei cittadini nelle scelte della vita pubblica") == (
        "un coinvolgimento attivo dei cittadini nelle scelte della vita pubblica"
    )


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["la finta Emilia-", "Romagna intera"], "la finta Emilia-Romagna intera"),
        (["nel biennio 2021-", "2022 si vide"], "nel biennio 2021-2022 si vide"),
        (["during COVID-", "19 they met"], "during COVID-19 they met"),
        (["IL COINVOLGI-", "MENTO DI TUTTI"], "IL COINVOLGIMENTO DI TUTTI"),
        (["una parola tron-", "12"], "una parola tron- 12"),
    ],
)
def test_a_hyphen_at_a_line_end_stays_before_capitals_and_digits(lines: list[str], text: str) -> None:
    assert text_of(*lines).replace("\n", " ") == text


def test_a_hyphen_of_its_own_stays() -> None:
    lines = [
        "a data-driven approach and a data-driven tool are both data-",
        "driven in the end of the day as we have seen",
    ]
    assert "data-driven in the end" in text_of(*lines)
    assert (
        text_of("a data-driven and data-driven tool", "is data\u00addriven")
        == "a data-driven and data-driven tool is data-driven"
    )


def test_running_heads_and_page_numbers_go_and_the_body_stays() -> None:
    pages = [
        RawPage(n, (Line("CHAPTER ONE", 9, 40, 72, 200), Line(f"Body of page number {n} is here", 12, 300, 72, 400), Line(str(n + 4), 9, 780, 300, 310)), width=600, height=800)
        for n in range(1, 7)
    ]  # fmt: skip
    assert [text for _, text in clean_pages(pages)] == [f"Body of page number {n} is here" for n in range(1, 7)]


def test_paragraphs_are_joined_and_items_are_not() -> None:
    long = "this is a line of running text that fills the whole width of the page, quite"
    assert text_of(long, "up to its end.", "• first", "• second") == f"{long} up to its end.\n• first\n• second"


WORDS = st.lists(
    st.sampled_from("la casa è nel quartiere data-driven Nord 1.850 U.S. p. e; fine. Poi? «Sì»".split()),
    min_size=1,
    max_size=12,
)


LINES = st.lists(st.tuples(WORDS, st.sampled_from([10.0, 12.0, 18.0])), min_size=1, max_size=12)


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


@given(LINES)
def test_no_letter_of_a_page_is_lost_and_their_order_stays(lines: list[tuple[list[str], float]]) -> None:
    texts = [" ".join(words) for words, _ in lines]
    placed = [
        Line(t, size, 16.0 * at, 72, 72 + 6.0 * len(t))
        for at, (t, (_, size)) in enumerate(zip(texts, lines, strict=True))
    ]
    assert letters(page_text(placed, Counter())) == letters("".join(texts))


@given(st.text(max_size=200))
def test_repair_is_done_after_once(text: str) -> None:
    once = repair(text)
    assert repair(once) == once


@pytest.mark.parametrize(
    ("line", "repaired"),
    [
        ("\x93città\x94 \x96 1998", "“città” – 1998"),
        ("\x88 primo punto", "• primo punto"),
        ("acqua\uf0b7 terra", "acqua terra"),
        ("\uf0e0 segue", "→ segue"),
        ("e\ufb03cace e \ufb05ile", "efficace e ftile"),
        ("a\u2003b\u3000c", "a b c"),
        ("  due   spazi\t", "due spazi"),
        ("zero\u200blarghezza\ufeff", "zerolarghezza"),
        ("citta\u0300 e Mu\u0308ller", "città e Müller"),
        ("la situaƟone del teƩo", "la situatione del tetto"),
        ("quar\u00adtiere", "quartiere"),
        ("\x07", ""),
        ("Bartek Wilczy´nski e Niˇzek", "Bartek Wilczyński e Nižek"),
        ("it´s John´s", "it´s John´s"),
        ("gene\x1clter, a\x1by, sta\x1b, \x1cnance", "genefilter, affy, staff, finance"),
        ("\x1cacqua\x1d", "acqua"),
        ("2017\x152018", "2017–2018"),
    ],
)
def test_characters_of_broken_fonts(line: str, repaired: str) -> None:
    assert repair(line) == repaired


@pytest.mark.parametrize(
    ("text", "old"),
    [
        ("la citt`a `e pi`u alta, `e cos`ı", True),
        ("the `a` key and the `b` key", False),
        ("la città è più alta", False),
    ],
)
def test_text_of_old_tex_is_recognised(text: str, old: bool) -> None:
    assert is_old_tex(text) is old


def numbered(numbers: list[str], first: int = 1) -> list[RawPage]:
    return [
        RawPage(at, (Line("Testo della pagina", 12, 300, 72, 400), Line(number, 9, 800, 300, 310)), width=595, height=842)
        for at, number in enumerate(numbers, first)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("numbers", "labels"),
    [
        (["1", "2", "3", "4"], {1: "1", 2: "2", 3: "3", 4: "4"}),
        (["x", "y", "1", "2", "3", "4"], {3: "1", 4: "2", 5: "3", 6: "4"}),
        (["11", "12", "13", "14"], {1: "11", 2: "12", 3: "13", 4: "14"}),
        (["pagina 7", "pagina 8", "pagina 9"], {1: "7", 2: "8", 3: "9"}),
        (["1", "5", "2", "9"], {}),
        (["1", "2"], {}),
        (["x", "y", "z"], {}),
    ],
)
def test_printed_page_numbers_must_increase_together(numbers: list[str], labels: dict[int, str]) -> None:
    assert printed_labels(numbered(numbers)) == labels


def test_no_pages_have_no_labels() -> None:
    assert printed_labels([]) == {} and clean_pages([]) == [] and page_text([], Counter()) == ""


def test_a_line_that_only_two_pages_share_is_no_running_head() -> None:
    def pages(count: int) -> list[RawPage]:
        return [
            RawPage(n, (Line("Acqua e città", 9, 40, 72, 200), Line(f"Corpo numero {n}", 12, 400, 72, 300)), width=595, height=842)
            for n in range(1, count + 1)
        ]  # fmt: skip

    assert running_lines(pages(2)) == set()
    assert running_lines(pages(3)) == {(0, 0), (1, 0), (2, 0)}


def test_a_line_in_the_middle_of_the_page_is_no_running_head() -> None:
    pages = [RawPage(n, (Line("Acqua", 9, 400, 72, 200),), width=595, height=842) for n in range(1, 7)]
    assert running_lines(pages) == set()
    assert running_lines([RawPage(n, (Line("Acqua"),)) for n in range(1, 7)]) == set(), (
        "without a layout there is no edge"
    )


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["first", "1. one", "2) two", "(c) three"], "first\n1. one\n2) two\n(c) three"),
        (["Capitolo uno ........ 12"], "Capitolo uno … 12"),
        (["the end of it.", "And another one"], "the end of it. And another one"),
        (["short", "line"], "short line"),
    ],
)
def test_lines_of_a_page(lines: list[str], text: str) -> None:
    assert text_of(*lines) == text


@pytest.mark.parametrize(
    ("heading", "goes_on"),
    [
        (
            "Una scuola più fresca per tutti i suoi alunni",
            False,
        ),  # “Il” would have fitted
        ("Una scuola più fresca, anche d’estate, per i bimbi", True),  # it would not
        ("Nel cortile della scuola di Vicolo (e anche al", True),  # a bracket is open
    ],
)
def test_a_line_that_ends_before_its_edge_ends_a_paragraph(heading: str, goes_on: bool) -> None:
    body = [
        "Il cortile ha sedici alberi e due tettoie d’ombra, e",
        "nelle ore di sole piene le classi del primo piano vi",
        "restano fino a sera insieme ai volontari del comune.",
    ]
    text = text_of(heading, *body)
    assert text == f"{heading}{' ' if goes_on else chr(10)}{' '.join(body)}"


def test_a_heading_of_larger_type_stays_on_its_line() -> None:
    lines = (Line("Risultati", 18, 100, 72, 200), Line("nel quartiere", 12, 120, 72, 200))
    assert page_text(lines, Counter()) == "Risultati\nnel quartiere"


@pytest.mark.parametrize(("text", "expected"), [("a", True), ("12", True), ("… – •", False), ("", False)])
def test_has_words(text: str, expected: bool) -> None:
    assert has_words(text) is expected


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("Ada M¨uller", "Ada Müller"),
        ("Biotecnolog´ıa", "Biotecnología"),
        ("Espa˜na", "España"),
        ("Mar¨ıa", "Marïa"),
        ("Cos`ı", "Così"),
        ("pˆole", "pôle"),
        ("Ada Julich ¨", "Ada Julich"),
        ("dell´acqua", "dell´acqua"),
        ("a ˆ b", "a ˆ b"),
    ],
)
def test_accents_before_their_letters_are_composed_in_any_language(broken: str, whole: str) -> None:
    assert repair(broken) == whole


def test_each_entry_of_a_table_of_contents_has_its_line() -> None:
    entries = (
        "Introduzione inventata . . . . . . . . . . 3",
        "Il metodo .......................... 12",
        "Sources . . . . . . . . . . . . . . iv",
    )
    assert text_of(*entries, "Testo") == "Introduzione inventata … 3\nIl metodo … 12\nSources … iv\nTesto"


@pytest.mark.parametrize(
    ("line", "following"),
    [
        ("the filter lowers the made-up temperature by", "4.1 degrees at a cost of 38 euros"),
        ("il centro finto è aperto nei giorni feriali dalle", "8.30 alle 16.30"),
        ("the highest accuracy that the system achieved was", "0.815. Another one would be more useful"),
        ("hanno contribuito al fondo inventato con altri", "90.000 Euro"),
        ("a senior reader of the films achieved 0.84 of area,", "0.74 of sensitivity"),
        ("Ada Finta, in the imaginary journal of wells", "32.1 (1974), pp. 101-118"),
    ],
)
def test_a_number_with_which_a_sentence_goes_on_is_joined_with_it(line: str, following: str) -> None:
    assert text_of("Testo finto " * 3, line, following).endswith(f"{line} {following}")


@pytest.mark.parametrize(
    ("line", "following"),
    [
        ("what the wells that were looked at have in common", "4.1 Results"),
        ("what the wells that were looked at have in common", "4.1. Results"),
        ("what the wells that were looked at have in common:", "4.1 degrees"),
        ("what the wells that were looked at have in common.", "4.1 degrees"),
        ("4.1 what the wells that were looked at have alike", "4.2 what they have not"),
        ("what the wells that were looked at have in common", "4. degrees"),
        ("what the wells that were looked at have in 2020", "4.1 degrees"),
    ],
)
def test_a_numbered_heading_or_item_stays_on_its_line(line: str, following: str) -> None:
    assert text_of("Testo finto " * 3, line, following).endswith(f"{line}\n{following}")
