"""The name of a university from the lines of a front page. All names are made up, or examples of a form."""

import pytest

from ingest.metadata.universities import is_complete, university_name


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["Politecnico di Milano · Polisocial"], "Politecnico di Milano"),
        (["Partners: Université Libre des Lacs", "Università di Pavia"], "Università di Pavia"),
        (["Università degli Studi di Valfiorita"], "Università degli Studi di Valfiorita"),
        (["UNIVERSITÀ DEGLI STUDI", "DI VALFIORITA"], "Università degli Studi di Valfiorita"),
        (["Università degli Studi di Valfiorita", "- Collina"], "Università degli Studi di Valfiorita-Collina"),
        (["Universidad Técnica", "de Valflorida"], "Universidad Técnica de Valflorida"),
        (["Alma Mater Studiorum", "Università di Valfiorita", "Campus di Lago"], "Alma Mater Studiorum Università di Valfiorita"),
        (["UNIVERSITÀ DEGLI STUDI ”ADA", "ROSSI”"], "Università degli Studi “Ada Rossi”"),
        (["UNIVERSITÀ DEGLI STUDI", "UNIVERSITÀ DEGLI STUDI VALFIORITA DUE"], "Università degli Studi Valfiorita Due"),
        (["UNIVERSITA' POLITECNICA DELLA VALLE"], "Università Politecnica della Valle"),
        (["Un iversità", "degli Studi", "di Valfiorita"], "Università degli Studi di Valfiorita"),
        (["Department of Rivers", "River Valley University, Sometown"], "River Valley University"),
        (["Valflorida Polytechnic University Faculty of Rivers"], "Valflorida Polytechnic University"),
        (["EPFL", "École of Rivers"], "EPFL"),
        (["University of California, Riverville, USA"], "University of California, Riverville"),
        (["University of California, USA"], "University of California"),
        (["University of California – Riverville"], "University of California–Riverville"),
        (["University of California – an overview"], "University of California"),
        (["University of California", "Riverville"], "University of California, Riverville"),
        (["University of California", "Maria Rossi"], "University of California"),
        (["University of California", "Department of Rivers"], "University of California"),
        (["Ada Rossi • River Valley University • Sometown"], "River Valley University"),
        (["(River Valley University)"], "River Valley University"),
        (["an der Technischen Universität Talheim"], "Technische Universität Talheim"),
        (["Ada-Rossi-Universität", "zu Talheim, Germany"], "Ada-Rossi-Universität zu Talheim"),
        (["Valley Universities. Making of low cost equipment"], ""),
        (["Universities of the Valley"], ""),
        (["College-wide Committees"], ""),
        (["St. Ada University"], "St. Ada University"),
        (["A River Valley University"], "River Valley University"),
        (["River Valley University (unofficial)"], "River Valley University"),
        (["River Valley University-Main Street 24-10129 Sometown"], ""),
        (["Universitat Valflorida ¨"], "Universitat Valflorida"),
        (["Università degli Studi"], ""),
        (["NATIONAL RESEARCH UNIVERSITY", "FACULTY OF LAW"], ""),
        (["Department of Rivers"], ""),
        ([], ""),
    ],
)  # fmt: skip
def test_the_name_is_whole_or_none(lines: list[str], name: str) -> None:
    assert university_name(lines) == name


def test_generic_words_make_no_name() -> None:
    assert is_complete("Valley University") and not is_complete("International Islamic University")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("in The University of Sopra", "University of Sopra"),
        ("presso l’Università degli Studi di Sotto", "Università degli Studi di Sotto"),
        ("dell'Università di Sotto", "Università di Sotto"),
        ("This class provides a document for the University of Sopra", ""),
        ("\\degree{B.S. (University of Sopra", ""),
        ("University of Sopra (Lower Town)", "University of Sopra (Lower Town)"),
        ("of Sopra College†", "Sopra College"),
        ("2Sopra University", "Sopra University"),
        ("and Ugo Neri (University of Sopra)", "University of Sopra"),
        ("‡ University of Sopra, Lower Town", "University of Sopra"),
        ("Sopra University Press", ""),
    ],
)
def test_a_universitys_name_is_neither_clause_nor_command_and_has_no_preposition(line: str, name: str) -> None:
    assert university_name([line]) == name
