"""The person or organisation that a question to the catalogue names. All are made up."""

import pytest

from kb.answer.catalogue.naming import entity_named, names_somebody, role_asked
from kb.people.directory import Entity
from kb.store.name_rules import NameKind


def entity(name: str, kind: NameKind = "person", also: tuple[str, ...] = ()) -> Entity:
    return Entity(name, kind, name, also, 1.0, ())


KNOWN = (
    entity("Ada Ferrini"),
    entity("Ada Ferrini Rossi"),
    entity("Ugo Bassetti", also=("Bassetti, U.",)),
    entity("Lia Montini"),
    entity("Pia Montini"),
    entity("Banco di Ginestra ODV (immaginario)", "organisation"),
    entity("Comune di Nuoro", "organisation", ("Municipality of Nuoro",)),
)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Quali tesi ha seguito Ada Ferrini?", "Ada Ferrini"),
        ("Quali tesi ha seguito Ada Ferrini Rossi?", "Ada Ferrini Rossi"),
        ("quali tesi ha seguito ferrini ada", "Ada Ferrini"),
        ("Quali tesi ha seguito Ugo Basseti?", "Ugo Bassetti"),
        ("Works by Prof. Bassetti", "Ugo Bassetti"),
        ("Bassetti's works", "Ugo Bassetti"),
        ("Works with the Municipality of Nuoro", "Comune di Nuoro"),
        ("Lavori con il Banco di Ginestra", "Banco di Ginestra ODV (immaginario)"),
        ("Works with Banco di Ginestra ODV", "Banco di Ginestra ODV (immaginario)"),
    ],
)
def test_names_in_full_with_slips_and_in_part(question: str, name: str) -> None:
    found = entity_named(question, KNOWN)
    assert found is not None and found.name == name


@pytest.mark.parametrize(
    "question",
    ["Quali tesi ha seguito Montini?", "Lavori sul banco di scuola", "Works with the Comune", "bassetti neri", ""],
)
def test_a_name_of_several_or_of_nobody_names_nobody(question: str) -> None:
    assert entity_named(question, KNOWN) is None


def test_the_role_in_which_somebody_is_asked_for() -> None:
    asked = {
        "Quali tesi ha seguito Ada Ferrini?": "supervisor",
        "Works written by Ada Ferrini": "author",
        "Which courses does Ada Ferrini teach?": "teacher",
        "Lavori di Ada Ferrini": "",
    }
    assert {question: role_asked(question) for question in asked} == asked


def test_somebody_is_named_by_two_names_that_are_no_topic() -> None:
    assert names_somebody("Quali tesi ha seguito Carlo Vanzi?")
    assert not names_somebody("Quali tesi parlano di Porto Vecchio?")
    assert not names_somebody("Quali tesi ha seguito la docente?")
