"""Signing in, the member's account, tokens, and protection against others."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher, extract_parameters
from fastapi.testclient import TestClient

from kb.access.accounts import Accounts, Member, reader_of
from kb.errors import AccountError
from kb.library import Library
from kb.model import OWNER, Field, IngestedDocument, Reader
from kb.settings import Settings
from tests.fakes import document, pages_and_passages
from tests.served import OpenClient
from web.access.proxies import behind_proxies
from web.app import create_app

pytestmark = pytest.mark.slow

WORD = "correct horse battery"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def stocked(settings: Settings, tmp_path: Path) -> Settings:
    """A library with one document of each kind of access, and four members."""
    with Library(settings, writable=True) as library:
        for name, access, readers in (
            ("open", "public", ()),
            ("inner", "internal", ()),
            ("named", "restricted", ("Housing",)),
            ("closed", "restricted", ()),
        ):
            record = document(name, access=access)
            pages, passages = pages_and_passages(name, [f"Beekeeping on the {name} roofs."])
            path = tmp_path / record.source
            path.write_text(name)
            fields = tuple(Field("reader", reader, "manifest", 1.0) for reader in readers)
            library.add(IngestedDocument(record, tuple(pages), tuple(passages), fields), path, path, "stated")
        library.index_words()
    accounts = Accounts(settings.home)
    for name, role, groups in (
        ("anna", "reader", []),
        ("bo", "reader", ["housing"]),
        ("cleo", "curator", []),
        ("dan", "contributor", []),
    ):
        accounts.add(name, WORD, role, groups)  # type: ignore[arg-type]
    accounts.close()
    return settings


@pytest.fixture
def client(stocked: Settings) -> Iterator[TestClient]:
    with OpenClient(create_app(stocked), raise_server_exceptions=False, headers=ENGLISH) as client:
        yield client


def sign_in(client: TestClient, name: str, password: str = WORD) -> None:
    answer = client.post("/sign-in", data={"name": name, "password": password}, follow_redirects=False)
    assert answer.status_code == 303, answer.text


def seen(client: TestClient, **headers: str) -> set[str]:
    listed = {d["id"] for d in client.get("/api/documents", headers=headers).json()}
    found = {
        hit["document"]["id"]
        for hit in client.get("/api/search", params={"q": "beekeeping"}, headers=headers).json()["hits"]
    }
    assert found == listed
    return listed


@pytest.mark.parametrize(
    ("name", "documents"),
    [
        ("anna", {"open", "inner"}),
        ("bo", {"open", "inner", "named"}),
        ("cleo", {"open", "inner", "named", "closed"}),
        ("dan", {"open", "inner"}),
    ],
)
def test_members_see_what_their_role_and_groups_allow(client: TestClient, name: str, documents: set[str]) -> None:
    assert seen(client) == {"open"}
    sign_in(client, name)
    assert seen(client) == documents
    for hidden in {"open", "inner", "named", "closed"} - documents:
        assert client.get(f"/documents/{hidden}").status_code == 404
    assert name in client.get("/").text and client.get("/").headers["cache-control"] == "private, no-store"
    client.post("/sign-out")
    assert seen(client) == {"open"}


def test_who_may_read_a_document_is_not_told(client: TestClient) -> None:
    sign_in(client, "bo")
    assert "housing" not in client.get("/api/documents/named").text.lower()


def test_a_session_has_a_guarded_cookie_and_ends_on_the_server(client: TestClient, stocked: Settings) -> None:
    answer = client.post(
        "/sign-in", data={"name": " ANNA ", "password": WORD, "then": "/documents"}, follow_redirects=False
    )
    cookie = answer.headers["set-cookie"]
    assert answer.headers["location"] == "/documents"
    assert "HttpOnly" in cookie and "samesite=lax" in cookie.lower() and "Secure" not in cookie
    first = client.cookies["session"]
    sign_in(client, "anna")
    assert client.cookies["session"] != first, "a new token at each sign-in"
    accounts = Accounts(stocked.home)
    assert accounts.session_member(first) is None, "the old one ended"
    assert first.encode() not in b"".join(path.read_bytes() for path in stocked.home.glob("accounts.sqlite*"))
    client.post("/sign-out")
    assert client.get("/account", follow_redirects=False).headers["location"] == "/sign-in?then=%2Faccount"


def test_behind_tls_the_cookie_is_secure(stocked: Settings) -> None:
    with OpenClient(create_app(stocked), base_url="https://testserver") as client:
        answer = client.post("/sign-in", data={"name": "anna", "password": WORD}, follow_redirects=False)
        assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize("then", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
def test_signing_in_leads_nowhere_else(client: TestClient, then: str) -> None:
    answer = client.post("/sign-in", data={"name": "anna", "password": WORD, "then": then}, follow_redirects=False)
    assert answer.headers["location"] == "/"


def test_guessing_is_slowed_down_and_told_alike(client: TestClient, stocked: Settings) -> None:
    wrong = [client.post("/sign-in", data={"name": name, "password": "wrong password"}) for name in ("anna", "nobody")]
    assert [answer.status_code for answer in wrong] == [403, 403] and wrong[0].text == wrong[1].text
    for _ in range(4):
        client.post("/sign-in", data={"name": "anna", "password": "wrong password"})
    barred = client.post("/sign-in", data={"name": "anna", "password": WORD}, follow_redirects=False)
    assert barred.status_code == 429 and 0 < int(barred.headers["retry-after"]) <= 900
    lines = [json.loads(line) for line in (stocked.home / "audit.jsonl").read_text().splitlines()]
    events = {line["event"] for line in lines} - {"put in", "account added"}
    assert events == {"sign-in refused"} and "wrong password" not in str(lines)


def test_guesses_at_an_account_are_counted_however_its_name_is_written(stocked: Settings) -> None:
    app = create_app(stocked)
    spellings = (
        "anna",
        " ANNA",
        "an\u200bna",
        "\uff41nna",
        "a\u00adnna",
        "anna",
    )  # zero-width, full width, soft hyphen
    with OpenClient(app):
        proxy = TestClient(
            behind_proxies(app, "172.30.7.1"),
            client=("172.30.7.1", 5000),
            raise_server_exceptions=False,
            headers=ENGLISH,
        )
        guesses = [
            proxy.post(
                "/sign-in",
                data={"name": name, "password": "wrong password"},
                headers={"X-Forwarded-For": f"203.0.113.{at}"},
            )
            for at, name in enumerate(spellings, 1)
        ]
    assert [answer.status_code for answer in guesses] == [403] * 5 + [429]


def test_guessing_the_password_within_a_session_is_slowed_down_and_audited(
    client: TestClient, stocked: Settings
) -> None:
    sign_in(client, "anna")
    new = {"new": "a longer password"}
    guesses = [client.post("/account/password", data={"old": "wrong password", **new}) for _ in range(6)]
    assert [answer.status_code for answer in guesses] == [403] * 5 + [429]
    assert client.post("/account/password", data={"old": WORD, **new}).status_code == 429
    lines = [json.loads(line) for line in (stocked.home / "audit.jsonl").read_text().splitlines()]
    assert [line["member"] for line in lines if line["event"] == "password refused"] == ["anna"] * 5


def test_forms_of_other_sites_do_nothing(client: TestClient) -> None:
    sign_in(client, "anna")
    for headers in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        assert client.post("/sign-out", headers=headers).status_code == 403
    assert seen(client) == {"open", "inner"}


def test_programs_read_with_a_token_until_it_is_revoked(client: TestClient) -> None:
    sign_in(client, "bo")
    page = client.post("/account/tokens", data={"label": "notebook"}).text
    token = page.partition("<code>")[2].partition("</code>")[0]
    assert token.startswith("pk_") and token not in client.get("/account").text, "shown once"
    client.cookies.clear()
    assert seen(client, Authorization=f"Bearer {token}") == {"open", "inner", "named"}
    assert client.get("/api/documents", headers={"Authorization": "Bearer pk_wrong"}).status_code == 401
    sign_in(client, "bo")
    account = client.get("/account").text
    token_id = account.partition("/account/tokens/")[2].partition("/revoke")[0]
    client.post(f"/account/tokens/{token_id}/revoke")
    client.cookies.clear()
    assert client.get("/api/documents", headers={"Authorization": f"Bearer {token}"}).status_code == 401


@pytest.mark.parametrize(("scope", "uploaded"), [("read", 403), ("write", 303)])
def test_a_token_does_what_it_was_made_for(client: TestClient, stocked: Settings, scope: str, uploaded: int) -> None:
    accounts = Accounts(stocked.home)
    token = accounts.issue_token(accounts.add("nora", WORD, "contributor"), "notebook", scope)  # type: ignore[arg-type]
    accounts.close()
    bearer = {"Authorization": f"Bearer {token}"}
    files = {"file": ("note.md", b"# Note\n\nBees live on roofs.")}
    answer = client.post("/upload", files=files, headers=bearer, follow_redirects=False)
    assert answer.status_code == uploaded
    assert client.get("/account", headers=bearer).status_code == 403
    made = client.post("/account/tokens", data={"label": "more", "scope": "write"}, headers=bearer)
    assert made.status_code == 403, "no token makes another"
    assert client.post("/account/password", data={"old": WORD, "new": WORD * 2}, headers=bearer).status_code == 403


def test_a_member_stays_signed_in_on_pages_of_errors(client: TestClient) -> None:
    sign_in(client, "anna")
    unknown, wrong = client.get("/nowhere"), client.get("/sign-out")
    assert (unknown.status_code, wrong.status_code) == (404, 405)
    assert all('href="/account">anna' in page.text and 'href="/sign-in"' not in page.text for page in (unknown, wrong))


def test_a_new_password_ends_every_other_session(client: TestClient, stocked: Settings) -> None:
    other = Accounts(stocked.home)
    elsewhere = other.start_session(other.member("anna"))
    sign_in(client, "anna")
    assert (
        "current password" in client.post("/account/password", data={"old": "wrong", "new": "a longer password"}).text
    )
    assert "at least 10" in client.post("/account/password", data={"old": WORD, "new": "short"}).text
    assert client.post("/account/password", data={"old": WORD, "new": "a longer password"}).status_code == 200
    assert (
        other.session_member(elsewhere) is None
        and other.check("anna", "a longer password")
        and not other.check("anna", WORD)
    )
    assert seen(client) == {"open", "inner"}, "this session goes on"
    audited = (stocked.home / "audit.jsonl").read_text()
    assert audited.count('"password changed", "member": "anna"') == 1 and "a longer password" not in audited


def test_sessions_end_by_themselves_and_with_another_secret(settings: Settings) -> None:
    accounts = Accounts(settings.home, "one secret")
    token = accounts.start_session(accounts.add("anna", WORD, "reader"))
    assert accounts.session_member(token) and Accounts(settings.home, "another").session_member(token) is None
    old = (datetime.now(UTC) - timedelta(days=15)).isoformat()
    with accounts._database.transaction() as connection:
        connection.execute("UPDATE sessions SET seen_at = ?", (old,))
    assert accounts.session_member(token) is None


def test_accounts_are_made_with_care(settings: Settings) -> None:
    accounts = Accounts(settings.home)
    accounts.add("Anna@Example.org", WORD, "reader")
    for name, password, says in (
        ("anna@example.org ", WORD, "already"),
        ("bo", "short", "at least 10"),
        (" ", WORD, "name is empty"),
    ):
        with pytest.raises(AccountError, match=says):
            accounts.add(name, password, "reader")
    with pytest.raises(AccountError, match="no member"):
        accounts.remove("nobody")
    kept = b"".join(path.read_bytes() for path in settings.home.glob("accounts.sqlite*"))
    assert WORD.encode() not in kept and b"$argon2id$" in kept
    accounts.remove("anna@example.org")
    assert accounts.members() == [] and accounts.check("anna@example.org", WORD) is None


def test_an_unknown_name_costs_the_same_work_as_a_known_one(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts, verified = Accounts(settings.home), []
    accounts.add("anna", WORD, "reader")
    verify = PasswordHasher.verify

    def watched(self: PasswordHasher, kept: str, password: str) -> bool:
        verified.append(extract_parameters(kept))
        return verify(self, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    assert accounts.check("anna", "wrong") is None and accounts.check("nobody", "wrong") is None
    assert verified[0] == verified[1]
    accounts.close()


def test_what_roles_may_see() -> None:
    assert reader_of(None) == Reader()
    assert reader_of(Member(1, "a", "admin")) == reader_of(Member(1, "a", "curator")) == OWNER
    assert reader_of(Member(1, "a", "reader", ("g",))).names == {"a", "g", "user:a", "group:g"}
    assert Member(1, "a", "curator").may("contributor") and not Member(1, "a", "reader").may("contributor")


def test_a_monitor_on_the_machine_is_told_and_strangers_are_not(stocked: Settings) -> None:
    with OpenClient(create_app(stocked), client=("127.0.0.1", 5000)) as client:
        client.get("/search?q=bees")
        client.get("/documents/none")
        client.post("/api/ask", json={"question": "Who keeps bees on the open roofs?"})
        told = client.get("/metrics").text
        assert 'polikb_requests_total{route="/search",status="200"} 1.0' in told and "q=bees" not in told
        assert 'polikb_requests_total{route="/documents/{document_id}",status="404"} 1.0' in told
        assert 'polikb_held{what="documents"} 4.0' in told and "polikb_answers_total" in told
    with OpenClient(create_app(stocked), client=("203.0.113.9", 5000), raise_server_exceptions=False) as stranger:
        assert stranger.get("/metrics").status_code == 404


def test_a_monitor_elsewhere_needs_the_token_of_an_administrator(stocked: Settings) -> None:
    """In a container, all of this machine's requests come from the gateway of its network."""
    gateway = "172.30.7.1"
    accounts = Accounts(stocked.home)
    accounts.change("cleo", role="admin")
    tokens = {name: accounts.issue_token(accounts.member(name), "monitor") for name in ("cleo", "anna")}
    accounts.close()
    app = create_app(stocked)
    with OpenClient(app):
        client = TestClient(behind_proxies(app, gateway), client=(gateway, 5000), raise_server_exceptions=False)
        asked = {
            name: client.get("/metrics", headers={"Authorization": f"Bearer {token}"}) for name, token in tokens.items()
        }
        assert {name: answer.status_code for name, answer in asked.items()} == {"cleo": 200, "anna": 404}
        assert "polikb_requests_total" in asked["cleo"].text
        claimed = client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1, 203.0.113.9"})
        assert client.get("/metrics").status_code == 404 and claimed.status_code == 404


