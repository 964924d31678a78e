"""The audit log: one JSON object per line, complete even with concurrent writers."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

from kb.access.audit import AuditLog


def lines(home: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (home / "audit.jsonl").read_text(encoding="utf-8").splitlines()]


def test_an_event_is_dated_in_utc_and_says_what_it_was_about(tmp_path: Path) -> None:
    AuditLog(tmp_path).note("put in", document="città", access="public")
    (event,) = lines(tmp_path)
    assert (event["event"], event["document"], event["access"]) == ("put in", "città", "public")
    assert datetime.fromisoformat(event["at"]).utcoffset() == timedelta(0)


def test_many_writers_break_no_line(tmp_path: Path) -> None:
    logs = [AuditLog(tmp_path), AuditLog(tmp_path)]
    with ThreadPoolExecutor(8) as pool:
        for number in range(200):
            pool.submit(logs[number % 2].note, "denied", member=f"m{number}")
    assert {event["member"] for event in lines(tmp_path)} == {f"m{number}" for number in range(200)}
