"""The re-ranker with a real server: it orders the best passages, and a failure costs nothing."""

import json
from dataclasses import replace
from typing import Any

import pytest

from kb.library import Library
from kb.model import OWNER
from kb.models.cross_encoder import Reranker, load_reranker
from kb.search.search import search
from kb.settings import Settings
from tests.conftest import Put
from tests.fakes import document
from tests.servers import serving


def by_length(path: str, body: dict[str, Any]) -> tuple[int, bytes, str]:
    """Prefers short passages."""
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


@pytest.mark.parametrize(
    ("given", "scores"),
    [([3.0, 1.0, 2.0], [1.0, 0.0, 0.5]), ([-8.0, -4.0], [0.0, 1.0]), ([7.0, 7.0], [1.0, 1.0]), ([0.2], [1.0])],
)
def test_scores_are_scaled_between_the_worst_and_the_best(given: list[float], scores: list[float]) -> None:
    results = [{"index": at, "relevance_score": score} for at, score in enumerate(given)]
    with serving(lambda *_: (200, json.dumps({"results": results}).encode(), "application/json")) as url:
        found = Reranker(f"{url}/", "tiny", "").scores("water", ["text"] * len(given))
    assert found is not None and found.tolist() == scores


def test_the_request_names_the_model_the_question_and_all_passages() -> None:
    asked: list[tuple[str, dict[str, Any]]] = []

    def answer(path: str, body: dict[str, Any]) -> tuple[int, bytes, str]:
        asked.append((path, body))
        return 200, b'{"results": [{"index": 0, "relevance_score": "0.5"}]}', "application/json"

    with serving(answer) as url:
        assert Reranker(url, "tiny", "").scores("water?", ["a"]) is not None
    assert asked == [("/rerank", {"model": "tiny", "query": "water?", "documents": ["a"], "top_n": 1})]


def test_no_passage_has_no_score(caplog: pytest.LogCaptureFixture) -> None:
    with serving(lambda *_: (200, b'{"results": []}', "application/json")) as url:
        assert Reranker(url, "tiny", "").scores("water", []) is None
    assert "didn't score every passage" in caplog.text


def test_no_server_is_asked_unless_one_is_configured(settings: Settings) -> None:
    assert load_reranker(settings) is None
    assert isinstance(load_reranker(replace(settings, rerank_url="http://127.0.0.1:9")), Reranker)
