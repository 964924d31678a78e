"""Tasks run here, or by the server that holds the library; its note is readable by its own user only."""

import json
import stat
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from kb.errors import LibraryError, LibraryInUse, PolikbError
from kb.library import Library
from kb.maintenance.delegate import ROUTE, HoldingServer, Json, TaskProgress, perform
from kb.settings import Settings
from tests.servers import LocalServer


def count_documents(library: Library, arguments: Json, progress: TaskProgress) -> Json:
    """A task of these tests."""
    progress.phase("Counting", 1)
    progress.to(1, "done")
    progress.say(f"counted for {arguments['who']}")
    return {"documents": library.catalogue.counts()["documents"]}


@pytest.fixture
def home(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POLIKB_HOME", str(settings.home))
    return settings.home


class TaskServer(LocalServer):
    """Answers every task with `events`, one JSON line each, or with `status`."""

    def __init__(self, events: list[Json], status: int = 200) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                outer.asked.append((self.path, self.headers["authorization"], body))
                self.send_response(status)
                self.end_headers()
                self.wfile.write("".join(f"{json.dumps(event)}\n" for event in events).encode())

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(Handler)


@pytest.fixture
def held(settings: Settings) -> Iterator[None]:
    with Library(settings, writable=True, owner="polikb serve"):
        yield


def test_a_mistyped_folder_is_made_a_library_only_by_what_fills_it(home: Path) -> None:
    with pytest.raises(LibraryError, match="Check POLIKB_HOME"):
        perform(count_documents, {"who": "Anna"})
    assert not home.exists()
    assert perform(count_documents, {"who": "Anna"}, makes_library=True) == {"documents": 0}


def test_a_free_library_is_worked_on_here(home: Path, library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    library.close()
    assert perform(count_documents, {"who": "Anna"}) == {"documents": 0}
    assert "counted for Anna" in capsys.readouterr().err


def test_a_held_one_is_worked_on_by_its_server(home: Path, held: None, capsys: pytest.CaptureFixture[str]) -> None:
    server = TaskServer([{"phase": ["Counting", 2]}, {"to": [1, "x"]}, {"say": "hello"}, {"result": {"documents": 3}}])
    try:
        announced = HoldingServer.announced(home, server.url)
        assert perform(count_documents, {"who": "Anna"}) == {"documents": 3}
    finally:
        server.close()
    body = {"task": "count_documents", "arguments": {"who": "Anna"}}
    assert server.asked == [(ROUTE, f"Bearer {announced.token}", body)]
    assert "hello" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("events", "status", "says"),
    [([{"error": "There is no document x."}], 200, "no document x"), ([{"to": [1, ""]}], 200, "closed the connection"), ([], 503, "503")],
)  # fmt: skip
def test_what_goes_wrong_there_is_said_here(home: Path, held: None, events: list[Json], status: int, says: str) -> None:
    server = TaskServer(events, status)
    try:
        HoldingServer.announced(home, server.url)
        with pytest.raises(PolikbError, match=says):
            perform(count_documents, {"who": "Anna"})
    finally:
        server.close()


def test_without_a_server_the_holder_is_named(home: Path, held: None) -> None:
    with pytest.raises(LibraryInUse, match="polikb serve"):
        perform(count_documents, {"who": "Anna"})


def test_the_note_is_its_users_own(settings: Settings) -> None:
    settings.home.mkdir()
    server = HoldingServer.announced(settings.home, "http://127.0.0.1:8000")
    note = settings.home / "server.json"
    assert stat.S_IMODE(note.stat().st_mode) == 0o600 and len(server.token) > 30
    assert HoldingServer.of(settings) == server
    note.write_text("not json")
    assert HoldingServer.of(settings) is None
    server.gone(settings.home)
    server.gone(settings.home)
    assert not note.exists() and HoldingServer.of(settings) is None
