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


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["Relatori:", "Prof. Ugo Neri", "Prof.ssa Ida Blu"], [("supervisor", "Ugo Neri"), ("supervisor", "Ida Blu")]),
        (["Supervised by Ugo Neri"], [("supervisor", "Ugo Neri")]),
        (["Correlatrice: Ida Blu"], [("co-supervisor", "Ida Blu")]),
        (["Controrelatore: Leo Gialli"], [("examiner", "Leo Gialli")]),
        (["A cura di Ada Rossi & Leo Gialli"], [("author", "Ada Rossi"), ("author", "Leo Gialli")]),
        (["Contatti: Ada Rossi"], [("contact", "Ada Rossi")]),
        (["Tesi di laurea di:", "Ada Rossi", "Matricola 123456"], [("author", "Ada Rossi")]),
        (["Relatore: Ugo Neri", "Ugo Neri"], [("supervisor", "Ugo Neri")]),
        (["Authors:", "University of Milan"], []),
        (["The author thanks her friends"], []),
    ],
)
def test_roles_as_they_are_printed(lines: list[str], found: list[tuple[str, str]]) -> None:
    assert people(*lines) == found


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Politecnico di Milano", "Politecnico di Milano"),
        ("POLITECNICO DI MILANO", "Politecnico di Milano"),
        ("Università Cattolica del Sacro Cuore", "Università Cattolica del Sacro Cuore"),
        ("University of Nairobi, Kenya", "University of Nairobi"),
        ("Makerere University", "Makerere University"),
        ("A school of life", None),
    ],
)
def test_universities(line: str, name: str | None) -> None:
    found = find_universities([RawPage(1, (Line(line),))])
    assert [one.name for one in found] == ([name] if name else [])
    assert find_universities([RawPage(1, ()), RawPage(2, (Line(line),))]) == ()


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Zoe Alberi; Ivo Neri", ["Zoe Alberi", "Ivo Neri"]),
        ("Zoe Alberi, Ivo Neri", ["Zoe Alberi", "Ivo Neri"]),
        ("Alberi, Zoe", ["Zoe Alberi"]),
        ("Alberi, Zoe; Neri, Ivo", ["Zoe Alberi", "Ivo Neri"]),
        ("Zoe Alberi and Ivo Neri", ["Zoe Alberi", "Ivo Neri"]),
    ],
)
def test_authors_that_a_person_wrote_into_the_file_are_trusted(author: str, names: list[str]) -> None:
    page = RawPage(1, (Line("Il terreno va preparato a febbraio."),))
    parsed = Parsed("epub", (page,), (), Properties(author=author, is_trusted=True), flowing=True)
    assert [(person.name, person.role) for person in find_people(parsed, [page])] == [
        (name, "author") for name in names
    ]