def test_clients_behind_the_gateway_are_told_apart(stocked: Settings) -> None:
    app = create_app(replace(stocked, requests_per_minute=2))
    with OpenClient(app):
        proxy = TestClient(
            behind_proxies(app, "172.30.7.1"), client=("172.30.7.1", 5000), raise_server_exceptions=False
        )
        for client in ("203.0.113.9", "203.0.113.10"):
            headers = {"X-Forwarded-For": client}
            codes = [proxy.get("/api/search?q=bees", headers=headers).status_code for _ in range(3)]
            assert codes == [200, 200, 429]


def test_one_client_cannot_ask_without_end(stocked: Settings) -> None:
    few = replace(stocked, requests_per_minute=5)
    with OpenClient(create_app(few), client=("203.0.113.9", 5000), raise_server_exceptions=False) as client:
        codes = [client.get("/api/search?q=bees").status_code for _ in range(7)]
        assert codes == [200] * 5 + [429] * 2
        refused = client.get("/search?q=bees", headers=ENGLISH)
        seconds = int(refused.headers["retry-after"])
        assert 0 < seconds <= 60 and re.search(r"Try again in \d+ s\.", refused.text)
        assert client.get("/static/style.css").status_code == 200
    with OpenClient(create_app(few), client=("127.0.0.1", 5000)) as client:
        assert {client.get("/api/search?q=bees").status_code for _ in range(7)} == {200}


def test_sixteen_guesses_at_once_are_five(client: TestClient) -> None:
    with ThreadPoolExecutor(16) as pool:
        guess = {"name": "anna", "password": "wrong password"}
        answers = list(pool.map(lambda _: client.post("/sign-in", data=guess).status_code, range(16)))
    assert answers.count(403) == 5 and answers.count(429) == 11
