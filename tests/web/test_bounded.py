"""No request, whatever its parameters, takes long or fails with an internal error."""

import base64
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from kb.access.accounts import Accounts
from kb.explore.needs import LONGEST
from kb.settings import load_settings
from tests.served import OpenClient
from web.app import create_app
from web.filters import LONGEST_QUESTION
from web.routes import api, curation, health, oai, pages

HOSTILE = (
    "9" * 5000, str(10**30), "-1", "²", "\x00\x07", '"a" ' * 499, "(a OR " * 333, "a-" * 999, "%", "sdg:" + "9" * 900, "🙂" * 500,
    "a" * 60_000, base64.urlsafe_b64encode(b"[" * 1490).decode(),
)  # fmt: skip
SECONDS = 2.0  # of processor time
ROUTES = [
    route
    for router in (*api.ROUTERS, *pages.ROUTERS, curation.router, oai.router, health.router)
    for route in router.routes
    if isinstance(route, APIRoute)
]
LEFT_OUT = {"/sign-out", "/account/password"}  # the others need the session
WORD = "correct horse battery"


@pytest.fixture(scope="module")
def client(sample_home: Path, tmp_path_factory: pytest.TempPathFactory, model_cache: Path) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("bounded") / "home"
    shutil.copytree(sample_home, home)
    settings = replace(load_settings({}), home=home, model_cache=model_cache)
    accounts = Accounts(home)
    accounts.add("ada", WORD, "admin")
    accounts.close()
    with OpenClient(create_app(settings), raise_server_exceptions=False) as client:
        client.get("/search", params={"q": "acqua"})  # the model is loaded once
        assert (
            client.post("/sign-in", data={"name": "ada", "password": WORD}, follow_redirects=False).status_code == 303
        )
        yield client


def parameters_of(route: APIRoute) -> list[str]:
    """The names of a route's query parameters, those of its models included."""
    found = []
    for parameter in route.dependant.query_params:
        fields = getattr(parameter.field_info.annotation, "model_fields", None)
        found += list(fields) if fields else [parameter.alias]
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    "route", [route for route in ROUTES if "GET" in (route.methods or ())], ids=lambda route: route.path
)
def test_hostile_parameters_are_answered_soon(client: TestClient, route: APIRoute) -> None:
    document = client.get("/api/documents").json()[0]["id"]
    values = dict.fromkeys(route.param_convertors, "1") | {"document_id": document}
    path = route.path.format(**values)
    usual = dict.fromkeys(("q", "idea", "need"), "acqua")
    client.get(path, params=usual, follow_redirects=False)  # what is loaded once is no work of a request
    for value in HOSTILE:
        for name in {*parameters_of(route), "q"}:
            started = time.process_time()
            response = client.get(path, params={name: value}, follow_redirects=False)
            assert response.status_code < 500, (name, value[:20])
            assert time.process_time() - started < SECONDS, (name, value[:20])
    for name in route.param_convertors:
        hostile = route.path.format(**{**values, name: "9" * 40})
        assert client.get(hostile, follow_redirects=False).status_code < 500, name


def _fields(route: APIRoute) -> dict[str, Any]:
    """The fields of a route's form or JSON, with a value that each may have."""
    found: dict[str, Any] = {}
    for parameter in route.dependant.body_params:
        fields = getattr(parameter.field_info.annotation, "model_fields", {parameter.alias: parameter.field_info})
        found |= {name: next(iter(get_args(field.annotation)), "x") for name, field in fields.items()}
    return {name: value if isinstance(value, str) else "x" for name, value in found.items()}


