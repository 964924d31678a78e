"""Contacts from a directory file, and the message for each row that can't be used."""

from pathlib import Path

import pytest

from kb.errors import InvalidVocabulary
from kb.library import Library
from kb.model import OWNER, Named
from kb.people.contacts import contact_of, holds, read_contacts
from kb.people.directory import directory
from kb.store.name_rules import Contact
from tests.conftest import Put
from tests.fakes import document


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_rows_become_contacts(tmp_path: Path) -> None:
    text = 'Name,Department,Email,Orcid,Until\n"Rossi, Ada",Acque,ada@example.org,https://orcid.org/0000-0002-1825-0097,2030-01-31\nUgo Neri,,ugo@example.org,,\n'
    found, problems = read_contacts(written(tmp_path, text))
    assert found[0] == Contact("Ada Rossi", "Acque", "", "ada@example.org", "", "0000-0002-1825-0097", "2030-01-31")
    assert found[1].name == "Ugo Neri" and problems == []
    assert read_contacts(written(tmp_path, "name;office\nAda Rossi;2.14\n"))[0] == [Contact("Ada Rossi", office="2.14")]


def test_a_date_in_another_form_ends_a_contact_on_the_same_day(tmp_path: Path) -> None:
    text = "name,office,until\nAda,2.14,20010101\nUgo,3.1,2999-W01-2\n"
    ada, ugo = read_contacts(written(tmp_path, text))[0]
    assert (ada.until, ugo.until) == ("2001-01-01", "2999-01-01") and not holds(ada) and holds(ugo)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (",a@example.org,,,", "line 2: no name"),
        ("Ada,,,,", "nothing is stated about Ada"),
        ("Ada,ada at home,,,", "is no e-mail address"),
        ("Ada,,2.14,31/12/2027,", "is no date"),
        ("Ada,,2.14,,1234", "is no ORCID iD"),
        (f"Ada,,{'x' * 201},,", "office is longer than 200 characters"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_left_out(tmp_path: Path, row: str, says: str) -> None:
    found, problems = read_contacts(written(tmp_path, f"name,email,office,until,orcid\n{row}\nUgo Neri,,3.1,,\n"))
    assert [contact.name for contact in found] == ["Ugo Neri"] and says in problems[0]


def test_a_file_without_names_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidVocabulary, match="no column `name`"):
        read_contacts(written(tmp_path, "nome,email\nAda,a@example.org\n"))
    with pytest.raises(InvalidVocabulary, match="can't be read"):
        read_contacts(tmp_path / "missing.csv")


def test_a_contact_ends() -> None:
    assert holds(Contact("Ada", until="2999-01-01")) and not holds(Contact("Ada", until="2001-01-01"))
    assert holds(contact_of({"name": "Ada"}))


def test_a_contact_belongs_to_the_person_however_the_name_is_written(put: Put, library: Library) -> None:
    put(document("a", people=(Named("Ada Rossi", "author"), Named("Ugo Neri", "author"))), "Acqua.")
    library.catalogue.name_rules.set_contacts(
        [Contact("ROSSI Ada", email="ada@example.org"), Contact("Ugo Neri", until="2001-01-01")]
    )
    library.catalogue.name_rules.set_contacts([Contact("Ada Rossi", email="rossi@example.org")])
    people = {entity.name: entity for entity in directory(library, OWNER).people.values()}
    ada = people["Ada Rossi"].contact
    assert ada is not None and ada.email == "rossi@example.org" and people["Ada Rossi"].is_staff
    assert people["Ugo Neri"].contact is None and not people["Ugo Neri"].is_staff
