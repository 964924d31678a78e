"""The latest answers in memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import NotFound
from web.recent_answers import RecentAnswers

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


def test_only_the_latest_answers_are_remembered() -> None:
    recent = RecentAnswers(2)
    keys = [recent.add({"question": str(at)}) for at in range(3)]
    assert recent.find(keys[2]) == {"question": "2"} and len(set(keys)) == 3
    with pytest.raises(NotFound, match=f"recent answer {keys[0]}"):
        recent.find(keys[0])


def test_an_answer_that_is_read_stays_longer() -> None:
    recent = RecentAnswers(2)
    first, second = recent.add({"question": "1"}), recent.add({"question": "2"})
    recent.find(first)
    recent.add({"question": "3"})
    assert recent.find(first) == {"question": "1"}
    with pytest.raises(NotFound):
        recent.find(second)


def test_equal_answers_share_a_key_that_does_not_tell_them() -> None:
    recent = RecentAnswers()
    key = recent.add({"question": "Chi?", "refused": True})
    assert key == recent.add({"refused": True, "question": "Chi?"})
    assert len(key) == 24 and int(key, 16) and recent.add({"question": "Chi?", "refused": False}) != key


@given(st.dictionaries(st.text(max_size=8), VALUES, max_size=5))
def test_every_answer_is_given_back_as_it_was(answer: dict[str, object]) -> None:
    recent = RecentAnswers()
    assert recent.find(recent.add(answer)) == answer
    found = recent.find(recent.add(answer))
    found["changed"] = True
    assert recent.find(recent.add(answer)) == answer