@pytest.mark.slow
@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if "POST" in (route.methods or ()) and route.path not in LEFT_OUT],
    ids=lambda route: route.path,
)
def test_hostile_forms_are_answered_soon(client: TestClient, route: APIRoute) -> None:
    document = client.get("/api/documents").json()[0]["id"]
    path = route.path.format(**(dict.fromkeys(route.param_convertors, "1") | {"document_id": document}))
    # Read by the route itself.
    usual = _fields(route) or {"title": "x", "access": "x", "verb": "Identify", "metadataPrefix": "oai_dc"}
    for value in (*HOSTILE, "a" * 1_900_000, "&" * 500_000):
        for name in usual:
            sent = {**usual, name: value}
            started = time.process_time()
            is_json = path.startswith("/api/")
            response = (
                client.post(path, json=sent, follow_redirects=False)
                if is_json
                else client.post(path, data=sent, follow_redirects=False)
            )
            assert response.status_code < 500, (name, value[:20])
            assert time.process_time() - started < SECONDS, (name, value[:20])


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/ask", {"question": "a" * (LONGEST_QUESTION + 1)}),
        ("/api/match", {"need": "a" * (LONGEST + 1)}),
        ("/api/prior-work", {"idea": "a" * (LONGEST + 1)}),
    ],
)
def test_what_is_too_long_is_refused_and_said(client: TestClient, path: str, body: dict[str, str]) -> None:
    response = client.post(path, json=body)
    assert response.status_code == 422 and "characters" in response.json()["error"]


SLIPS = " ".join(f"{a}ogliensa{b} qu{a}rtierre{b} co{a}perrativa{b}" for a in "bcdfg" for b in "hklmn")
COMPARED = f"Confronta la tesi su {SLIPS[:600]} con la tesi su {SLIPS[600:1200]}: quanto costano, quando furono fatte, chi le ha scritte?"


@pytest.mark.parametrize("path", ["/search", "/ask", "/api/experts"])
@pytest.mark.parametrize("text", [SLIPS, COMPARED], ids=["slips", "compared"])
def test_a_long_text_of_words_takes_no_longer(client: TestClient, path: str, text: str) -> None:
    started = time.process_time()
    assert client.get(path, params={"q": text}).status_code == 200
    assert time.process_time() - started < SECONDS


def test_an_address_with_thousands_of_parts_is_refused(client: TestClient) -> None:
    response = client.get(f"/search?{'q=acqua&' * 1001}", headers={"Accept-Language": "it"})
    assert response.status_code == 414 and "troppe parti" in response.text


def test_a_page_says_what_to_shorten_in_the_readers_language(client: TestClient) -> None:
    response = client.get("/ask", params={"q": "a" * (LONGEST_QUESTION + 1), "lang": "it"})
    assert response.status_code == 422 and "«q» supera 2000 caratteri. Accorcialo." in response.text
    assert client.get("/ask", params={"q": "a " * (LONGEST_QUESTION // 2)}).status_code == 200


def test_the_same_phrase_a_thousand_times_is_one_phrase(client: TestClient) -> None:
    once, often = (client.get("/api/search", params={"q": '"acqua" ' * count}).json() for count in (1, 200))
    assert [hit["passage_id"] for hit in once["hits"]] == [hit["passage_id"] for hit in often["hits"]]


@pytest.mark.parametrize("path", ["/", "/search?q=acqua", "/api/documents", "/healthz", "/nowhere"])
def test_head_is_answered_as_get_without_a_body(client: TestClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.headers["content-type"]) == (get.status_code, get.headers["content-type"])
    assert head.content == b"" and get.content


def test_a_file_that_the_browser_has_is_not_sent_again(client: TestClient) -> None:
    path = f"/documents/{client.get('/api/documents').json()[0]['id']}/file"
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"") and first.content
    assert int(client.head(path).headers["content-length"]) == len(first.content)


@pytest.mark.parametrize("origin", ["http://[", "http://", "null", "http://testserver.evil.example", "evil://x"])
def test_an_odd_origin_is_foreign(client: TestClient, origin: str) -> None:
    response = client.post("/api/ask", json={"question": "Che cosa?"}, headers={"Origin": origin})
    assert response.status_code == 403 and response.headers["x-request-id"]
