"""The name of a university from the lines of a front page. All names are made up, or stand for their form."""

import pytest

from ingest.metadata.universities import is_complete, university_name


@pytest.mark.parametrize(
    ("lines", "name"),
    [
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
