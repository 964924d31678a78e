"""Requests rejected before their route, and the headers of every response."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from kb.settings import Settings
from tests.served import OpenClient
from web.app import create_app

STRANGER = ("192.0.2.9", 1)


@pytest.fixture(scope="module")
def app_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return replace(Settings(home=tmp_path_factory.mktemp("guard") / "home"), upload_max_mb=1, requests_per_minute=6)


@pytest.fixture(scope="module")
def client(app_settings: Settings) -> Iterator[TestClient]:
    with OpenClient(
        create_app(app_settings),
        raise_server_exceptions=False,
        client=("127.0.0.1", 1),
        headers={"Accept-Language": "en"},
    ) as client:
        yield client


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/static/style.css", "/nowhere", "/api/search?q=x", "/api/search?k=0"]
)
def test_every_response_has_the_security_headers_and_an_id(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert (
        "default-src 'self'" in headers["content-security-policy"]
        and "frame-ancestors 'none'" in headers["content-security-policy"]
    )
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    assert headers["referrer-policy"] == "same-origin" and len(headers["x-request-id"]) == 12
    assert headers["x-request-id"] != client.get(path).headers["x-request-id"]


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"origin": "http://testserver"}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "https://testserver.evil.example"}, False),
        ({"origin": "null"}, False),
    ],
)
def test_forms_of_other_sites_are_refused(client: TestClient, headers: dict[str, str], allowed: bool) -> None:
    answer = client.post("/sign-out", headers=headers, follow_redirects=False)
    assert (answer.status_code != 403) is allowed
    assert allowed or "sent from another site" in answer.text
    assert client.get("/", headers=headers).status_code == 200, "a link from elsewhere is welcome"


def test_a_body_that_is_too_large_is_refused_by_its_length(client: TestClient) -> None:
    large = client.post("/api/ask", content=b"x", headers={"content-length": "2000001"})
    assert (large.status_code, large.json()) == (413, {"error": "The request is larger than 2 MB. Send less at once."})
    assert client.post("/upload", content=b"x", headers={"content-length": "2000001"}).status_code == 413
    unknown = client.post("/api/ask", content=iter([b"x"]))
    assert unknown.status_code == 411 and "Content-Length" in unknown.json()["error"]


def test_nobody_uploads_without_signing_in(client: TestClient) -> None:
    answer = client.post("/upload", files={"file": ("a.txt", b"text")})
    assert answer.status_code == 401 and "Sign in to continue." in answer.text


def test_a_stranger_has_a_limit_for_pages_and_another_for_pictures(client: TestClient) -> None:
    stranger = TestClient(client.app, client=STRANGER, raise_server_exceptions=False, headers={"Accept-Language": "en"})
    assert [stranger.get("/static/style.css").status_code for _ in range(8)] == [200] * 8
    pictures = [stranger.get("/documents/x/pages/1/picture").status_code for _ in range(7)]
    assert pictures == [404] * 6 + [429]
    answers = [stranger.get("/healthz") for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 6 + [429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60 and "Too many requests." in answers[-1].text
    assert [client.get("/healthz").status_code for _ in range(10)] == [200] * 10, "this machine has no limit"
