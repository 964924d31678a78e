"""Opaque passage ids: a permutation that only the library's key reverses."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from kb.store.passage_keys import PassageKeys

NUMBERS = st.integers(0, (1 << 48) - 1)


@given(NUMBERS, st.text(max_size=20))
def test_decoding_reverses_encoding(number: int, key: str) -> None:
    keys = PassageKeys(key)
    shown = keys.encode(number)
    assert 0 <= shown < 1 << 48 and keys.decode(shown) == number


@given(NUMBERS)
def test_encoding_reverses_decoding(shown: int) -> None:
    keys = PassageKeys("key")
    assert keys.encode(keys.decode(shown)) == shown


def test_ids_tell_neither_order_nor_number() -> None:
    keys = PassageKeys("key")
    shown = [keys.encode(number) for number in range(1000)]
    assert len(set(shown)) == 1000
    rising = sum(a < b for a, b in itertools.pairwise(shown))
    assert 400 < rising < 600, "a random order rises half of the time"
    assert shown != [PassageKeys("other").encode(number) for number in range(1000)]
