"""Messages in English and Italian."""

import pytest

from kb.translations import LANGUAGES, place_name, translator


def test_a_message_is_translated_and_filled_in() -> None:
    assert translator("it")("New works: {count}", count=3) == "Nuovi lavori: 3"
    assert translator("en")("New works: {count}", count=3) == "New works: 3"
    assert translator("en")("role author") == "Author"


def test_an_unknown_message_is_shown_as_it_is() -> None:
    assert translator("it")("{braces} that are no value") == "{braces} that are no value"


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_take_the_values_of_their_message(language: str) -> None:
    """A translation may reorder the values, but neither lose nor invent any. Keys such as "doubt name" have their own."""
    import re

    from kb.translations import _load

    for message, translation in _load(language).items():
        if message[0].isupper():
            assert set(re.findall(r"\{\w+\}", message)) == set(re.findall(r"\{\w+\}", translation)), message


@pytest.mark.parametrize(
    ("label", "italian", "english"),
    [("xii", "p. xii", "p. xii"), ("3", "p. 3", "p. 3"), ("row 3", "riga 3", "row 3"), ("cell 12", "cella 12", "cell 12"),
     ("row x", "p. row x", "p. row x"), ("", "p. ", "p. ")],
)  # fmt: skip
def test_a_row_is_no_page(label: str, italian: str, english: str) -> None:
    assert (place_name(translator("it"), label), place_name(translator("en"), label)) == (italian, english)
