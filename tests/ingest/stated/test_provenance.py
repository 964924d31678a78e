"""Stated metadata replaces found metadata, field by field."""

from pathlib import Path

from ingest.stated.manifest import correction
from ingest.stated.provenance import as_stated, with_stated
from kb.model import Field, Named
from tests.fakes import document

FOUND = [
    Field("title", "Found", "front page", 0.8),
    Field("author", "Ada Rossi", "front page", 0.8),
    Field("supervisor", "Ugo Neri", "front page", 0.8),
    Field("partner", "Caritas", "front page", 0.8),
    Field("keywords", "acqua", "text", 0.9),
]


def values(**stated: str) -> list[tuple[str, str, str]]:
    fields = with_stated(FOUND, correction(Path("a"), stated))
    return [(field.name, field.value, field.origin) for field in fields]


def test_a_stated_value_replaces_the_found_one_and_leaves_others() -> None:
    said = values(title="Stated", keywords="pozzi; acqua")
    assert said[0] == ("title", "Stated", "person")
    assert [entry for entry in said if entry[0] == "keywords"] == [
        ("keywords", "pozzi", "person"),
        ("keywords", "acqua", "person"),
    ]
    assert ("author", "Ada Rossi", "front page") in said


def test_stated_people_replace_those_found_in_their_role_alone() -> None:
    said = values(authors="Maria Rossi")
    assert ("author", "Maria Rossi", "person") in said and ("supervisor", "Ugo Neri", "front page") in said
    assert "Ada Rossi" not in {value for _, value, _ in said}


def test_somebody_stated_in_one_role_is_not_shown_in_another_that_was_found() -> None:
    assert [entry for entry in values(teachers="Neri, Ugo") if entry[1] == "Ugo Neri"] == [
        ("teacher", "Ugo Neri", "person")
    ]
    known = document("a", people=(Named("Ada Rossi", "author"), Named("Ugo Neri", "supervisor")))
    stated = as_stated(known, correction(Path("a"), {"co_supervisors": "Neri, Ugo"}))
    assert [(p.name, p.role) for p in stated.people] == [("Ugo Neri", "co-supervisor"), ("Ada Rossi", "author")]


def test_projects_are_added_to_the_organisations_found() -> None:
    assert ("partner", "Caritas", "front page") in values(projects="Pozzi 2020")
    assert ("partner", "Caritas", "front page") not in values(organisations="Comune di Lodi")
    known = document("a", organisations=(Named("Caritas", "partner"), Named("Old", "project")))
    stated = as_stated(known, correction(Path("a"), {"projects": "Pozzi 2020"}))
    assert stated.organisations == (Named("Pozzi 2020", "project"), Named("Caritas", "partner"))
