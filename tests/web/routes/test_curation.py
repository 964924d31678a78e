"""The curators' queue: access to it, and the effect of each decision."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from kb.access.accounts import Accounts
from kb.library import Library
from kb.model import Field, IngestedDocument, Named
from kb.settings import Settings
from tests.fakes import document, pages_and_passages
from tests.served import OpenClient, services_of
from web.app import create_app

pytestmark = pytest.mark.slow

WORD = "correct horse battery"
PEOPLE = (Named("Zorvan Quell", "author"), Named("Giovanna Bianchi", "author"), Named("Giovanni Bianchi", "author"))


@pytest.fixture
def client(settings: Settings, tmp_path: Path) -> Iterator[TestClient]:
    with Library(settings, writable=True) as library:
        record = document("one", people=PEOPLE, organisations=(Named("La Vela", "partner"),))
        pages, passages = pages_and_passages("one", ["Acqua e pane nella valle."])
        path = tmp_path / record.source
        path.write_text("one")
        fields = (Field("title", "One", "file name", 0.2), Field("author", "Zorvan Quell", "front page", 0.7))
        library.add(IngestedDocument(record, tuple(pages), tuple(passages), fields), path, path, "stated")
        library.index_words()
    accounts = Accounts(settings.home)
    accounts.add("cleo", WORD, "curator")
    accounts.add("dan", WORD, "contributor")
    accounts.close()
    with OpenClient(create_app(replace(settings, workers=1)), headers={"Accept-Language": "en"}) as client:
        yield client


def signed_in(client: TestClient, name: str = "cleo") -> TestClient:
    client.post("/sign-in", data={"name": name, "password": WORD})
    return client


def decided(client: TestClient, name: str, action: str, **more: str) -> int:
    sent = {"kind": "person", "name": name, "action": action, **more}
    return client.post("/curation/names", data=sent, follow_redirects=False).status_code


def names(client: TestClient) -> list[str]:
    return [person["name"] for person in client.get("/api/people").json()]


def test_only_curators_see_and_decide(client: TestClient) -> None:
    assert "Zorvan Quell" not in client.get("/curation").text
    decided(client, "Zorvan Quell", "hide")
    assert "Zorvan Quell" in names(client)
    signed_in(client, "dan")
    assert client.get("/curation").status_code == 403 and "/curation" not in client.get("/documents").text
    assert client.post("/curation/fields", data={"document": "one", "field": "title", "value": "x"}).status_code == 403


def test_names_are_accepted_joined_renamed_and_hidden(client: TestClient) -> None:
    page = signed_in(client).get("/curation").text
    assert all(name in page for name in ("Zorvan Quell", "Giovanna Bianchi", "La Vela")) and 'data-key="h"' in page
    assert decided(client, "Zorvan Quell", "accept") == 303
    assert "Zorvan Quell" not in client.get("/curation").text and "Zorvan Quell" in names(client)
    assert decided(client, "Giovanna Bianchi", "join", target="Giovanni Bianchi") == 303
    assert names(client) == ["Giovanni Bianchi", "Zorvan Quell"]
    assert decided(client, "Giovanni Bianchi", "rename", target="Gianni Bianchi") == 303
    assert "Gianni Bianchi" in names(client)
    assert decided(client, "Zorvan Quell", "hide") == 303
    assert "Zorvan Quell" not in names(client)
    audit = (services_of(client).library.home / "audit.jsonl").read_text()
    assert '"event": "curated", "member": "cleo"' in audit and '"action": "hide"' in audit


def test_a_script_that_decides_gets_no_page(client: TestClient) -> None:
    script = {"Prefer": "return=minimal"}
    name = {"kind": "person", "name": "Zorvan Quell", "action": "accept"}
    field = {"document": "one", "field": "title", "value": "A title"}
    for address, form in (("/curation/names", name), ("/curation/fields", field)):
        answer = signed_in(client).post(address, data=form, headers=script)
        assert (answer.status_code, answer.content, answer.history) == (204, b"", []), address
    assert "Zorvan Quell" not in client.get("/curation").text


def test_names_are_kept_apart_and_given_a_role_or_a_kind(client: TestClient) -> None:
    signed_in(client)
    assert decided(client, "Giovanna Bianchi", "part") == 303
    assert "Giovanni Bianchi" not in client.get("/curation").text, "the other one isn't asked about again"
    assert decided(client, "Zorvan Quell", "role", target="supervisor", document="one") == 303
    (person,) = [p for p in client.get("/api/people").json() if p["name"] == "Zorvan Quell"]
    assert person["roles"] == ["supervisor"] and "Zorvan Quell" not in client.get("/curation").text
    sent = {"kind": "organisation", "name": "La Vela", "action": "type", "target": "non-profit"}
    assert client.post("/curation/names", data=sent, follow_redirects=False).status_code == 303
    assert "La Vela" not in client.get("/curation").text


def test_what_cannot_be_done_is_said(client: TestClient) -> None:
    signed_in(client)
    assert decided(client, "Zorvan Quell", "join") == 422
    assert decided(client, "Nobody", "hide") == 404
    assert decided(client, "Zorvan Quell", "role", target="king", document="one") == 422
    assert decided(client, "Zorvan Quell", "dance") == 422
    sent = {"kind": "organisation", "name": "La Vela", "action": "type", "target": "circus"}
    assert client.post("/curation/names", data=sent).status_code == 422
    assert (
        client.post("/curation/fields", data={"document": "one", "field": "year", "value": "soon"}).status_code == 422
    )


def test_a_title_is_confirmed_or_corrected(client: TestClient) -> None:
    assert "file name" in signed_in(client).get("/curation").text
    sent = {"document": "one", "field": "title", "value": "Acqua  e pane"}
    assert client.post("/curation/fields", data=sent, follow_redirects=False).status_code == 303
    assert "No title is in doubt." in client.get("/curation").text
    assert client.get("/api/documents/one").json()["title"] == "Acqua e pane"
