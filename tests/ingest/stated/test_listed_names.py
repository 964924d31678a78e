"""Names from catalogues."""

import pytest

from ingest.stated.listed_names import listed_name, listed_person


@pytest.mark.parametrize(
    ("listed", "name", "family"),
    [
        ("Rossi, Maria", "Maria Rossi", "Rossi"),
        ("De Luca, Anna Maria", "Anna Maria De Luca", "De Luca"),
        ("ROSSI, Maria", "Maria Rossi", "Rossi"),
        ("Maria Rossi", "Maria Rossi", "Rossi"),
        ("Angelo Di Santi", "Angelo Di Santi", "Di Santi"),
        ("Prof. Ugo Neri", "Ugo Neri", "Neri"),
        ("Tran, Van Minh", "Van Minh Tran", "Tran"),
        ("Okafor, Chidi Emeka", "Chidi Emeka Okafor", "Okafor"),
    ],
)
def test_names_of_catalogues_may_have_the_family_name_first(listed: str, name: str, family: str) -> None:
    person = listed_person(listed, "author")
    assert (listed_name(listed), person.name, person.family, person.role) == (name, name, family, "author")


@pytest.mark.parametrize(
    "text",
    ["Comune di Milano, Settore Casa", "Lodi, città dei pozzi", "Gruppo di lavoro", "Associazione degli studenti"],
)
def test_what_is_no_name_stays_as_it_is_listed(text: str) -> None:
    assert listed_name(text) == text
