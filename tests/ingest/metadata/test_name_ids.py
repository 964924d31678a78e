"""ORCID iDs and ROR ids on first pages, and the names they belong to."""

import pytest

from ingest.metadata.name_ids import find_ids
from kb.model import Named

ADA, UGO = Named("Ada Rossi", "author", "Rossi", "Ada"), Named("Ugo Neri", "supervisor", "Neri", "Ugo")
FIRST, SECOND = "0000-0002-1825-0097", "0000-0001-5109-3700"


def ids(*texts: str, people: tuple[Named, ...] = (ADA, UGO)) -> list[str]:
    return [field.value for field in find_ids(texts, people, ()) if field.name == "orcid"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"Ada Rossi1[{FIRST}] and Ugo Neri2[{SECOND}]", [f"{FIRST} Ada Rossi", f"{SECOND} Ugo Neri"]),
        (f"ROSSI Ada\nhttps://orcid.org/{FIRST}\nRelatore: Prof. Neri", [f"{FIRST} Ada Rossi"]),
        (f"Ada Rossi\nUgo Neri\nORCID: {FIRST}", [f"{FIRST} Ugo Neri"]),
        (f"Ada Rossi, Ugo Neri\nORCID: {FIRST}", []),  # either's
        (f"Ada Rossi {FIRST} {SECOND}", [f"{FIRST} Ada Rossi"]),
        (f"Ada Rossi {FIRST} ... Ugo Neri {FIRST}", []),  # one of two people
        (f"Ada Rossi {FIRST} ... Rossi {SECOND}", []),  # nobody has two
        ("Ada Rossi 0000-0002-1825-0098", []),  # wrong check digit
        (f"Ada Rossi {'x ' * 120}{FIRST}", []),  # too far away
        (f"Ada Rossini {FIRST}", []),
    ],
)
def test_an_orcid_id_is_that_of_the_name_before_it(text: str, found: list[str]) -> None:
    assert ids(text) == found


def test_the_only_identifier_is_that_of_the_only_person() -> None:
    assert ids(f"ORCID {FIRST}\n{'x ' * 150}Ada Rossi", people=(ADA,)) == [f"{FIRST} Ada Rossi"]
    assert ids(f"ORCID {FIRST}") == [] and ids("", "", "", f"Ada Rossi {FIRST}") == []


def test_a_ror_id_is_that_of_the_organisation_before_it() -> None:
    body = Named("Politecnico di Milano", "university")
    (field,) = find_ids(["Politecnico di Milano (https://ror.org/01nffqt88)"], (), (body,))
    assert (field.name, field.value) == ("ror", "01nffqt88 Politecnico di Milano")
    assert not list(find_ids(["Politecnico di Milano (https://ror.org/01nffqt89)"], (), (body,)))
