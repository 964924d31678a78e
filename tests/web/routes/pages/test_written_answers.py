"""The stream of a written answer and its page."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from kb.settings import Settings
from tests.served import OpenClient
from tests.servers import ModelServer, source_of
from web.app import create_app

QUESTION = "Quante famiglie hanno trovato casa con il progetto Porte Aperte?"


@pytest.fixture
def server() -> Iterator[ModelServer]:
    running = ModelServer(lambda prompt: ["Il progetto ha trovato casa a 41 famiglie [1]."])
    yield running
    running.close()


def test_the_stream_and_the_page(sample_settings: Settings, server: ModelServer) -> None:
    def script(prompt: str) -> list[str]:
        n = source_of(prompt, "41 famiglie")
        return [
            "Il progetto ha trovato casa ",
            f"a 41 famiglie [{n}]. ",
            f"<img src=x onerror=alert(1)>Sono 57 famiglie [{n}].",
        ]

    server.script = script
    settings = replace(sample_settings, llm="openai:tiny", llm_url=f"{server.url}/v1")
    with OpenClient(create_app(settings)) as client:
        page = client.get("/ask", params={"q": QUESTION, "lang": "it"}).text
        assert 'data-written="/ask/written?q=' in page
        body = client.get("/ask/written", params={"q": QUESTION, "lang": "it"}).text
        events = re.findall(r"event: (\w+)\ndata: (.*)\n\n", body)
        assert [name for name, _ in events] == ["text", "text", "text", "answer"]
        last = json.loads(events[-1][1])
        assert last["answer"]["sentences"][1]["doubt"] == "number"
        assert "non sostenuto: il numero 57 non è nella fonte" in last["html"]
        assert "<img" not in last["html"] and "onerror" not in last["html"]
        answered = client.post("/api/ask", json={"question": QUESTION}).json()
        assert answered["model"] == "openai:tiny"
        assert answered["citations"][0]["located"] is True
        assert (
            client.get("/ask/written", params={"q": "What is the melting point of tungsten?"}).text.count("event:") == 1
        )
