"""The order of a person's names, by capitals, initials, lists and the names beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.metadata.name_order import Order, common_order, family_names, in_order, order_of, telling_names


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("Alberini Simone", "Simone Alberini"),  # no list has the family name
        ("Quagliotti Anna Maria", "Anna Maria Quagliotti"),
        ("De Luca Anna", "Anna De Luca"),
        ("DE LUCA Anna", "Anna De Luca"),
        ("Rossi M.", "M. Rossi"),
        ("Rossi A. B.", "A. B. Rossi"),
        ("Zaitseva Olga Petrovna", "Olga Petrovna Zaitseva"),  # the patronymic follows the given name
    ],
)
def test_family_names_printed_first_are_shown_last(printed: str, shown: str) -> None:
    assert in_order(printed) == shown and order_of(printed) == "family"
    assert in_order(shown) == shown, "and stay there"


@pytest.mark.parametrize(
    "name",
    [
        "Ada Rossi",
        "Zorvan Ghani",  # a given name of a language in which it is a family's as well
        "Zorvan Martin",
        "Anna R.",
        "Zorvan K",
        "Romanella Di Ferdinando",
        "Ada Neri Junior",
        "Francesco Marco",
        "Benny Lo",
        "Ada",
    ],
)
def test_names_that_no_list_turns_stay_as_printed(name: str) -> None:
    assert in_order(name) == name and order_of(name) != "family"


@pytest.mark.parametrize(
    ("name", "others", "shown"),
    [
        ("Zorvan Quell", "family", "Quell Zorvan"),
        ("Zorvan Quell", "given", "Zorvan Quell"),
        ("Zorvan Simone", "given", "Zorvan Simone"),
        ("Rossi Simone", "given", "Simone Rossi"),  # listed, regardless of the others
        ("Ada Rossi", "family", "Ada Rossi"),
        ("Quell Z.", "family", "Z. Quell"),
    ],
)
def test_the_names_beside_it_decide_where_the_name_does_not(name: str, others: Order, shown: str) -> None:
    assert in_order(name, others) == shown


def test_names_have_a_common_order_where_none_contradicts() -> None:
    assert common_order(["Rossi Maria", "Zorvan Quell"]) == "family"
    assert common_order(["Ada Rossi", "Zorvan Quell"]) == "given"
    assert common_order(["Ada Rossi", "Rossi Maria"]) == "" == common_order(["Zorvan Quell"]) == common_order([])


def test_telling_names_are_no_common_family_names() -> None:
    assert {"anna", "simone", "maria"} <= telling_names()
    assert not {"martin", "thomas", "ali", "junior"} & telling_names()
    assert "rossi" in family_names()


@given(
    st.lists(st.sampled_from("Maria ROSSI De Di M. Simone Zorvan van".split()), min_size=1, max_size=5),
    st.sampled_from(["", "family", "given"]),
)
def test_no_word_is_lost(words: list[str], others: Order) -> None:
    name = " ".join(words)
    assert sorted(in_order(name, others).casefold().split()) == sorted(name.casefold().split())
