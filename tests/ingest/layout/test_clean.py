"""From lines to text: characters are repaired, words joined, running lines dropped, and no letter of the body is lost."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.layout.clean import clean_pages, page_text, repair
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
    assert text_of("sem\ufffepre maggior interesse") == "sempre maggior interesse"


def test_a_hyphen_of_its_own_stays() -> None:
    lines = [
        "a data-driven approach and a data-driven tool are both data-",
        "driven in the end of the day as we have seen",
    ]
    assert "data-driven in the end" in text_of(*lines)


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
