"""The re-ranker's seam, against a real server: it orders the best passages; one that fails costs nothing."""

from typing import Any

import pytest

from kb.library import Library
from kb.model import OWNER
from kb.models.cross_encoder import Reranker
from kb.search.search import search
from tests.conftest import Put
from tests.fakes import document
from tests.servers import serving


def by_length(path: str, body: dict[str, Any]) -> tuple[int, bytes, str]:
    """Prefers short passages."""
    import json

    assert path == "/rerank" and body["query"]
    results = [{"index": at, "relevance_score": -len(text)} for at, text in enumerate(body["documents"])]
    return 200, json.dumps({"results": results[::-1]}).encode(), "application/json"


def test_the_best_passages_get_the_servers_order(put: Put, library: Library) -> None:
    put(document("long"), "Clean water for the village, clean water for the school, clean water for everyone there.")
    put(document("short"), "Some water.")
    assert search(library, "clean water", OWNER).hits[0].document.id == "long"
    with serving(by_length) as url:
        library.reranker = Reranker(url, "tiny", "secret")
        assert search(library, "clean water", OWNER).hits[0].document.id == "short"


@pytest.mark.parametrize(
    "answer",
    [
        (500, b"", "text/plain"),
        (200, b"not json", "application/json"),
        (200, b'{"results": [{"index": 0, "relevance_score": 1}]}', "application/json"),
        (200, b'{"results": [{"index": 99, "relevance_score": 1}]}', "application/json"),
        (200, b"[]", "application/json"),
    ],
)
def test_a_server_that_fails_costs_the_better_order_only(
    put: Put, library: Library, answer: tuple[int, bytes, str], caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("one", "two"):
        put(document(name), f"Clean water, {name}.")
    before = [hit.passage.id for hit in search(library, "clean water", OWNER).hits]
    with serving(lambda *_: answer) as url:
        library.reranker = Reranker(url, "tiny", "")
        assert [hit.passage.id for hit in search(library, "clean water", OWNER).hits] == before
    library.reranker = Reranker("http://127.0.0.1:9", "tiny", "")
    assert [hit.passage.id for hit in search(library, "clean water", OWNER).hits] == before
    assert "re-ranker" in caplog.text
