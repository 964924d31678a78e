"""Ends of sentences, which abbreviations aren't; lists with what introduces them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.sentences import list_goes_on, lists, sentences, slide_list


def cut(text: str) -> list[str]:
    return [text[a:b] for a, b in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Si applica l'art. 3 della legge.",
        "Come mostra la Fig. 2, il valore cresce.",
        "Il dott. Rossi e la prof.ssa Bianchi sono presenti.",
        "Alcuni frutti, ad es. Mele e pere, costano poco.",
        "J. Smith et al. Found the same.",
        "Il costo è di 3.100 euro per 2.5 metri.",
        "It was published by Oxford Univ. Press in 2019.",
        "Si veda il comma 2, all. B. e fig. A dell'art. IV.",
        "As no. 5 and sec. 3 show, 12 wells were dry.",
        "Il relatore è A. La Rocca, con J. R. Smith.",
        "Finta, J.-M. The wells of nowhere",
        "[3] A. Alla and others found wells.",
        "See docket no. FTA–2020 (v. Wells).",
        "Si veda p. 3 e v. IV del testo.",
        "a. A pump.",
        "1. Una pompa.",
    ],
)
def test_abbreviations_end_no_sentence(text: str) -> None:
    assert cut(text) == [text]


def test_sentences_end_where_they_end() -> None:
    assert cut("Uno. Due! Tre? Quattro") == ["Uno.", "Due!", "Tre?", "Quattro"]
    assert cut("«È vero.» Disse di sì.") == ["«È vero.»", "Disse di sì."]
    assert cut("Titolo\nPrimo paragrafo. Secondo.") == ["Titolo", "Primo paragrafo.", "Secondo."]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The answer was no.", "The project went on."),
        ("It is a place for contemporary art.", "The visitors draw."),
        ("We asked them all.", "The others left."),
        ("Il pozzo è a nord-est.", "Il progetto lo scava."),
        ("Manca una virgola o comma.", "La legge non lo dice."),
        ("The fruit has vitamin C.", "The rest is water."),
        ("Contiene la vitamina C.", "Il resto è acqua."),
        ("This is the value of x.", "The next is larger."),
        ("Fu scavato nel 300 a. C.", "Il tempio è più recente."),
    ],
)
def test_words_and_letters_that_are_no_abbreviations_end_one(first: str, second: str) -> None:
    assert cut(f"{first} {second}") == [first, second]


@given(st.text(alphabet="ab .!?\n", max_size=80))
def test_sentences_lose_nothing_but_space(text: str) -> None:
    assert "".join("".join(cut(text)).split()) == "".join(text.split())


def test_a_run_of_full_stops_takes_time_by_its_length() -> None:
    started = time.process_time()
    assert sentences("." * 200_000) == [(0, 200_000)] and sentences("Sì...» ...") == [(0, 6), (7, 10)]
    assert time.process_time() - started < 2


def listed_in(text: str, longest: int = 700) -> list[str]:
    return [text[one.start : one.end] for one in lists(text, longest)]


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("It began in May. The well needs:\n• a pump\n• a tank\nIt was paid.", ["The well needs:\n• a pump\n• a tank"]),
        ("Needs\n1. A pump.\n2. A tank.", ["Needs\n1. A pump.\n2. A tank."]),
        ("(a) Needs:\n(b) a pump\n(c) a tank", ["(a) Needs:\n(b) a pump\n(c) a tank"]),
        ("It needs:\na pump\na tank\nThe town paid for both of them.", ["It needs:\na pump\na tank"]),
        ("One:\n- a\n- b\nTwo:\n- c\n- d", ["One:\n- a\n- b", "Two:\n- c\n- d"]),
        ("It needs:\n• a pump", []),
        ("Deep wells\nClean water\nFull tanks", []),
        ("• a pump\n• a tank\n• a tap", []),
        ("", []),
    ],
    ids=["bullets", "numbers", "an introduction with a mark", "lines", "two lists", "one item", "no list", "no introduction", "nothing"],
)  # fmt: skip
def test_a_list_is_found_with_what_introduces_it(text: str, listed: list[str]) -> None:
    assert listed_in(text) == listed


def test_items_beyond_a_length_are_left_out() -> None:
    text = "It needs:\n• a pump\n• a tank\n• a tap"
    assert listed_in(text, 30) == ["It needs:\n• a pump\n• a tank"]
    assert listed_in(text, 20) == []


def test_a_list_tells_where_its_items_begin() -> None:
    text = "Paid. It needs:\n• a pump\n• a tank"
    (one,) = lists(text, 700)
    assert text[one.items : one.end] == "• a pump\n• a tank"


def test_a_slide_of_short_lines_is_a_list() -> None:
    text = "Kinds of wells\nDug wells\nDriven wells"
    one = slide_list(text, "Water › Kinds of wells", 700)
    assert one and text[one.items : one.end] == "Dug wells\nDriven wells" and one.start == 0


@pytest.mark.parametrize(
    ("text", "heading", "longest"),
    [
        ("Kinds of wells\nDug wells\nDriven wells", "Water", 700),
        ("Kinds of wells\nDug wells\nDriven wells", "Kinds of wells", 20),
        ("Kinds of wells\nDug wells\nThey are driven.", "Kinds of wells", 700),
        ("Kinds of wells\nDug wells and\nthose driven\nDrilled wells", "Kinds of wells", 700),
        ("Kinds of wells\nDug wells", "Kinds of wells", 700),
    ],
    ids=["another heading", "too long", "a sentence", "broken lines", "one line"],
)
def test_other_texts_are_no_list_of_a_slide(text: str, heading: str, longest: int) -> None:
    assert slide_list(text, heading, longest) is None


def test_a_span_with_the_first_items_of_a_list_is_cut() -> None:
    text = "The kit has:\n- a lamp\n- a rope\n- a knife\nIt is heavy."
    for said, goes_on in (
        ("The kit has:\n- a lamp\n- a rope", True),
        ("- a lamp\n- a rope", True),
        ("- a rope", False),  # one item, quoted for itself
        ("The kit has:", False),
        ("The kit has:\n- a lamp\n- a rope\n- a knife", False),
        ("It is heavy.", False),
    ):
        start = text.index(said)
        assert list_goes_on(text, start, start + len(said)) == goes_on, said
