"""Formal lines of covers."""

import pytest

from ingest.layout.front_page import FRONT


@pytest.mark.parametrize(
    "line", ["Università degli Studi di Pavia", "Relatore: Ugo Neri", "A.A. 2019/2020", "www.polimi.it", "12"]
)
def test_formal_lines_are_recognised(line: str) -> None:
    assert FRONT.search(line)


@pytest.mark.parametrize("line", ["Acqua e città: una storia di pozzi", "How the village filters its water"])
def test_titles_are_no_formal_lines(line: str) -> None:
    assert not FRONT.search(line)
