"""Logging of queries, if any; limits of concurrent requests; the audit log of exports and refusals."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from kb.access import query_log as queries_module
from kb.access.accounts import Accounts
from kb.access.query_log import LoggedQuery, QueryLog
from kb.explore.overview import overview
from kb.settings import Settings, load_settings
from tests.served import OpenClient
from web.access.rate_limits import Limiter
from web.app import create_app
from web.routes.pages import home

ENGLISH = {"Accept-Language": "en"}


def test_nothing_is_kept_unless_it_is_turned_on(sample_settings: Settings) -> None:
    with OpenClient(create_app(sample_settings), headers=ENGLISH) as client:
        client.get("/search", params={"q": "zebracrossing"})
        client.get("/ask", params={"q": "Who paints zebracrossings?"})
    assert not (sample_settings.home / "queries").exists()
    for file in sample_settings.home.rglob("*"):
        assert not file.is_file() or b"zebracrossing" not in file.read_bytes(), file


def test_words_and_day_are_kept_without_who(sample_settings: Settings) -> None:
    settings = replace(sample_settings, query_days=3)
    accounts = Accounts(settings.home)
    accounts.add("anna", "correct horse battery", "reader")
    accounts.close()
    with OpenClient(create_app(settings), headers=ENGLISH) as client:
        client.post("/sign-in", data={"name": "anna", "password": "correct horse battery"})
        for query in ("Acqua  potabile", "acqua potabile", "zebracrossing"):
            client.get("/search", params={"q": query})
        client.get("/search", params={"q": "lost bees", "year_from": "1900", "year_to": "1901"})
        client.get("/ask", params={"q": "What is the melting point of tungsten?"})
    (file,) = (settings.home / "queries").iterdir()
    assert "anna" not in file.read_text() and "T" not in file.stem
    assert QueryLog(settings.home, 3).asked() == [
        LoggedQuery("acqua potabile", 2, 0), LoggedQuery("lost bees", 1, 1), LoggedQuery("what is the melting point of tungsten?", 1, 1), LoggedQuery("zebracrossing", 1, 0),
    ]  # fmt: skip


def test_what_is_too_old_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = QueryLog(tmp_path, 2)
    for day in range(4):
        monkeypatch.setattr(queries_module, "today", lambda day=day: date(2026, 3, 1) + timedelta(days=day))
        kept.note(f"query {day}", found=True)
    assert [asked.query for asked in kept.asked()] == ["query 2", "query 3"]
    QueryLog(tmp_path, 0).note("more", found=True)
    assert QueryLog(tmp_path, 0).asked() == []
    assert load_settings({"POLIKB_QUERY_DAYS": "0"}).query_days == 0


@pytest.fixture
def strangers(sample_settings: Settings) -> Iterator[TestClient]:
    with OpenClient(
        create_app(replace(sample_settings, requests_at_once=1)),
        client=("192.0.2.9", 1),
        headers=ENGLISH,
        raise_server_exceptions=False,
    ) as client:
        yield client


def test_a_client_has_only_so_much_at_work(strangers: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def slow(*given: object) -> object:
        inside.set()
        assert go_on.wait(20)
        return overview(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(home, "overview", slow)
    answers: list[int] = []
    first = threading.Thread(target=lambda: answers.append(strangers.get("/").status_code))
    first.start()
    assert inside.wait(20)
    refused = strangers.get("/search", params={"q": "acqua"})
    assert refused.status_code == 429 and refused.headers["retry-after"] == "1" and "at once" in refused.text
    go_on.set()
    first.join()
    assert answers == [200]
    assert strangers.get("/search", params={"q": "acqua"}).status_code == 200
    limiter = Limiter(10, 1)
    assert limiter.enter("a") and limiter.enter("b") and not limiter.enter("a")
    limiter.leave("a")
    assert limiter.enter("a")


def test_exports_and_refusals_are_in_the_audit(strangers: TestClient, sample_settings: Settings) -> None:
    (first, *_) = strangers.get("/api/documents").json()
    strangers.get(f"/api/documents/{first['id']}/export")
    strangers.get("/api/export", params={"q": "zebracrossing acqua"})
    strangers.get("/workspace/references", params={"document": first["id"]})
    strangers.post("/sign-out", headers={"origin": "https://evil.example"})
    events = [json.loads(line) for line in (sample_settings.home / "audit.jsonl").read_text().splitlines()]
    told = [event for event in events if event["event"] in ("exported", "denied")]
    assert [(event["event"], event["route"], event.get("document", ""), event["client"]) for event in told] == [
        ("exported", "/api/documents/{document_id}/export", first["id"], "192.0.2.9"),
        ("exported", "/api/export", "", "192.0.2.9"),
        ("exported", "/workspace/references", "", "192.0.2.9"),
        ("denied", "none", "", "192.0.2.9"),
    ]
    assert "zebracrossing" not in json.dumps(events)
