"""Numbers of lists: how they are written, and how levels count."""

import pytest

from ingest.readers.numbering.numerals import LEVELS, Counters, letters, numeral, roman


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "i"), (4, "iv"), (9, "ix"), (14, "xiv"), (90, "xc"), (1987, "mcmlxxxvii"), (4000, "4000"), (0, "")],
)
def test_roman_numerals(value: int, text: str) -> None:
    assert roman(value) == text


@pytest.mark.parametrize(
    ("value", "repeated", "text"),
    [
        (1, False, "a"),
        (26, False, "z"),
        (27, False, "aa"),
        (28, False, "ab"),
        (28, True, "bb"),
        (10**6, True, "1000000"),
    ],
)
def test_letters(value: int, repeated: bool, text: str) -> None:
    assert letters(value, repeated=repeated) == text


@pytest.mark.parametrize(
    ("kind", "text"), [("1", "7"), ("01", "07"), ("a", "g"), ("A", "G"), ("i", "vii"), ("I", "VII"), ("", "")]
)
def test_kinds_of_numerals(kind: str, text: str) -> None:
    assert numeral(7, kind) == text


def one(_: int) -> int:
    return 1


def test_deeper_levels_begin_again_after_a_higher_one() -> None:
    counters = Counters()
    levels = (0, 1, 1, 0, 1, 2, 0)
    assert [counters.next(level, one) for level in levels] == [[1], [1, 1], [1, 2], [2], [2, 1], [2, 1, 1], [3]]


def test_a_level_may_count_on_or_begin_elsewhere() -> None:
    counters = Counters()
    assert [counters.next(level, one, kept={1})[-1] for level in (0, 1, 1, 0, 1)] == [1, 1, 2, 2, 3]
    counters.restart(1, 8, one)
    assert counters.next(1, one) == [2, 8]


def test_a_level_without_items_shows_its_first_number_and_depth_is_bounded() -> None:
    assert Counters().next(2, lambda level: level + 4) == [4, 5, 6]
    assert len(Counters().next(10**9, one)) == LEVELS
