"""Facts on the first pages."""

import pytest

from ingest.metadata.front_matter import find_facts
from ingest.readers.records import RawPage


def facts(text: str, kind: str = "thesis") -> list[tuple[str, str]]:
    return [(field.name, field.value) for field in find_facts([(RawPage(1, ()), text)], kind)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Corso di Laurea Magistrale in Ingegneria Civile", [("degree course", "Ingegneria Civile")]),
        ("https://doi.org/10.1234/acqua", [("doi", "https://doi.org/10.1234/acqua")]),
        ("DOI 10.1234/acqua, DOI 10.1234/pozzi", []),
        ("hdl.handle.net/98765/4321", [("handle", "https://hdl.handle.net/98765/4321")]),
        ("Dipartimento di Design", [("department", "Dipartimento di Design")]),
        ("Anno Accademico 2019/2020", [("academic year", "2019/2020")]),
        ("Parole chiave: acqua, pozzi; città.", [("keywords", "acqua"), ("keywords", "pozzi"), ("keywords", "città")]),
        ("The project was funded by the Blue River Foundation. It ended.", [("funding", "the Blue River Foundation")]),
        ("Luogo: Lodi", [("place", "Lodi")]),
        ("Sede: Reggio nell'Emilia, Via dei Mille 9", [("place", "Reggio nell'Emilia, Via dei Mille 9")]),
        ("Location: Number of rooms", []),
        ("Place: to be decided", []),
        ("Il dipartimento ha chiuso.", []),
    ],
)
def test_facts(text: str, found: list[tuple[str, str]]) -> None:
    assert facts(text) == found


def test_a_course_code_is_a_fact_of_courses_only() -> None:
    assert facts("Codice corso: 054321", "course") == [("course code", "054321")]
    assert facts("Codice corso: 054321", "thesis") == []
