"""Words compared by their runs of four letters."""

from hypothesis import given
from hypothesis import strategies as st

from kb.text.letters import WordNgrams

WORDS = st.lists(st.text(alphabet="abcdef", min_size=1, max_size=8), min_size=1, max_size=4)


def test_words_are_known_by_their_letters() -> None:
    letters = WordNgrams(["gestisce", "Lago"])
    managed, lake = letters.overlaps(["la", "gestione", "del", "lago"])
    assert 0 < managed < 1 and lake == 1
    assert letters.overlaps(["altro"]) == [0, 0]
    assert WordNgrams(["UE"]).overlaps(["ue"]) == [1] and WordNgrams(["UE"]).overlaps(["due"]) == [0]


@given(WORDS, WORDS)
def test_overlap_is_a_share_and_whole_for_the_word_itself(words: list[str], text: list[str]) -> None:
    letters = WordNgrams(words)
    assert letters.overlaps(words) == [1.0] * len(words)
    before, after = letters.overlaps(text), letters.overlaps([*text, *words])
    assert all(0 <= one <= more == 1 for one, more in zip(before, after, strict=True))
