"""Tasks delegated to a running server: it runs them with the same progress, and accepts them from its own user only."""

import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from kb.errors import LibraryInUse, PolikbError
from kb.library import Library
from kb.maintenance.delegate import ROUTE, HoldingServer, perform
from kb.maintenance.tasks import reindex
from kb.settings import Settings
from tests.fakes import write_pdf

pytestmark = pytest.mark.server

POLIKB = str(Path(sys.executable).parent / "polikb")
LINES = ["The fictional beekeepers of the roofs keep forty hives.", "They sell the honey at the market on Saturdays."]


def polikb(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [POLIKB, *arguments], env={**os.environ, "POLIKB_HOME": str(home)}, capture_output=True, text=True, timeout=600,
    )  # fmt: skip


@pytest.fixture
def served(settings: Settings, tmp_path: Path, free_port: int) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    """A real server over an empty library, as a process of its own."""
    settings.home.mkdir()
    environment = {**os.environ, "POLIKB_HOME": str(settings.home), "POLIKB_MODEL_CACHE": str(settings.model_cache)}
    process = subprocess.Popen(
        [POLIKB, "serve", "--port", str(free_port)], env=environment, text=True,
    )  # fmt: skip
    try:
        for _ in range(300):
            if (settings.home / "server.json").is_file() and _is_well(free_port):
                break
            assert process.poll() is None
            time.sleep(0.1)
        yield settings.home, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    assert not (settings.home / "server.json").exists()


def _is_well(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
    except httpx2.HTTPError:
        return False


def test_a_command_is_delegated_to_the_server(served: tuple[Path, subprocess.Popen[str]], tmp_path: Path) -> None:
    home, _ = served
    folder = tmp_path / "in"
    folder.mkdir()
    write_pdf(folder / "bees.pdf", [LINES])
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    put = polikb(home, "ingest", str(folder))
    assert put.returncode == 1, put.stderr
    assert put.stdout.startswith("1 added, 1 failed."), put.stderr
    assert "failed: broken.pdf" in put.stdout
    assert "✗ broken.pdf" in put.stderr
    url = HoldingServer(**json.loads((home / "server.json").read_text())).url
    assert httpx2.get(f"{url}/api/search", params={"q": "beekeepers"}).json()["total"] == 1
    again = polikb(home, "ingest", str(folder / "bees.pdf"), "--json")
    assert json.loads(again.stdout)["unchanged"] == 1
    (document,) = json.loads(polikb(home, "documents", "--json").stdout)
    changed = polikb(home, "edit", document["id"], "year=2021")
    assert changed.returncode == 0 and "year\t2021" in changed.stdout
    absent = polikb(home, "remove", "no-such-document")
    assert absent.returncode == 1 and absent.stderr.startswith("polikb: There is no")
    assert "1 passages embedded" in polikb(home, "reindex").stdout
    unsent = polikb(home, "alerts", "--send")
    assert unsent.returncode == 1 and unsent.stderr.startswith("polikb: No mail server is configured."), unsent.stderr
    assert "Removed" in polikb(home, "remove", document["id"]).stdout
    assert httpx2.get(f"{url}/api/search", params={"q": "beekeepers"}).json()["total"] == 0


def test_nobody_else_can_delegate_to_it(served: tuple[Path, subprocess.Popen[str]]) -> None:
    home, _ = served
    note = home / "server.json"
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    server = HoldingServer(**json.loads(note.read_text()))
    task = {"task": "remove", "arguments": {"ids": []}}
    for headers in (
        {},
        {"authorization": "Bearer wrong"},
        {"authorization": f"Basic {server.token}"},
    ):
        assert httpx2.post(server.url + ROUTE, json=task, headers=headers).status_code == 404
    right = {"authorization": f"Bearer {server.token}"}
    assert httpx2.post(server.url + ROUTE, json=task, headers=right).status_code == 200
    assert httpx2.post(server.url + ROUTE, json={"task": "exec", "arguments": {}}, headers=right).status_code == 404
    assert httpx2.post(server.url + ROUTE, json={"task": 1}, headers=right).status_code == 422
    assert ROUTE not in httpx2.get(f"{server.url}/api/openapi.json").text


def test_a_server_that_ends_ends_the_work_and_says_so(
    served: tuple[Path, subprocess.Popen[str]], tmp_path: Path
) -> None:
    home, process = served
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(150):
        write_pdf(folder / f"{number}.pdf", [[f"Report number {number} of the fictional beekeepers.", *LINES]])
    told: list[subprocess.CompletedProcess[str]] = []
    waiting = threading.Thread(target=lambda: told.append(polikb(home, "ingest", str(folder))))
    waiting.start()
    for _ in range(600):
        if len(list((home / "originals").rglob("*.pdf"))) >= 5 or not waiting.is_alive():
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    waiting.join(60)
    assert told and told[0].returncode == 1
    assert "What was done is kept" in told[0].stderr or "closed the connection" in told[0].stderr
    process.wait(60)
    kept = json.loads(polikb(home, "documents", "--json").stdout)
    assert kept
    rest = polikb(home, "ingest", str(folder), "--json")
    summary = json.loads(rest.stdout)
    assert summary["added"] + summary["unchanged"] == 150 and summary["unchanged"] >= len(kept)


def test_a_server_that_is_gone_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLIKB_HOME", str(settings.home))
    with Library(settings, writable=True, owner="somebody"):
        with pytest.raises(LibraryInUse, match="somebody"):
            perform(reindex, {"resume": True})
        server = HoldingServer.announced(settings.home, "http://127.0.0.1:9")
        with pytest.raises(PolikbError, match="holds the library and can't be reached"):
            perform(reindex, {"resume": True})
        assert HoldingServer.of(settings) == server
        server.gone(settings.home)
        assert HoldingServer.of(replace(settings)) is None
