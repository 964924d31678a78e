"""Places named in a text."""

from kb.settings import DEFAULT_LISTS
from kb.subjects.lists import Lists


def test_places_are_told_from_words_that_look_like_them() -> None:
    places = Lists(DEFAULT_LISTS, DEFAULT_LISTS / "glossary.csv").places
    assert [p.name for p in places.named_in("From Addis Ababa to Milan, and cali in lower case")] == [
        "Addis Abeba",
        "Milano",
    ]
    assert places.canonical("Mantua") == "Mantova" and places.canonical("Atlantide") == "Atlantide"
