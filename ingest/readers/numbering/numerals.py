"""Printed numerals (Arabic, Roman, letters), and the counters of lists with levels."""

from collections.abc import Callable, Collection

LEVELS = 10  # of a list
_ROMAN_DIGITS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"),
    (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST_ROMAN, _LONGEST_LETTERS = 3999, 20  # larger numbers are written in digits


def roman(value: int) -> str:
    """A number of at least 1 in small Roman numerals; "" for one below, digits from 4,000 on."""
    if value > _LARGEST_ROMAN:
        return str(value)
    text = ""
    for size, sign in _ROMAN_DIGITS:
        while value >= size:
            text += sign
            value -= size
    return text


def letters(value: int, *, repeated: bool = False) -> str:
    """A number of at least 1 in small letters: "a" to "z", then "aa", "ab" …, or "aa", "bb" … if letters are `repeated`."""
    if repeated:
        times, at = divmod(value - 1, 26)
        return chr(ord("a") + at) * (times + 1) if 0 <= times < _LONGEST_LETTERS else str(value)
    text = ""
    while value > 0:
        value, at = divmod(value - 1, 26)
        text = chr(ord("a") + at) + text
    return text


def numeral(value: int, kind: str, *, repeated: bool = False) -> str:
    """A number as a numeral of the `kind` "1", "01", "a", "A", "i" or "I"; "" for another. `repeated`: see `letters`."""
    if kind in ("1", "01"):
        return f"{value:0{len(kind)}}"
    if kind in ("a", "A"):
        text = letters(value, repeated=repeated)
    elif kind in ("i", "I"):
        text = roman(value)
    else:
        return ""
    return text.upper() if kind.isupper() else text


class Counters:
    """The number of the last item on each level of a list, the highest level first."""

    def __init__(self) -> None:
        self._values: list[int] = []

    def next(self, level: int, start: Callable[[int], int], kept: Collection[int] = ()) -> list[int]:
        """Count one item on a level (0-based); returns the numbers from the highest level to this one.

        Deeper levels restart, except those that are `kept`. `start` has the first number of each level, which is also used for a
        level without an item.
        """
        level = self._reach(level, start)
        self._values[level] += 1
        for deeper in range(level + 1, len(self._values)):
            if deeper not in kept:
                self._values[deeper] = start(deeper) - 1
        return [max(value, start(at)) for at, value in enumerate(self._values[: level + 1])]

    def restart(self, level: int, value: int, start: Callable[[int], int]) -> None:
        """Set the number of the next item on a level."""
        self._values[self._reach(level, start)] = value - 1

    def _reach(self, level: int, start: Callable[[int], int]) -> int:
        """The level, limited to the deepest one, after it and those above it have got a number."""
        level = max(0, min(level, LEVELS - 1))
        self._values += [start(missing) - 1 for missing in range(len(self._values), level + 1)]
        return level
