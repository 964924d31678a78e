"""Servers of one database leave the work to workers; embargoes end by themselves."""

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from ingest.pipeline import ingest
from ingest.sandbox import Sandbox
from ingest.sources.discover import Options
from ingest.tasks import ingestion
from kb.access.accounts import Member
from kb.alerts.alerts import Alerts
from kb.alerts.mail import Email
from kb.errors import LibraryError
from kb.library import Library
from kb.maintenance.delegate import Json, TaskProgress, leave
from kb.model import OWNER, IngestedDocument
from kb.search.scope import all_documents
from kb.search.search import search
from kb.settings import Settings
from kb.store.jobs.shared import SharedJobs
from kb.workspace.database import open_accounts
from kb.workspace.sent_needs import Found, Sender, SentNeeds
from tests.conftest import Put
from tests.fakes import HashingEmbedder, document, pages_and_passages, write_pdf
from tests.kb.helpers import damage_words
from web.jobs import work as work_module
from web.jobs.queued_tasks import QueuedTasks
from web.jobs.uploads import Stated, Uploads
from web.jobs.work import Work
from web.links import LINKS

pytestmark = pytest.mark.slow

DAN = Member(3, "dan", "contributor")


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def machines(settings: Settings, database_url: str, tmp_path: Path) -> Iterator[list[Library]]:
    """The libraries of a server and a worker, on different disks except the originals."""
    opened = []
    for name in ("server", "worker"):
        here = replace(settings, database_url=database_url, home=tmp_path / name, originals=str(tmp_path / "originals"))
        opened.append(Library(here, writable=True))
        opened[-1].embedding_queue.use(HashingEmbedder())
    yield opened
    for library in opened:
        library.close()


def test_what_a_server_takes_a_worker_reads_and_every_server_knows(machines: list[Library], tmp_path: Path) -> None:
    server, reader = (Work(library, does_jobs=library is machines[1]) for library in machines)
    uploads = Uploads(machines[0], 10, server.jobs)
    first = uploads.take(DAN, "mill.md", BytesIO(b"# The mill\n\nThe fictional mill stands by the river.\n"), Stated())
    again = uploads.take(DAN, "copy.md", BytesIO(b"# The mill\n\nThe fictional mill stands by the river.\n"), Stated())
    assert server.overview().waiting == 2 and uploads.waiting == 2
    elsewhere = Uploads(machines[1], 10, reader.jobs)
    assert [upload.id for upload in elsewhere.of(DAN)] == [first.id, again.id]
    assert elsewhere.take(DAN, "mill.md", BytesIO(b"# The mill\n\nIt burnt down.\n"), Stated()).path == first.path
    server.start()
    reader.start()
    until(lambda: uploads.waiting == 0)
    found = {upload.id: upload for upload in uploads.of(DAN)}
    assert first.id not in found, "a later version has taken its place"
    assert found[again.id].state == "done" or "already has" in found[again.id].message
    assert all("process" in upload.worker and not upload.file for upload in found.values())
    machines[0].catch_up()
    assert {record.source for record in all_documents(machines[0], OWNER)} >= {"mill.md"}
    assert list((tmp_path / "originals" / "waiting").iterdir()) == []
    _reading_is_shared(machines, tmp_path)
    server.stop()
    reader.stop()


