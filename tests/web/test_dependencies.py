"""The reader of a request: anonymous, by session, by token, or by a trusted proxy."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from kb.access.accounts import Accounts
from kb.settings import Settings
from tests.served import OpenClient
from web.access.session import SESSION
from web.app import create_app
from web.dependencies import TheMember, TheReader

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(home=tmp_path_factory.mktemp("who") / "home", proxy_addresses="10.0.0.7", proxy_user="x-user")
    accounts = Accounts(settings.home)
    accounts.add("anna", PASSWORD, "reader", ["housing"])
    accounts.add("cleo", PASSWORD, "curator")
    accounts.close()
    app = create_app(settings)

    def who(member: TheMember, reader: TheReader) -> Any:
        return {
            "name": member.name if member else None,
            "sees": sorted(reader.clearance),
            "names": sorted(reader.names),
        }

    app.add_api_route("/api/who", who)
    with OpenClient(app, headers={"Accept-Language": "en"}) as client:
        yield client


def asked(client: TestClient, address: str = "192.0.2.1", **headers: str) -> tuple[str | None, list[str], list[str]]:
    answer = TestClient(client.app, client=(address, 1), headers=headers).get("/api/who")
    found = answer.json()
    if answer.status_code != 200:
        return found["error"], [str(answer.status_code)], []
    return found["name"], found["sees"], found["names"]


WRONG: tuple[str | None, list[str], list[str]] = (
    "This token isn't valid. Create a new one on your account page.",
    ["401"],
    [],
)
ANONYMOUS: tuple[str | None, list[str], list[str]] = (None, ["public"], [])


def test_without_credentials_a_reader_is_anonymous(client: TestClient) -> None:
    assert asked(client) == ANONYMOUS
    assert asked(client, Cookie=f"{SESSION}=wrong") == asked(client, Authorization="Basic eDp5") == ANONYMOUS


def test_a_token_that_is_unknown_is_refused(client: TestClient) -> None:
    assert asked(client, Authorization="Bearer wrong") == WRONG
    for path in ("/search?q=water", "/api/documents"):
        answer = client.get(path, headers={"Authorization": "Bearer "}, follow_redirects=False)
        assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer", path
    assert client.post("/upload", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert client.get("/healthz", headers={"Authorization": "Bearer wrong"}).status_code == 200


def test_a_session_is_of_its_member(client: TestClient) -> None:
    client.post("/sign-in", data={"name": "anna", "password": PASSWORD}, follow_redirects=False)
    cookie = f"{SESSION}={client.cookies[SESSION]}"
    assert asked(client, Cookie=cookie) == (
        "anna",
        ["internal", "public"],
        ["anna", "group:housing", "housing", "user:anna"],
    )
    assert asked(client, Cookie=cookie, Authorization="Bearer wrong") == WRONG, "a token wins, also a wrong one"


def test_only_the_trusted_proxy_names_a_member(client: TestClient) -> None:
    assert asked(client, "10.0.0.7", **{"X-User": "zoe"})[:2] == ("zoe", ["internal", "public"])
    assert asked(client, "10.0.0.8", **{"X-User": "zoe"}) == ANONYMOUS


def test_a_proxy_s_user_with_the_name_of_another_account_is_told_so_on_every_page(client: TestClient) -> None:
    through = TestClient(client.app, client=("10.0.0.7", 1), headers={"X-User": "anna", "Accept-Language": "it"})
    for path in ("/", "/search?q=water", "/api/documents", "/account"):
        answer = through.get(path)
        assert answer.status_code == 403, path
    assert "Un altro profilo ha già il tuo nome" in through.get("/").text
    assert through.post("/upload").status_code == 403 and through.get("/healthz").status_code == 200
