"""Follow-ups are made to stand alone, by a language model or without."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest

from kb.answer.follow_up import Turn, standalone
from kb.models.writer import load_writer
from kb.settings import load_settings
from kb.text.questions import is_elliptic
from tests.servers import ModelServer

FIRST = "Quante famiglie hanno trovato casa con il progetto Porte Aperte?"


def _say(answer: str, prompt: str) -> list[str]:
    return [answer]


@pytest.fixture
def server() -> Iterator[ModelServer]:
    running = ModelServer(lambda prompt: ["Quanto è costato il progetto Porte Aperte?"])
    yield running
    running.close()


@pytest.mark.parametrize(
    "question",
    ["E quanto è costato?", "Who led it?", "And in 2021?", "Quando è iniziato?", "Chi ha finanziato questo progetto?"],
)
def test_what_leans_on_an_earlier_question(question: str) -> None:
    assert is_elliptic(question)
    assert standalone(question, [Turn(FIRST)]) == f"{question} (Porte Aperte)"
    assert standalone(question, []) == question


@pytest.mark.parametrize(
    "question",
    [
        FIRST,
        "What methods are used to study floods in Milan?",
        "Quali università hanno lavorato nelle carceri lombarde?",
    ],
)
def test_what_stands_alone_is_left_as_it_is(question: str) -> None:
    assert standalone(question, [Turn("Who paid for Porte Aperte?")]) == question


def test_a_chain_leans_on_what_named_something() -> None:
    turns = [Turn(FIRST), Turn("E quanto è costato?")]
    assert standalone("E chi ha pagato?", turns) == "E chi ha pagato? (Porte Aperte)"


@pytest.mark.slow
def test_a_model_rewrites_and_what_it_spoils_is_passed_over(server: ModelServer) -> None:
    settings = replace(load_settings({}), llm="openai:tiny", llm_url=f"{server.url}/v1", llm_seconds=5)
    writer = load_writer(settings)
    turns = [Turn(FIRST, "41 famiglie hanno trovato casa.")]
    assert standalone("E quanto è costato?", turns, writer) == "Quanto è costato il progetto Porte Aperte?"
    assert "41 famiglie" in server.prompts[-1]
    for spoilt in ("", "one\ntwo", "x" * 400, "?!"):
        server.script = partial(_say, spoilt)
        assert standalone("E quanto è costato?", turns, writer) == "E quanto è costato? (Porte Aperte)"
    server.status = 500
    assert standalone("E quanto è costato?", turns, writer) == "E quanto è costato? (Porte Aperte)"