def _reading_is_shared(machines: list[Library], tmp_path: Path) -> None:
    """An ingestion on the server's machine lets the worker read, with the same results as by itself."""
    (tmp_path / "in").mkdir()
    write_pdf(tmp_path / "in" / "a.pdf", ["The fictional bees live on the roofs of the school."])
    (tmp_path / "in" / "b.md").write_text("# Bread\n\nThe fictional bakery bakes at night.\n")
    (tmp_path / "in" / "c.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    summary = ingest(machines[0], [tmp_path / "in"], Options())
    assert [entry.outcome for entry in summary.entries] == ["added", "added", "failed"]
    assert {"a.pdf", "b.md"} <= {record.source for record in all_documents(machines[0], OWNER)}
    assert list((tmp_path / "originals" / "waiting").iterdir()) == []


def test_an_upload_is_read_while_another_machine_writes(
    machines: list[Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran, run_all = list[str](), Sandbox.run_all

    def noting(sandbox: Sandbox, function: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        for task, result in run_all(sandbox, function, tasks):
            ran.append(task.file.stem)
            yield task, result

    monkeypatch.setattr(Sandbox, "run_all", noting)
    reader = Work(machines[1])
    reader.warm_up()
    assert ran == ["first", "first"] and len(multiprocessing.active_children()) >= len(ran), (
        "its children wait for work"
    )
    uploads = Uploads(machines[0], 10, reader.jobs)
    with machines[0].write_lock:
        upload = uploads.take(
            DAN, "mill.md", BytesIO(b"# The mill\n\nThe fictional mill stands by the river.\n"), Stated()
        )
        reader.start()
        until(lambda: len(ran) == 3)
        time.sleep(0.3)
        assert [found.state for found in uploads.of(DAN)] == ["reading"] and not machines[1].catalogue.all_documents()
    until(lambda: uploads.waiting == 0)
    assert [found.state for found in uploads.of(DAN)] == ["done"] and len(ran) == 3, "it isn't read twice"
    assert [record.source for record in machines[0].catalogue.all_documents()] == [upload.name]
    reader.stop()


def test_what_a_command_left_is_done_by_a_worker_and_told(
    machines: list[Library], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLIKB_DATABASE_URL", machines[0].settings.database_url)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "mill.md").write_text("# The mill\n\nThe fictional mill stands by the river.\n")
    wanted = {"paths": [str(tmp_path / "in")], "kind": None, "access": None, "manifest": True, "loosen": False}
    told = [leave(ingestion(LINKS), wanted, "in") for _ in range(2)]
    assert told[0].startswith("Left to the workers: ingest in. No worker runs now")
    leave(ingestion(LINKS), {**wanted, "paths": [str(tmp_path / "nowhere")]}, "nowhere")
    reader = Work(machines[1])
    assert reader.shared is not None and reader.overview().waiting == 2, "the same task waits once"
    seen, report_progress = list[str](), SharedJobs.report_progress

    def listen(jobs: SharedJobs, job: int, what: str) -> None:
        seen.append(what)
        report_progress(jobs, job, what)

    monkeypatch.setattr(SharedJobs, "report_progress", listen)
    reader.start()
    until(lambda: bool(reader.overview().reasons))
    machines[0].catch_up()
    assert [record.source for record in all_documents(machines[0], OWNER)] == ["mill.md"]
    (reason,) = reader.overview().reasons
    assert reason.startswith("ingest nowhere: ") and str(tmp_path / "nowhere") in reason
    assert seen[0] == "ingest in (waiting for others that write)" and "ingest in (embedding)" in seen
    reader.stop()


def test_a_task_ends_with_its_worker(library: Library) -> None:
    ending = threading.Event()

    def task(_: Library, arguments: Json, progress: TaskProgress) -> Json:
        progress.phase("Reading", 9)
        progress.to(3, arguments["file"])
        ending.set()
        progress.say("one more")
        progress.to(4)
        return {}

    told = list[tuple[int, str]]()
    queued = QueuedTasks(library, {"task": task}, lambda *what: told.append(what), ending)
    job = {"job": 7, "name": "task in", "task": "task", "arguments": {"file": "mill.md"}}
    for message in ("another one goes on", "before it had begun"):
        with pytest.raises(LibraryError, match=message):
            queued.run(job)
    assert told[1:3] == [(7, "task in (reading)"), (7, "task in (reading, 3 of 9: mill.md)")]
    assert library.write_lock.acquire(timeout=0), "it is free again"
    library.write_lock.release()


def test_an_upload_that_nobody_waits_for_is_added_again(
    machines: list[Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a server is killed between storing an upload and adding its job."""
    server, reader = (Work(library, does_jobs=library is machines[1]) for library in machines)
    uploads = Uploads(machines[0], 10, server.jobs)
    uploads.take(DAN, "mill.md", BytesIO(b"# The mill\n\nThe fictional mill stands by the river.\n"), Stated())
    assert server.shared is not None
    server.shared.rows("DELETE FROM procrastinate_jobs")
    reader.start()
    until(lambda: uploads.waiting == 0)
    assert uploads.of(DAN)[0].state == "done"
    server.stop()
    reader.stop()


def test_an_embargo_that_ends_is_noted_and_told(put: Put, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = list[Email]()
    monkeypatch.setattr(work_module, "_PERIODIC", [(0.05, work_module._PERIODIC[0][1])])
    alerts = Alerts(library)
    alert = alerts.add("ada@example.org", "search", "mill", "en")
    assert alert is not None
    alerts.confirm(alert.token)
    alerts.sent(alert, "2020-01-01T00:00:00+00:00")
    put(document("mill", embargo_until="2020-02-01", added_at="2019-01-01T00:00:00+00:00"), "The fictional mill.")
    assert [found.id for found in alerts.new_for(alerts.confirmed()[0])] == ["mill"]
    before = library.catalogue.changes()

    def deliver(*_: object) -> int:
        sent.append(Email("", "", ""))
        return 1

    monkeypatch.setattr(work_module, "deliver", deliver)
    work = Work(library)
    work.start()
    until(lambda: bool(sent))
    work.stop()
    assert library.catalogue.changes() > before and library.catalogue.fact("embargoes lifted")


def test_what_is_kept_for_some_days_goes_though_nobody_looks(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_module, "_PERIODIC", [(0.05, work_module._PERIODIC[0][1])])
    library.settings = replace(library.settings, need_days=30, query_days=2)
    accounts = open_accounts(library.home)
    needs, alerts = SentNeeds(accounts, 30), Alerts(library)
    need = needs.add("A well.", "", Sender("Ada", "ada@example.org", "en"), Found())
    needs.close(need.id)
    alert = alerts.add("ada@example.org", "search", "mill", "en")
    assert alert is not None
    long_ago = "2020-01-01T00:00:00+00:00"
    with accounts.transaction() as connection:
        connection.execute("UPDATE needs SET changed_at = ?", (long_ago,))
    with library.catalogue.transaction() as connection:
        connection.execute("UPDATE alerts SET created_at = ?", (long_ago,))
    (library.home / "queries").mkdir()
    (library.home / "queries" / "2020-01-01.jsonl").write_text("")
    work = Work(library)
    work.start()
    until(lambda: not any((library.home / "queries").iterdir()))
    work.stop()
    assert accounts.rows("SELECT id FROM needs") == [] == library.catalogue.rows("SELECT token FROM alerts")
    accounts.close()


def test_a_server_at_rest_settles_its_word_index(put: Put, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_module, "_PERIODIC", [(0.05, work_module._PERIODIC[0][1])])
    put(document("mill"), "The fictional mill.")
    put(document("bread"), "Bread and roses.")
    library.lexical_updates.rebuild()  # both are in one segment
    put(document("mill"), "The fictional mill burnt down.")
    assert library.lexical.deleted_share == pytest.approx(1 / 3)
    work = Work(library)
    work.start()
    until(lambda: library.lexical.deleted_share == 0)
    work.stop()


def test_a_server_rebuilds_a_word_index_in_which_a_search_met_damage(
    put: Put, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_module, "_PERIODIC", [(0.05, work_module._PERIODIC[0][1])])
    put(document("mill"), "The fictional mill.")
    damage_words(library.home / "words")
    with pytest.raises(LibraryError, match="is damaged"):
        search(library, "mill", OWNER)
    work = Work(library)
    work.start()
    until(lambda: not library.words_are_behind())
    work.stop()
    assert search(library, "mill", OWNER).hits


def test_a_server_that_follows_a_database_settles_its_word_index_when_nothing_changes(machines: list[Library]) -> None:
    server, follower = machines
    for text in ("The fictional mill.", "It burnt down."):
        for name in ("mill", "bread") if "mill" in text else ("mill",):
            pages, passages = pages_and_passages(name, [text])
            server.catalogue.add(
                IngestedDocument(document(name), tuple(pages), tuple(passages)), Path(f"/in/{name}"), ""
            )
        follower.catch_up()
    assert follower.lexical.deleted_share > 0
    follower.catch_up()
    assert (follower.lexical.deleted_share, follower.lexical.count()) == (0, 2)
