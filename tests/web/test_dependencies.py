"""The reader of a request: anonymous, by session, by token, or by a trusted proxy."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from kb.access.accounts import Accounts
from kb.settings import Settings
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
    with TestClient(app, headers={"Accept-Language": "en"}) as client:
        yield client


def asked(client: TestClient, address: str = "192.0.2.1", **headers: str) -> tuple[str | None, list[str], list[str]]:
    found = TestClient(client.app, client=(address, 1), headers=headers).get("/api/who").json()
    return found["name"], found["sees"], found["names"]


ANONYMOUS: tuple[str | None, list[str], list[str]] = (None, ["public"], [])


def test_without_credentials_a_reader_is_anonymous(client: TestClient) -> None:
    assert asked(client) == ANONYMOUS
    assert asked(client, Authorization="Bearer wrong") == asked(client, Cookie=f"{SESSION}=wrong") == ANONYMOUS


def test_a_session_is_of_its_member(client: TestClient) -> None:
    client.post("/sign-in", data={"name": "anna", "password": PASSWORD}, follow_redirects=False)
    cookie = f"{SESSION}={client.cookies[SESSION]}"
    assert asked(client, Cookie=cookie) == ("anna", ["internal", "public"], ["anna", "housing"])
    assert asked(client, Cookie=cookie, Authorization="Bearer wrong") == ANONYMOUS, "a token wins, also a wrong one"


def test_only_the_trusted_proxy_names_a_member(client: TestClient) -> None:
    assert asked(client, "10.0.0.7", **{"X-User": "zoe"})[:2] == ("zoe", ["internal", "public"])
    assert asked(client, "10.0.0.8", **{"X-User": "zoe"}) == ANONYMOUS
