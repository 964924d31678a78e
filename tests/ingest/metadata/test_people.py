"""People on front pages, by the role printed before or above them; the university."""

import pytest

from ingest.metadata.people import find_people, find_universities
from ingest.readers.records import Line, Parsed, Properties, RawPage
from kb.model import Named


def people(*lines: str, author: str = "") -> list[tuple[str, str]]:
    page = RawPage(1, tuple(Line(text) for text in lines))
    return [(p.role, p.name) for p in find_people(Parsed("pdf", (page,), (), Properties(author=author)), [page])]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["Relatore: Prof. Ugo Neri", "Candidata: ROSSI Maria"], [("author", "Maria Rossi"), ("supervisor", "Ugo Neri")]),
        (["Authors:", "Ada Lovelace", "Nicola della Volpe", "A short summary of the work"], [("author", "Ada Lovelace"), ("author", "Nicola della Volpe")]),
        (["Co-supervisor: Ida Blu and Leo Gialli"], [("co-supervisor", "Ida Blu"), ("co-supervisor", "Leo Gialli")]),
        (["Docenti: Paola De Santis, Ugo Neri"], [("teacher", "Paola De Santis"), ("teacher", "Ugo Neri")]),
        (["Relatore: Politecnico di Milano"], []),
    ],
)  # fmt: skip
def test_roles(lines: list[str], found: list[tuple[str, str]]) -> None:
    assert people(*lines) == found


def test_family_and_given_name_are_kept_apart() -> None:
    page = RawPage(1, (Line("Candidato: Angelo Di Santi"),))
    (person,) = find_people(Parsed("pdf", (page,)), [page])
    assert (person.family, person.given) == ("Di Santi", "Angelo")


def test_the_author_property_counts_if_the_name_is_printed() -> None:
    assert people("Una storia di pozzi", "m. rossi, Milano", author="Maria Rossi") == [("author", "Maria Rossi")]
    assert people("Una storia di pozzi nel villaggio", author="Maria Rossi") == []


def test_the_university_of_the_first_page() -> None:
    page = RawPage(1, (Line("UNIVERSITÀ DEGLI STUDI DI PAVIA – Facoltà"),))
    assert find_universities([page]) == (Named("Università Degli Studi di Pavia", "university"),)
