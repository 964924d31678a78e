"""Numbers in digits and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.text.numbers import NUMBER_WORDS, number


@pytest.mark.parametrize(
    ("cell", "language", "value"),
    [
        ("1.716.745,23 €", "it", 1716745.23), ("27.19", "it", 27.19), ("4,752", "en", 4752), ("4,752", "it", 4.752),
        ("€ 12.500", "it", 12500), ("12.500", "en", 12.5), ("-0.66 (0.5)", "en", -0.66), ("0.059**", "en", 0.059), ("38%", "it", 38),
        ("(0.12,0.34)", "en", 0.12), ("1,2.3,4", "en", 1.2), ("2019 2020", "it", 2019), ("0.123", "it", 0.123), ("12 345", "it", 12345),
        ("1'234'567", "en", 1234567), ("−12", "en", -12), ("+3,5", "it", 3.5),
    ],
)  # fmt: skip
def test_numbers_as_both_languages_write_them(cell: str, language: str, value: float) -> None:
    assert number(cell, language) == pytest.approx(value)


def test_units_and_words_are_no_numbers() -> None:
    assert number("µg/m3", "it") is None and number("", "it") is None


@pytest.mark.parametrize(
    ("word", "digits"), [("ventuno", "21"), ("trentatré", "33"), ("twenty-one", "21"), ("cento", "100"), ("nine", "9")]
)
def test_numbers_in_words(word: str, digits: str) -> None:
    assert NUMBER_WORDS[word] == digits


@given(st.text(alphabet="ab123 |,.()'\n%€-+", max_size=120))
def test_any_text_is_read(text: str) -> None:
    for language in ("it", "en"):
        number(text, language)
