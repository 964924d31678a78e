"""Messages in English and Italian."""

import pytest

from kb.translations import LANGUAGES, translator


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
