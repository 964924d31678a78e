"""Places named in a text."""

import pytest

from kb.settings import DEFAULT_LISTS
from kb.subjects.gazetteer import load_gazetteer
from kb.subjects.lists import Lists


def test_places_are_told_from_words_that_look_like_them() -> None:
    places = Lists(DEFAULT_LISTS, DEFAULT_LISTS / "glossary.csv").places
    assert [p.name for p in places.named_in("From Addis Ababa to Milan, and cali in lower case")] == [
        "Addis Abeba",
        "Milano",
    ]
    assert places.canonical("Mantua") == "Mantova" and places.canonical("Atlantide") == "Atlantide"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("A market in Prato and one at Latina.", ["Prato", "Latina"]),
        ("Le province di Arezzo, Lucca e Prato.", ["Arezzo", "Lucca", "Prato"]),
        ("Una scuola (Fermo (FM)) e il porto di Savona.", ["Fermo", "Savona"]),
        ("Prato verde e Massa critica: Latina lingua", []),
        ("Lo stabile di Cascina Verde", []),
        ("Andrea Carrara ha scritto di Carrara.", ["Carrara"]),
    ],
)
def test_towns_whose_name_is_a_word_too_are_told_by_what_stands_around(text: str, places: list[str]) -> None:
    towns = load_gazetteer(DEFAULT_LISTS / "places.csv")
    assert [place.name for place in towns.named_in(text)] == places


def test_every_place_but_the_whole_is_part_of_a_listed_one() -> None:
    towns = load_gazetteer(DEFAULT_LISTS / "places.csv")
    savona = towns.find("Savona")
    assert savona is not None and towns.wholes("Savona") == ("Liguria", "Italia", "Europa") and not savona.is_ambiguous
    assert towns.wholes("Addis Abeba") == ("Etiopia", "Africa") and towns.wholes("Atlantide") == ()


def test_a_place_has_parts() -> None:
    towns = load_gazetteer(DEFAULT_LISTS / "places.csv")
    assert {"Corvetto", "Isola"} <= towns.parts("Milan") <= towns.parts("Italia") and "Milano" not in towns.parts(
        "Milano"
    )
    assert towns.parts("Atlantide") == frozenset()
    assert towns.with_wholes(["Corvetto", "Milano"]) == ["Corvetto", "Milano", "Lombardia", "Italia", "Europa"]
