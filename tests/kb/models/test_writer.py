"""The language model's client."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kb.errors import ModelError
from kb.models.writer import Message, load_writer
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
