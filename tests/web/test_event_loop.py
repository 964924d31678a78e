"""Nothing that may take long runs on the event loop: no SQL, no JSON or zlib of answers, no templates of pages."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from kb.access.accounts import Accounts
from kb.settings import load_settings
from kb.store.database import Database
from tests.served import OpenClient, services_of
from tests.servers import ModelServer
from web.app import create_app
from web.recent_answers import RecentAnswers
from web.render.templates import Templates
from web.routes import api, health, pages

pytestmark = pytest.mark.slow

PASSWORD = "correct horse battery"
QUESTION = "Quante famiglie hanno trovato casa con il progetto Porte Aperte?"
QUERIES = {
    "need": "Vorremmo recuperare il cibo invenduto dei mercati.", "idea": "Interviews with tenants about courtyards.",
    "q": QUESTION, "after": "0" * 24,
}  # fmt: skip


@pytest.fixture
def client(sample_home: Path, tmp_path: Path, model_cache: Path) -> Iterator[TestClient]:
    """A curator's client of a server with a language model."""
    home = tmp_path / "home"
    shutil.copytree(sample_home, home)
    accounts = Accounts(home)
    accounts.add("cleo", PASSWORD, "admin")
    accounts.close()
    model = ModelServer(lambda prompt: ["Il progetto ha trovato casa a 41 famiglie [1]."])
    settings = replace(
        load_settings({}), home=home, model_cache=model_cache, llm="openai:tiny", llm_url=f"{model.url}/v1"
    )
    with OpenClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client
    model.close()


@pytest.fixture
def on_the_loop(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of blocking functions that ran on a thread with a running event loop."""
    found: list[str] = []

    def watch(owner: type, name: str) -> None:
        original: Callable[..., Any] = getattr(owner, name)

        def watched(*given: Any, **named: Any) -> Any:
            try:
                asyncio.get_running_loop()
            except RuntimeError:
                return original(*given, **named)
            found.append(f"{owner.__name__}.{name} {[value for value in given[1:] if isinstance(value, str)]}")
            return original(*given, **named)

        monkeypatch.setattr(owner, name, watched)

    for owner, name in (
        (Database, "rows"), (Database, "transaction"), (RecentAnswers, "add"), (RecentAnswers, "find"), (Templates, "render"),
        (Templates, "fragment"),
    ):  # fmt: skip
        watch(owner, name)
    return found


def addresses(client: TestClient) -> list[str]:
    """One address for each route that answers GET, with the values that it needs."""
    document = next(d for d in client.get("/api/documents").json() if "abitare-insieme" in d["source"])["id"]
    passage = client.get("/api/search", params={"q": "casa"}).json()["hits"][0]["passage_id"]
    values = {
        "document_id": document, "passage_id": passage, "number": 3, "token": "none", "job_id": "none", "need_id": "none",
        "entity_id": "elena-marchetti",
    }  # fmt: skip
    routes = [route for router in (*api.ROUTERS, *pages.ROUTERS, health.router) for route in router.routes]
    paths = [route.path for route in routes if isinstance(route, APIRoute) and "GET" in (route.methods or ())]
    assert len(paths) > 40
    query = "&".join(f"{name}={value}" for name, value in QUERIES.items())
    return [f"{path.format(**values)}?{query}" for path in paths]


@contextmanager
def signed_in(client: TestClient) -> Iterator[None]:
    assert (
        client.post("/sign-in", data={"name": "cleo", "password": PASSWORD}, follow_redirects=False).status_code == 303
    )
    yield
    client.post("/sign-out")


def test_no_get_route_blocks_the_event_loop(client: TestClient, on_the_loop: list[str]) -> None:
    asked = addresses(client)
    for member in (False, True):
        with signed_in(client) if member else nullcontext():
            for address in asked:
                status = client.get(address, follow_redirects=False).status_code
                assert status < 500, address
                assert on_the_loop == [], address


def test_no_post_route_blocks_the_event_loop(client: TestClient, on_the_loop: list[str]) -> None:
    page = client.get("/ask", params={"q": QUESTION}).text
    key = page.partition('name="key" value="')[2].partition('"')[0]
    with signed_in(client):
        document = client.get("/api/documents").json()[0]["id"]
        for path, form in (
            ("/answers", {"key": key}),
            ("/answers/vote", {"key": key, "helpful": "yes"}),
            (f"/documents/{document}/edit", {"year": "2021"}),
            ("/account/tokens", {"label": "a notebook"}),
            ("/account/password", {"old": "wrong", "new": "x"}),
            (f"/documents/{document}/withdraw", {"reason": "a test"}),
        ):
            status = client.post(path, data=form, follow_redirects=False).status_code
            assert status < 500 and status != 404, path
            assert on_the_loop == [], path
        uploaded = client.post(
            "/upload", files={"file": ("bees.md", b"# Bees\n\nBees live on roofs.")}, follow_redirects=False
        )
        assert uploaded.status_code == 303 and on_the_loop == []
    for path, body in (
        ("/api/ask", {"question": QUESTION}), ("/api/match", {"need": QUERIES["need"]}), ("/api/prior-work", {"idea": QUERIES["idea"]}),
    ):  # fmt: skip
        assert client.post(path, json=body).status_code == 200
        assert on_the_loop == [], path
    assert services_of(client).recent_answers.find(key)["question"] == QUESTION
