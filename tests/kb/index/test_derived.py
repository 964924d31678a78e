"""Bounded caches of values derived from a snapshot."""

from kb.index.derived import Derived, DerivedCache

SQUARES: Derived[int, int] = Derived(2)


def test_a_value_is_made_once_while_it_is_kept() -> None:
    cache, made = DerivedCache(), []

    def square(number: int) -> int:
        return cache.get(SQUARES, number, lambda: made.append(number) or number**2)  # type: ignore[func-returns-value]

    assert [square(n) for n in (1, 2, 1, 3, 1, 2)] == [1, 4, 1, 9, 1, 4]
    assert made == [1, 2, 3, 2]  # 2 was used least recently when 3 came


def test_kinds_do_not_share_keys() -> None:
    cache, cubes = DerivedCache(), Derived[int, int](2)
    cache.put(SQUARES, 2, 4)
    assert cache.get(cubes, 2, lambda: 8) == 8


def test_a_value_is_taken_once() -> None:
    cache = DerivedCache()
    cache.put(SQUARES, 3, 9)
    assert (cache.take(SQUARES, 3), cache.take(SQUARES, 3)) == (9, None)
