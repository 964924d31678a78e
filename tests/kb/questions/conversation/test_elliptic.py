"""Questions that depend on the one before, stand alone, or ask for more."""

import pytest

from kb.questions.conversation.elliptic import EXAMPLE, MORE, is_elliptic


@pytest.mark.parametrize(
    "question",
    ["E quanto è costato?", "Who led it?", "And in 2021?", "Quando è iniziato?", "tell me more", "Fammi un esempio", "What is its cost?",
     "Quali metodi ha usato lo studio nelle interviste?"],
)  # fmt: skip
def test_what_leans_on_an_earlier_question(question: str) -> None:
    assert is_elliptic(question)


@pytest.mark.parametrize(
    "question",
    ["Quante famiglie hanno trovato casa con il progetto Girasole?", "What methods are used to study floods in Milan?", "Che cos'è un mulino?",
     "cosè un mulino", "What is a kiln?", "Quante tesi ci sono?", "Ci sono tesi sui forni?", "Quali metodi ha usato lo studio sulle mense di Cesena?"],
)  # fmt: skip
def test_what_stands_alone(question: str) -> None:
    assert not is_elliptic(question)


def test_more_and_examples() -> None:
    assert all(
        map(
            MORE.fullmatch,
            ("tell me more", "Dimmi di più", "più dettagli?", "puoi approfondire?", "go on", "more about it", "Altro?"),
        )
    )
    assert all(map(EXAMPLE.fullmatch, ("for example?", "Fammi un esempio", "per esempio", "give me some examples")))
    assert not any(map(MORE.fullmatch, ("tell me more about wells", "di più", ""))) or MORE.fullmatch("di più")
    assert not EXAMPLE.fullmatch("an example of a kiln")
