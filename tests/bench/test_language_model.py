"""The part of a language model that texts of certain bytes can reach."""

import numpy as np

from bench.language_model import reached


def test_states_behind_letters_of_other_alphabets_are_left_out() -> None:
    moves = np.zeros((5, 256), np.int64)
    moves[0, ord("a")], moves[1, ord("b")] = 1, 2
    moves[0, 0xD0], moves[3, ord("c")] = 3, 4  # the first byte of a Cyrillic letter
    assert reached(moves) == [0, 1, 2]
