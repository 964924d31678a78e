"""Questions in parts, and what a question is about."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.text.questions import is_elliptic, parts, with_subject


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many flats did Porte Aperte restore, and who paid?", ["How many flats did Porte Aperte restore?", "Who paid? (Porte Aperte)"]),
        ("Chi ha finanziato il progetto Doposcuola? Quando è iniziato?", ["Chi ha finanziato il progetto Doposcuola?", "Quando è iniziato? (Doposcuola)"]),
        ("Quali sono i rischi e i benefici?", ["Quali sono i rischi e i benefici?"]),
        ("Chi e come?", ["Chi e come?"]),
        ("", [""]),
    ],
)  # fmt: skip
def test_a_question_and_its_parts(question: str, expected: list[str]) -> None:
    assert parts(question) == expected


@settings(deadline=None)  # the first text loads the language model
@given(st.text(max_size=200))
def test_any_text_has_parts_and_a_subject(text: str) -> None:
    assert 1 <= len(parts(text)) <= 4
    assert with_subject(text, text) == text or not text.strip() or text in with_subject(text, text)
    is_elliptic(text)
