"""The API against its own description: no request causes an internal error."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok

from kb.settings import load_settings
from tests.served import OpenClient
from web.app import create_app
from web.schemas.answers import Answer
from web.schemas.library import SearchAnswer
from web.schemas.people import ExpertsFound, MatchFound, PriorWorkFound

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(sample_home: Path, tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("contract") / "home"
    shutil.copytree(sample_home, home)
    own = replace(load_settings({}), home=home, model_cache=model_cache)
    with OpenClient(create_app(own), raise_server_exceptions=False) as client:
        # The models are loaded first: NumPy and Hypothesis parse Python, which fails in two threads at once (CPython 3.11).
        client.post("/api/ask", json={"question": "Quante famiglie hanno trovato casa?"})
        yield client


def test_whatever_is_asked_is_no_error_of_ours(served: TestClient) -> None:
    """Cases made from the description, right ones and wrong ones, for every operation."""
    described = schemathesis.openapi.from_dict(served.app.openapi())  # type: ignore[attr-defined]
    tried: set[str] = set()
    for found in described.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(
            max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
        )
        def answered(case: schemathesis.Case[Any]) -> None:
            sent = case.as_transport_kwargs(base_url="http://testserver")
            wanted = {
                name: sent[name]
                for name in ("method", "url", "params", "json", "headers")
                if sent.get(name) is not None
            }
            answer = served.request(**wanted)
            assert answer.status_code < 500, (wanted, answer.text)
            tried.add(case.operation.path)

        answered()
    assert tried == set(served.app.openapi()["paths"])  # type: ignore[attr-defined]


def test_json_that_is_sent_unchecked_is_as_described(served: TestClient) -> None:
    """`web.compute_queue.computed` validates no response."""
    two = "Quante famiglie hanno trovato casa con Porte Aperte e quanto è costato il progetto?"
    need, idea = (
        "Vorremmo recuperare il cibo invenduto dei mercati.",
        "Interviews with tenants about shared courtyards.",
    )
    for model, answer in (
        (SearchAnswer, served.get("/api/search", params={"q": "acqua"})),
        (Answer, served.post("/api/ask", json={"question": two})),
        (Answer, served.post("/api/ask", json={"question": "Chi ha vinto il campionato di calcio del 1987?"})),
        (ExpertsFound, served.get("/api/experts", params={"q": "accoglienza abitativa"})),
        (MatchFound, served.post("/api/match", json={"need": need})),
        (PriorWorkFound, served.post("/api/prior-work", json={"idea": idea})),
    ):
        model.model_validate_json(answer.text, strict=True)
        assert set(answer.json()) == set(model.model_fields), model


@pytest.mark.parametrize(
    "query",
    ['"', '"""', "author:", 'title:"', "year:..", "year:99999", "-", "--", "- -", "*", "a*", "sdg:0", "place:", "(", ")", "AND OR NOT", "\x00", "\ud7ff", "ﷺ" * 50,
     "x" * 5000, "🦊 🦊", "kind:poster lang:", "' OR 1=1 --", "%00", "{{7*7}}", "${jndi:ldap://x}", "\u202e abc"],
)  # fmt: skip
def test_a_broken_query_is_read_leniently(served: TestClient, query: str) -> None:
    for path in (
        "/api/search",
        "/search",
        "/search.atom",
        "/api/experts",
        "/api/suggest",
        "/ask",
        "/match",
        "/prior-work",
    ):
        key = {"/match": "need", "/prior-work": "idea"}.get(path, "q")
        answer = served.get(path, params={key: query})
        assert answer.status_code in (200, 422), (path, answer.status_code)
    assert served.post("/api/ask", json={"question": query or "?"}).status_code in (200, 422)
