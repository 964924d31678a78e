"""Commands that look after the library."""

import json

import pytest

from kb.cli.library import app
from kb.cli.search import app as search_app
from kb.settings import Settings
from tests.kb.cli.conftest import Run


def test_the_status_counts_documents(run: Run, filled: Settings) -> None:
    status = json.loads(run(app, "status", "--json").stdout)
    assert (status["documents"], status["waiting"], status["access"]) == (2, 0, {"public": 1, "internal": 1})
    assert "documents\t2\n" in run(app, "status").stdout


def test_the_ledger_of_a_document_has_its_pages(run: Run, filled: Settings) -> None:
    assert run(app, "ledger", "wells").stdout.startswith("1\ttext\t64\t1\ten\t")
    (page,) = json.loads(run(app, "ledger", "wells", "--json").stdout)
    assert (page["status"], page["flags"]) == ("text", [])
    assert json.loads(run(app, "ledger", "--json").stdout) == []


def test_what_is_removed_is_gone(run: Run, filled: Settings) -> None:
    assert run(app, "remove", "bees").stdout == "Removed Bees (bees.txt).\n"
    assert [d["id"] for d in json.loads(run(search_app, "documents", "--json").stdout)] == ["wells"]
    ((entry),) = json.loads(run(app, "ledger", "--json").stdout)
    assert entry["outcome"] == "removed"


def test_the_doctor_finds_what_is_wrong(run: Run, filled: Settings) -> None:
    sound = run(app, "doctor")
    assert sound.exit_code == 0 and "WRONG" not in sound.stdout and "ok" in sound.stdout
    next((filled.home / "originals").rglob("*.text")).unlink()
    broken = run(app, "doctor", "--json")
    assert broken.exit_code == 1
    assert [f["check"] for f in json.loads(broken.stdout)["findings"] if not f["sound"]] == ["originals"]


def test_a_library_is_embedded_again(run: Run, filled: Settings) -> None:
    assert run(app, "reindex").stdout == "2 passages embedded with hashing@1.\n"
    assert run(app, "reindex", "--resume").stdout.startswith("0 passages")


@pytest.mark.parametrize("days", ["0", "30"])
def test_queries_that_were_kept(run: Run, filled: Settings, monkeypatch: pytest.MonkeyPatch, days: str) -> None:
    from kb.access.query_log import QueryLog

    QueryLog(filled.home, 30).note("Acqua", found=False)
    monkeypatch.setenv("POLIKB_QUERY_DAYS", days)
    told = run(app, "queries").stdout
    assert ("acqua" in told) == (days == "30")
    assert json.loads(run(app, "queries", "--json").stdout) == (
        [{"query": "acqua", "times": 1, "in_vain": 1}] if days == "30" else []
    )
