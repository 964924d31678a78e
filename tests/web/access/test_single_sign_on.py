"""Signing in with an account elsewhere: a real provider on this machine that speaks OpenID Connect, and a proxy that is trusted."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.requests import Request

from kb.access.accounts import Accounts
from kb.errors import AccountError, SettingsError
from kb.library import Library
from kb.model import IngestedDocument
from kb.settings import Settings
from tests.fakes import document, pages_and_passages
from tests.served import OpenClient, services_of
from tests.servers import LocalServer
from web.access.proxies import behind_proxies, load_proxy
from web.app import create_app

pytestmark = pytest.mark.slow

ENGLISH = {"Accept-Language": "en"}
CLIENT, SECRET = "polikb", "the provider's secret"


class ProviderServer(LocalServer):
    """An OpenID provider with one person signed in (`claims`); `spoil` changes the signed token."""

    def __init__(self) -> None:
        self.key, self.stranger = (
            RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}) for _ in range(2)
        )
        self.claims: dict[str, Any] = {
            "sub": "17",
            "email": "Rosa@example.org",
            "email_verified": True,
            "groups": ["Housing"],
        }
        self.spoil: dict[str, Any] = {}
        self.forged = self.down = False
        self.asked: dict[str, dict[str, str]] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                if outer.down:
                    self._json(500, {})
                elif parts.path == "/.well-known/openid-configuration":
                    self._json(200, {
                        "issuer": outer.url, "authorization_endpoint": f"{outer.url}/authorize", "token_endpoint": f"{outer.url}/token",
                        "jwks_uri": f"{outer.url}/keys", "response_types_supported": ["code"], "id_token_signing_alg_values_supported": ["RS256"],
                        "token_endpoint_auth_methods_supported": ["client_secret_basic"], "code_challenge_methods_supported": ["S256"],
                    })  # fmt: skip
                elif parts.path == "/keys":
                    self._json(200, {"keys": [outer.key.as_dict(private=False)]})
                else:
                    code = secrets.token_hex(8)
                    outer.asked[code] = query
                    self.send_response(302)
                    self.send_header(
                        "location", f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
                    )
                    self.end_headers()

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
                name, _, secret = base64.b64decode(self.headers["authorization"].split()[1]).decode().partition(":")
                query = outer.asked.pop(form["code"][0], None)
                challenge = (
                    base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"][0].encode()).digest())
                    .rstrip(b"=")
                    .decode()
                )
                if query is None or (name, secret) != (CLIENT, SECRET) or query["code_challenge"] != challenge:
                    self._json(400, {"error": "invalid_grant"})
                    return
                now = int(time.time())
                claims = {
                    "iss": outer.url,
                    "aud": CLIENT,
                    "iat": now,
                    "exp": now + 60,
                    "nonce": query["nonce"],
                    **outer.claims,
                    **outer.spoil,
                }
                key = outer.stranger if outer.forged else outer.key
                token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)
                self._json(200, {"access_token": "x", "token_type": "Bearer", "id_token": token})

            def _json(self, status: int, value: object) -> None:
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(value).encode())

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(Handler)


@pytest.fixture
def provider() -> Iterator[ProviderServer]:
    running = ProviderServer()
    yield running
    running.close()


@pytest.fixture
def stocked(settings: Settings, tmp_path: Path) -> Settings:
    with Library(settings, writable=True) as library:
        for name, access in (("open", "public"), ("inner", "internal")):
            record = document(name, access=access)
            pages, passages = pages_and_passages(name, [f"Beekeeping on the {name} roofs."])
            (tmp_path / record.source).write_text(name)
            library.add(
                IngestedDocument(record, tuple(pages), tuple(passages)),
                tmp_path / record.source,
                tmp_path / record.source,
                "stated",
            )
        library.index_words()
    return settings


@pytest.fixture
def client(stocked: Settings, provider: ProviderServer) -> Iterator[TestClient]:
    settings = replace(stocked, oidc_issuer=provider.url, oidc_client=CLIENT, oidc_secret=SECRET, secret_key="k" * 32)
    with OpenClient(create_app(settings), raise_server_exceptions=False, headers=ENGLISH) as opened:
        yield opened


def go(client: TestClient, then: str = "/account") -> httpx2.Response:
    """The way of a browser: to the provider, and back."""
    away = client.get("/sign-in/elsewhere", params={"then": then}, follow_redirects=False)
    if away.status_code != 302:
        return away
    there = httpx2.get(away.headers["location"])
    return client.get(there.headers["location"].replace("http://testserver", ""), follow_redirects=False)


def test_somebody_new_becomes_a_reader_with_their_groups(client: TestClient) -> None:
    assert "Sign in with your organisation's account" in client.get("/sign-in").text.replace("&#39;", "'")
    landed = go(client)
    assert (landed.status_code, landed.headers["location"]) == (303, "/account")
    page = client.get("/account").text
    assert "rosa@example.org" in page and "housing" in page
    assert 'action="/account/password"' not in page
    assert client.get("/api/search", params={"q": "beekeeping"}).json()["total"] == 2
    client.post("/sign-out", follow_redirects=False)
    assert client.get("/api/search", params={"q": "beekeeping"}).json()["total"] == 1


def test_they_are_known_again_by_what_never_changes(client: TestClient, provider: ProviderServer) -> None:
    go(client)
    accounts: Accounts = services_of(client).accounts
    accounts.change("rosa@example.org", role="curator")
    provider.claims |= {"email": "rosa.new@example.org", "groups": ["Mobility"]}
    go(client)
    (member,) = accounts.members()
    assert (member.name, member.role, member.groups) == ("rosa@example.org", "curator", ("mobility",))


def test_an_account_made_beforehand_is_theirs_and_one_with_a_password_never(
    client: TestClient, provider: ProviderServer
) -> None:
    accounts: Accounts = services_of(client).accounts
    accounts.add("rosa@example.org", None, "contributor")
    assert go(client).status_code == 303
    assert accounts.member("rosa@example.org").role == "contributor"
    assert accounts.check("rosa@example.org", "") is None
    accounts.add("admin@example.org", "correct horse battery", "admin")
    provider.claims = {"sub": "99", "email": "admin@example.org"}
    client.cookies.clear()
    refused = go(client)
    assert refused.status_code == 403 and "already an account with your name" in refused.text
    assert "signed-in" not in client.get("/account", follow_redirects=False).headers.get("location", "")
    with pytest.raises(AccountError):
        accounts.external_member("other 1", "rosa@example.org", None)


@pytest.mark.parametrize(
    "spoil",
    [
        {"nonce": "another"},
        {"aud": "somebody"},
        {"iss": "https://evil.example"},
        {"exp": 1000, "iat": 900},
        "forged",
        {"sub": ""},
    ],
)
def test_what_the_provider_did_not_sign_for_us_is_refused(
    client: TestClient, provider: ProviderServer, spoil: Any
) -> None:
    provider.forged = spoil == "forged"
    provider.spoil = {} if provider.forged else spoil
    assert go(client).status_code == 403
    assert client.get("/api/search", params={"q": "beekeeping"}).json()["total"] == 1
    assert services_of(client).accounts.members() == []


def test_a_stranger_s_way_back_and_a_provider_that_is_down(client: TestClient, provider: ProviderServer) -> None:
    assert client.get("/sign-in/elsewhere/back?code=x&state=y").status_code == 403
    assert client.get("/sign-in/elsewhere/back?error=access_denied").status_code == 403
    provider.down = True
    away = client.get("/sign-in/elsewhere", follow_redirects=False)
    assert away.status_code == 503 and "be reached at the moment" in away.text


def test_nobody_is_led_to_another_site(client: TestClient) -> None:
    assert go(client, then="//evil.example").headers["location"] == "/"


@pytest.mark.parametrize("verified", [False, "false", "False", 0, None, "no"])
def test_an_unverified_address_is_no_name(client: TestClient, provider: ProviderServer, verified: object) -> None:
    provider.claims = {
        "sub": "5",
        "email": "rector@example.org",
        "email_verified": verified,
        "preferred_username": "s123",
    }
    go(client)
    assert [member.name for member in services_of(client).accounts.members()] == ["s123"]


def test_half_a_provider_is_refused(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="POLIKB_OIDC_CLIENT"):
        create_app(replace(settings, oidc_issuer="https://id.example.org"))
    with OpenClient(create_app(settings)) as plain:
        assert plain.get("/sign-in/elsewhere", follow_redirects=False).status_code == 404


# -- a proxy ----------------------------------------------------------------------------------------------------------------


def total(client: TestClient, **headers: str) -> int:
    return int(client.get("/api/search", params={"q": "beekeeping"}, headers=headers).json()["total"])


def test_a_proxy_is_believed_by_its_own_address_only(stocked: Settings) -> None:
    settings = replace(stocked, proxy_addresses="10.1.0.0/16", proxy_user="X-User", proxy_groups="X-Groups")
    app = create_app(settings)
    with OpenClient(app, client=("10.1.2.3", 1)) as trusted:
        assert total(trusted) == 1
        assert total(trusted, **{"X-User": "(null)"}) == 1
        assert total(trusted, **{"X-User": "rosa@example.org", "X-Groups": "Housing; Mobility"}) == 2
        (member,) = app.state.services.accounts.members()
        assert (member.role, member.groups) == ("reader", ("housing", "mobility"))
        forwarded = TestClient(behind_proxies(app, "*"), client=("192.0.2.7", 1))
        assert total(forwarded, **{"X-User": "rosa@example.org", "X-Forwarded-For": "10.1.2.3"}) == 1
        stranger = TestClient(app, client=("192.0.2.7", 1))
        assert total(stranger, **{"X-User": "rosa@example.org"}) == 1


def test_the_direct_address_is_kept_when_a_proxy_tells_the_client_s(stocked: Settings) -> None:
    app = create_app(replace(stocked, proxy_addresses="127.0.0.1", proxy_user="X-User"))
    with OpenClient(app):
        through = TestClient(behind_proxies(app, "127.0.0.1"), client=("127.0.0.1", 1))
        assert total(through, **{"X-User": "rosa@example.org", "X-Forwarded-For": "192.0.2.7"}) == 2


def test_off_unless_an_address_is_set(stocked: Settings) -> None:
    with OpenClient(create_app(stocked), client=("127.0.0.1", 1)) as client:
        assert total(client, **{"Remote-User": "rosa@example.org"}) == 1
    with pytest.raises(SettingsError, match="POLIKB_PROXY_ADDRESSES"):
        load_proxy(replace(stocked, proxy_addresses="somewhere"))
    proxy = load_proxy(replace(stocked, proxy_addresses="::1"))
    assert proxy is not None
    assert proxy.person(Request({"type": "http", "client": None, "headers": []})) is None
