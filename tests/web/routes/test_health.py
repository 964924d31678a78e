"""Liveness, readiness and metrics."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from kb.library import Library
from kb.settings import Settings
from tests.conftest import Put
from tests.fakes import document
from tests.kb.helpers import damage_words
from tests.served import OpenClient, services_of
from web.app import create_app

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def client(put: Put, library: Library, settings: Settings) -> Iterator[TestClient]:
    put(document("bees"), "Beekeepers on the roofs.", "They sell honey.")
    put(document("secret", access="internal"), "Gold.")
    library.close()
    with OpenClient(create_app(settings), client=("127.0.0.1", 1), headers=ENGLISH) as client:
        services_of(client).library.embedding_queue.use(library.embedding_queue.embedder)
        yield client


def values(text: str, name: str) -> dict[str, float]:
    """The values of one metric by its labels."""
    return {labels: float(value) for labels, value in re.findall(rf"^{name}\{{(.*)\}} (\S+)$", text, re.M)}


def test_a_living_server_says_so_and_tells_no_counts(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"words": True, "meaning": True})


def test_a_damaged_word_index_is_told_of_until_it_is_rebuilt(client: TestClient) -> None:
    library = services_of(client).library
    damage_words(library.home / "words-public")
    assert client.get("/api/search", params={"q": "honey"}).status_code == 503
    assert client.get("/readyz").json() == {"words": False, "meaning": True}
    library.lexical_updates.settle()
    assert client.get("/readyz").json() == {"words": True, "meaning": True}
    assert client.get("/api/search", params={"q": "honey"}).json()["hits"]


def test_metrics_count_requests_by_the_pattern_of_their_route(client: TestClient) -> None:
    client.get("/documents/bees")
    client.get("/documents/no-such-zebra")
    client.get("/api/search", params={"q": "zebracrossing"})
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    requests = values(answer.text, "polikb_requests_total")
    assert requests['route="/documents/{document_id}",status="200"'] == 1
    assert requests['route="/documents/{document_id}",status="404"'] == 1
    assert requests['route="/api/search",status="200"'] == 1
    assert "zebra" not in answer.text
    seconds = values(answer.text, "polikb_seconds_count")
    assert seconds['route="/documents/{document_id}"'] == 2


def test_metrics_tell_the_size_of_the_library_and_how_questions_ended(client: TestClient) -> None:
    client.post("/api/ask", json={"question": "What is the melting point of tungsten?"})
    text = client.get("/metrics").text
    held = values(text, "polikb_held")
    assert (held['what="documents"'], held['what="passages"'], held['what="uploads_waiting"']) == (2, 3, 0)
    assert values(text, "polikb_answers_total") == {'outcome="refused"': 1}


def test_strangers_get_no_metrics(client: TestClient) -> None:
    stranger = TestClient(client.app, client=("192.0.2.9", 1), raise_server_exceptions=False)
    assert stranger.get("/metrics").status_code == 404
    assert stranger.get("/healthz").status_code == 200
