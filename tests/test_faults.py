"""Faults in operation: a full disk, a disk that turns read-only, a damaged catalogue, a vector server that goes away, a clock
that jumps. Nothing acknowledged is lost, the message says what to do, and the service recovers by itself."""

import contextlib
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import httpx2
import pytest

from kb import clock
from kb.access import accounts as accounts_module
from kb.access.accounts import Accounts
from kb.errors import LibraryError
from kb.library import Library
from kb.maintenance.doctor import examine
from kb.model import ANONYMOUS, OWNER
from kb.search.scope import retry_on_change
from kb.search.search import search
from kb.settings import Settings
from tests.conftest import Put
from tests.fakes import document, write_pdf
from tests.kb.helpers import damage_words
from tests.served import OpenClient, services_of
from tests.servers import free_port
from web.app import create_app

pytestmark = pytest.mark.slow

SCRIPTS = Path(sys.executable).parent


def polikb(home: Path, settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "POLIKB_HOME": str(home), "POLIKB_MODEL_CACHE": str(settings.model_cache)}
    return subprocess.run(
        [SCRIPTS / "polikb", *arguments], env=environment, capture_output=True, text=True, timeout=600
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 6 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", place], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"a small disk can't be made here (mount needs root): {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def remount(place: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", place], check=True)


def reports(folder: Path, count: int) -> None:
    """PDFs with 80 unique words, and a comment after the text that makes each 150 kB long."""
    folder.mkdir()
    chance = random.Random(1)
    for number in range(count):
        words = ["".join(chance.choice(part) for part in ("bcdfglmnprstvz", "aeiou") * 4) for _ in range(80)]
        lines = [" ".join(words[start : start + 8]) + "." for start in range(0, 80, 8)]
        file = write_pdf(folder / f"report{number:02}.pdf", [lines[:5], lines[5:]])
        with file.open("ab") as end:
            end.write(b"%" + chance.randbytes(75_000).hex().encode() + b"\n%%EOF\n")


@pytest.mark.slow
def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_space(
    small_disk: Path, settings: Settings, tmp_path: Path
) -> None:
    reports(tmp_path / "in", 40)
    home = small_disk / "home"
    full = polikb(home, settings, "ingest", str(tmp_path / "in"))
    assert full.returncode == 1
    assert "Traceback" not in full.stderr, full.stderr[-2000:]
    told = full.stdout + full.stderr
    assert "No space left" in told or "disk is full" in told or "Free some space" in told
    kept = {entry["id"] for entry in json.loads(polikb(home, settings, "documents", "--json").stdout)}
    assert kept, "nothing fitted at all: the test's disk is too small"
    remount(small_disk, "size=80m")
    again = polikb(home, settings, "ingest", str(tmp_path / "in"), "--json")
    assert again.returncode == 0, again.stderr
    now = {entry["id"] for entry in json.loads(polikb(home, settings, "documents", "--json").stdout)}
    assert kept <= now and len(now) == 40
    doctor = polikb(home, settings, "doctor")
    assert doctor.returncode == 0, doctor.stdout


@pytest.mark.slow
def test_a_disk_that_turns_read_only_is_still_searched(small_disk: Path, settings: Settings, tmp_path: Path) -> None:
    reports(tmp_path / "in", 2)
    home = small_disk / "home"
    assert polikb(home, settings, "ingest", str(tmp_path / "in")).returncode == 0
    word = json.loads(polikb(home, settings, "documents", "--json").stdout)[0]["title"].split()[0]
    remount(small_disk, "ro")
    refused = polikb(home, settings, "ingest", str(tmp_path / "in"))
    assert refused.returncode == 1
    assert "can't be written" in refused.stderr and "Traceback" not in refused.stderr
    assert json.loads(polikb(home, settings, "status", "--json").stdout)["documents"] == 2
    assert json.loads(polikb(home, settings, "search", word, "--json").stdout)["hits"]
    remount(small_disk, "rw")
    assert polikb(home, settings, "ingest", str(tmp_path / "in")).returncode == 0


@pytest.mark.slow
def test_a_full_disk_is_still_searched_and_told_of(small_disk: Path, settings: Settings, tmp_path: Path) -> None:
    reports(tmp_path / "in", 2)
    home = small_disk / "home"
    assert polikb(home, settings, "ingest", str(tmp_path / "in")).returncode == 0
    named = json.loads(polikb(home, settings, "documents", "--json").stdout)[0]
    fill = small_disk / "fill"
    with contextlib.suppress(OSError), fill.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    status = json.loads(polikb(home, settings, "status", "--json").stdout)
    assert (status["documents"], status["free"]) == (2, 0)
    assert json.loads(polikb(home, settings, "search", named["title"].split()[0], "--json").stdout)["hits"]
    for words in (["edit", named["id"], "year=2001"], ["reindex"], ["doctor"], ["users", "add", "bo", "--elsewhere"]):
        told = polikb(home, settings, *words)
        assert told.returncode == 1 and re.search("space|full", told.stderr) and "Traceback" not in told.stderr, (
            words,
            told.stderr,
        )
    fill.unlink()
    assert polikb(home, settings, "edit", named["id"], "year=2001").returncode == 0


@pytest.mark.parametrize("files", [6, 10, 16, 24])
def test_too_few_open_files_are_told_of(sample_settings: Settings, files: int) -> None:
    """Each command works or says what is missing."""
    shell = f'ulimit -n {files}; exec "$0" "$@"'
    environment = {
        **os.environ,
        "POLIKB_HOME": str(sample_settings.home),
        "POLIKB_MODEL_CACHE": str(sample_settings.model_cache),
    }
    for words in (["status"], ["search", "casa"], ["backup", str(sample_settings.home.parent / "backups")]):
        command = ["bash", "-c", shell, str(SCRIPTS / "polikb"), *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)
        assert "Traceback" not in done.stderr, (words, done.stderr[-1500:])
        assert done.returncode == 0 or done.stderr.startswith("polikb: "), (words, done.stderr)


def test_a_damaged_catalogue_is_said_to_be_and_comes_back_from_a_backup(
    sample_settings: Settings, tmp_path: Path
) -> None:
    home, catalogue = sample_settings.home, sample_settings.home / "catalogue.sqlite"
    assert polikb(home, sample_settings, "backup", str(tmp_path / "backups")).returncode == 0
    before = json.loads(polikb(home, sample_settings, "search", "acqua", "--json").stdout)
    sqlite3.connect(catalogue).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    pages = catalogue.stat().st_size // 4096
    with catalogue.open("r+b") as file:
        for page in random.Random(2).sample(range(2, pages), pages // 2):
            file.seek(page * 4096)
            file.write(os.urandom(4096))
    found = polikb(home, sample_settings, "search", "acqua")
    assert found.returncode == 1 and "polikb restore" in found.stderr and "Traceback" not in found.stderr, found.stderr[
        -3000:
    ]
    examined = polikb(home, sample_settings, "doctor")
    assert examined.returncode == 1 and "Traceback" not in examined.stderr, examined.stderr[-3000:]
    restored = polikb(tmp_path / "new", sample_settings, "restore", str(tmp_path / "backups"))
    assert restored.returncode == 0, restored.stderr
    assert json.loads(polikb(tmp_path / "new", sample_settings, "search", "acqua", "--json").stdout) == before


def test_a_page_that_goes_bad_under_a_running_server_is_an_answer_not_a_crash(
    sample_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OpenClient(create_app(sample_settings), raise_server_exceptions=False) as client:
        database = services_of(client).library.catalogue
        with monkeypatch.context() as broken:

            def malformed(*_: object) -> None:
                raise LibraryError("The catalogue can't be read: database disk image is malformed.")

            broken.setattr(database, "rows", malformed)
            answer = client.get("/api/search", params={"q": "acqua casa"})
            assert answer.status_code == 503 and "can't be used at the moment" in answer.json()["error"]
            assert client.get("/healthz").status_code == 200
        assert client.get("/api/search", params={"q": "acqua casa"}).json()["hits"]


def test_a_word_index_that_goes_bad_is_told_of_by_searches(sample_settings: Settings) -> None:
    """Here damage makes tantivy panic, which raises no Exception."""
    home, searched = sample_settings.home, {"q": "acqua"}
    with OpenClient(create_app(sample_settings), raise_server_exceptions=False) as client:
        assert client.get("/api/search", params=searched).json()["hits"]
        for folder in home.glob("words*"):
            damage_words(folder)
        answer = client.get("/api/search", params=searched)
        assert answer.status_code == 503 and "can't be used at the moment" in answer.json()["error"]
        assert client.get("/search", params=searched).status_code == 503
        assert not client.get("/readyz").json()["words"]
    told = polikb(home, sample_settings, "search", "acqua")
    assert told.returncode == 1 and "Traceback" not in told.stderr
    assert f"word index in {home / 'words'} is damaged" in told.stderr and "polikb doctor --repair" in told.stderr
    assert polikb(home, sample_settings, "doctor", "--repair").returncode == 0
    assert json.loads(polikb(home, sample_settings, "search", "acqua", "--json").stdout)["hits"]


class ChromaServer:
    """`chroma run`, which can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        command = [str(SCRIPTS / "chroma"), "run", "--path", str(self._folder), "--port", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(300):
            try:
                if httpx2.get(f"{self.url}/api/v2/heartbeat").status_code == 200:
                    return
            except httpx2.HTTPError:
                time.sleep(0.1)
        raise AssertionError("chroma doesn't start")

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path / "chroma-server")
    yield server
    server.stop()


@pytest.mark.server
@pytest.mark.kill
def test_a_vector_server_goes_away_and_comes_back(
    chroma: ChromaServer,
    settings: Settings,
    put: Put,
    library: Library,
    caplog: pytest.LogCaptureFixture,
) -> None:
    library.vector_search.retry_after = 0.2
    library.vector_search._settings = replace(settings, chroma_url=chroma.url)
    put(document("bees"), "Beekeepers on the roofs of the fictional town.")
    before = [hit.passage.id for hit in search(library, "beekeepers on roofs", OWNER).hits]
    assert before and library.vector_search.search(library.embed_query("beekeepers"), 1)
    chroma.stop()
    assert [hit.passage.id for hit in search(library, "beekeepers on roofs", OWNER).hits] == before
    assert "searching exactly instead" in caplog.text
    put(document("honey"), "Honey from the roofs, sold on Saturdays.")  # while it is away
    assert search(library, "honey on Saturdays", OWNER).hits[0].document.id == "honey"
    chroma.start()
    for _ in range(100):
        if (
            found := library.vector_search.search(library.embed_query("Honey from the roofs, sold on Saturdays."), 2)
        ) is not None:
            break
        time.sleep(0.1)
    assert found is not None and len(found) == 2, "it holds what came while it was away"
    assert all(finding.sound for finding in examine(library))


def test_a_vector_server_that_is_away_at_the_start(settings: Settings, put: Put, library: Library) -> None:
    library.vector_search._settings = replace(settings, chroma_url="http://127.0.0.1:9")
    put(document("bees"), "Beekeepers on the roofs of the fictional town.")
    assert search(library, "beekeepers", OWNER).hits
    assert any("POLIKB_CHROMA_URL" in notice for notice in library.notices)
    assert library.catalogue.vectors.missing() == []


def set_clock(monkeypatch: pytest.MonkeyPatch, module: ModuleType, moment: datetime) -> None:
    """Make it this moment for a module."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return moment.astimezone(tz)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "datetime", Clock)


def test_an_embargo_lifts_at_midnight_in_rome_and_follows_a_clock_that_jumps(
    put: Put, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(document("late", access="public", embargo_until="2026-06-01"), "Beekeepers wait for the first of June.")

    def found_at(moment: datetime) -> int:
        set_clock(monkeypatch, clock, moment)
        return len(search(library, "beekeepers", ANONYMOUS).hits)

    midnight = datetime(2026, 5, 31, 22, 0, tzinfo=UTC)  # in Rome
    assert found_at(midnight - timedelta(seconds=1)) == 0
    assert found_at(midnight) == 1
    assert found_at(midnight - timedelta(days=400)) == 0
    assert found_at(midnight + timedelta(days=4000)) == 1


def test_sessions_end_by_the_clock_and_none_is_revived(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = Accounts(settings.home)
    member = accounts.add("anna", "correct horse battery", "reader")
    token = accounts.start_session(member)
    now = datetime.now(UTC)

    def at(moment: datetime) -> object:
        set_clock(monkeypatch, accounts_module, moment)
        return accounts.session_member(token)

    assert at(now + timedelta(days=13)) == member
    assert at(now - timedelta(days=3)) == member  # a clock that was set back
    assert at(now + timedelta(days=60)) is None
    assert at(now) is None, "what has ended stays ended"
    accounts.close()


def test_documents_that_are_replaced_under_a_search_are_no_error(put: Put, library: Library) -> None:
    """A question sees the library at its start; what is replaced meanwhile makes it look again."""
    for name in ("bees", "hives", "honey"):
        put(document(name), f"Beekeepers of the roofs speak of {name} on Saturdays.", embed=False)
    over = threading.Event()

    def searching() -> None:
        while not over.is_set():
            assert search(library, "beekeepers on roofs", OWNER).hits

    with ThreadPoolExecutor(3) as pool:
        searches = [pool.submit(searching) for _ in range(3)]
        for edition in range(40):
            text = f"Beekeepers of the roofs, edition {edition}, speak of bees."
            put(document("bees", title=f"Edition {edition}"), text, embed=False)
        over.set()
    for search_ in searches:
        search_.result()


def test_a_question_is_asked_again_only_when_the_library_changed(put: Put, library: Library) -> None:
    put(document("bees"), "Beekeepers of the roofs.", embed=False)
    asked: list[int] = []

    @retry_on_change
    def vanishing(library: Library, change: bool) -> int:
        asked.append(library.catalogue.generation)
        if len(asked) < 3:
            if change:
                put(document(f"other{len(asked)}"), "Something else.", embed=False)
            raise KeyError("gone")
        return len(asked)

    assert vanishing(library, True) == 3
    asked.clear()
    with pytest.raises(KeyError):
        vanishing(library, False)
    assert len(asked) == 1
