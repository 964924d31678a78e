"""Raised text: powers and ordinals belong to the word before, note marks don't."""

import pytest

from ingest.readers.raised import raised


@pytest.mark.parametrize(
    ("before", "text", "written"),
    [
        ("12 m", "2", "2"),
        ("kWh/m", "2", "2"),
        ("10", "6", "^6"),
        ("a", "2", "2"),
        ("(x + y)", "2", "^2"),
        ("Ca", "2+", "2+"),
        ("3 × 25", "4", "^4"),
        ("s", "-1", "-1"),
        ("10", "−3", "^−3"),
        ("mobili", "6", ""),
        ("nel 2019", "5", ""),
        ("fine.", "12", ""),
        ("credenze", "[4]", ""),
        ("orto", "*", ""),
        ("orto", "a", ""),
        ("autori", "1,2", ""),
        ("n", "o", "o"),
        ("1", "a", "a"),
        ("21", "st", "st"),
        ("x", "n", "^n"),
        ("Marca", "TM", ""),
        ("", "1", "1 "),
        ("parola", "lunga nota", "lunga nota"),
        ("", "", ""),
    ],
)
def test_raised(before: str, text: str, written: str) -> None:
    assert raised(before, text) == written
