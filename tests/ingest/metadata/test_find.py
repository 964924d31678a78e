"""Metadata of a whole front page."""

from ingest.metadata.find import find_metadata
from ingest.readers.records import Line, Parsed, RawPage


def test_a_front_page_tells_title_people_and_year() -> None:
    lines = (
        Line("UNIVERSITÀ DEGLI STUDI DI PAVIA", 14), Line("Corso di Laurea in Ingegneria Civile", 11), Line("Acqua e città:", 22),
        Line("una storia di pozzi", 22), Line("Relatore:", 11), Line("Prof. Ugo Neri", 11), Line("Correlatrice: Dott.ssa Ida Blu", 11),
        Line("Tesi di laurea di:", 11), Line("Marta Gialli", 11), Line("Matr. 445566", 11), Line("Anno Accademico 2019/2020", 11),
    )  # fmt: skip
    front = RawPage(1, lines, width=595, height=842)
    text = "\n".join(line.text for line in lines)
    found = find_metadata(Parsed("pdf", (front,)), [(front, text)], "file")
    assert found.title == "Acqua e città: una storia di pozzi"
    assert [(p.name, p.role) for p in found.people] == [
        ("Marta Gialli", "author"),
        ("Ugo Neri", "supervisor"),
        ("Ida Blu", "co-supervisor"),
    ]
    assert (found.year, found.kind, found.language) == (2020, "thesis", "it")
