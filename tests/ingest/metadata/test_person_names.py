"""Names of people in one form."""

import pytest

from ingest.metadata.person_names import is_name, plain_name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Prof.ssa Maria Rossi", "Maria Rossi"),
        ("Chiar.mo Prof. GIOVANNI DE LUCA", "Giovanni De Luca"),
        ("Ing. Luca Bianchi, matr. 123456", "Luca Bianchi"),
        ("Dr. Anna Verdi", "Anna Verdi"),
    ],
)
def test_names_lose_titles_and_numbers(written: str, name: str) -> None:
    assert plain_name(written) == name and is_name(name)


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("Prof.ssa ROSSI Maria (matr. 123456)", "Maria Rossi"),
        ("Rossi Anna Maria", "Anna Maria Rossi"),
        ("DE LUCA Anna", "Anna De Luca"),
        ("De Luca Anna Maria", "Anna Maria De Luca"),
        ("Gaetano Alessandro VIVALDI", "Gaetano Alessandro Vivaldi"),
        ("Dr. Diego S. INTRIGLIOLO", "Diego S. Intrigliolo"),
        ("Francesco Marco", "Francesco Marco"),
        ("MARIA ROSSI", "Maria Rossi"),
    ],
)
def test_names_get_one_form(printed: str, plain: str) -> None:
    assert plain_name(printed) == plain


def test_what_is_and_is_not_a_name() -> None:
    assert is_name("Ben Ackerman") and is_name("Nicola della Volpe")
    assert not is_name("di Torino") and not is_name("Politecnico di Milano")
