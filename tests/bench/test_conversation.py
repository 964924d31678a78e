"""The measured follow-ups: complete, and none already a whole question."""

import tomllib

from bench import conversation
from kb.questions.conversation.elliptic import is_elliptic


def test_follow_ups_are_complete() -> None:
    listed = tomllib.loads(conversation._FILE.read_text(encoding="utf-8"))["follow_up"]
    assert len(listed) == 40
    assert {case["corpus"] for case in listed} == {"sample", "corpus", "corpus2"}
    assert all(case["pages"] and case["doc"] and case["whole"].endswith("?") for case in listed)
    assert all(is_elliptic(case["question"]) and not is_elliptic(case["whole"]) for case in listed)
