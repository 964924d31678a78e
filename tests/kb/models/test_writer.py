"""The language model's client."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from types import SimpleNamespace

import pytest

from kb.errors import ModelError
from kb.models.writer import Message, ServerWriter, load_writer
from kb.settings import Settings, load_settings
from tests.servers import ModelServer


@pytest.fixture
def server() -> Iterator[ModelServer]:
    running = ModelServer(lambda prompt: ["Il progetto ha trovato casa a 41 famiglie [1]."])
    yield running
    running.close()


def settings_of(server: ModelServer, kind: str = "openai", seconds: int = 5) -> Settings:
    url = f"{server.url}/v1" if kind == "openai" else server.url
    return replace(load_settings({}), llm=f"{kind}:tiny", llm_url=url, llm_seconds=seconds)


def test_settings_that_name_no_model_are_refused(settings: Settings) -> None:
    assert load_writer(settings) is None
    for wrong in ("gpt", "openai:", "other:x", "openai:tiny"):
        with pytest.raises(ModelError, match="POLIKB_LLM"):
            load_writer(replace(settings, llm=wrong))


def test_the_conversation_reaches_the_model_as_it_was_meant(server: ModelServer) -> None:
    writer = load_writer(settings_of(server))
    assert writer is not None
    assert "".join(writer.stream([Message("system", "be brief"), Message("user", "hello")])).startswith("Il progetto")
    assert server.prompts == ["be brief\nhello"]


def part(delta: str | None, **raw: object) -> SimpleNamespace:
    return SimpleNamespace(delta=delta, raw=raw)


class Scripted:
    """A llama-index model that streams these parts, and raises those that are errors."""

    def __init__(self, *parts: object) -> None:
        self._parts = parts

    def stream_chat(self, _: object) -> Iterator[object]:
        for each in self._parts:
            if isinstance(each, Exception):
                raise each
            yield each


@pytest.mark.parametrize(
    ("parts", "pieces", "says"),
    [
        ([part("Forty ", done=False), part("families.", done=True)], ["Forty ", "families."], ""),
        ([part("Forty"), part(None), part("", done=True)], ["Forty"], ""),
        ([SimpleNamespace(delta="Yes", raw=SimpleNamespace(choices=[SimpleNamespace(finish_reason="stop")]))], ["Yes"], ""),
        ([SimpleNamespace(delta="Ye", raw=SimpleNamespace(choices=[SimpleNamespace(finish_reason=None)]))], ["Ye"], "in the middle"),
        ([part("Forty")], ["Forty"], "ollama:tiny stopped in the middle of its answer"),
        ([], [], "stopped in the middle"),
        ([part("Forty"), TimeoutError("30 s")], ["Forty"], "ollama:tiny failed: 30 s"),
    ],
)  # fmt: skip
def test_pieces_arrive_until_the_end_mark_and_without_it_the_answer_is_cut(
    parts: list[object], pieces: list[str], says: str
) -> None:
    arrived: list[str] = []
    with pytest.raises(ModelError, match=says) if says else nullcontext():
        for piece in ServerWriter(Scripted(*parts), "ollama:tiny").stream([Message("user", "How many?")]):
            arrived.append(piece)
    assert arrived == pieces


def test_what_arrived_before_a_failure_is_not_lost() -> None:
    stream = ServerWriter(Scripted(part("Forty "), ValueError("gone")), "x").stream([])
    assert next(stream) == "Forty "
    with pytest.raises(ModelError, match="x failed: gone"):
        next(stream)
