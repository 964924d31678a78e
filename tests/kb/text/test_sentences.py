"""Ends of sentences, which abbreviations aren't."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.sentences import sentences


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
    ],
)
def test_abbreviations_end_no_sentence(text: str) -> None:
    assert cut(text) == [text]


def test_sentences_end_where_they_end() -> None:
    assert cut("Uno. Due! Tre? Quattro") == ["Uno.", "Due!", "Tre?", "Quattro"]
    assert cut("«È vero.» Disse di sì.") == ["«È vero.»", "Disse di sì."]
    assert cut("Titolo\nPrimo paragrafo. Secondo.") == ["Titolo", "Primo paragrafo.", "Secondo."]


@given(st.text(alphabet="ab .!?\n", max_size=80))
def test_sentences_lose_nothing_but_space(text: str) -> None:
    assert "".join("".join(cut(text)).split()) == "".join(text.split())


def test_a_run_of_full_stops_takes_time_by_its_length() -> None:
    started = time.process_time()
    assert sentences("." * 200_000) == [(0, 200_000)] and sentences("Sì...» ...") == [(0, 6), (7, 10)]
    assert time.process_time() - started < 2
