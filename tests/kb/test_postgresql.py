"""A library in PostgreSQL answers like an embedded one, byte for byte, on each of several servers."""

import json
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.pipeline import ingest
from ingest.sources.discover import Options
from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.errors import BackupError, LibraryError
from kb.files import file_digest
from kb.index.follower import Follower
from kb.library import Library
from kb.maintenance.backup import back_up
from kb.maintenance.doctor import examine
from kb.model import ANONYMOUS, OWNER, Document, Filters, IngestedDocument
from kb.output.api_json import answer_json, search_json
from kb.search.search import search
from kb.settings import Settings
from kb.store.catalogue import Catalogue
from kb.store.sql.engine import place_of
from tests.conftest import SAMPLE
from tests.fakes import HashingEmbedder, document, pages_and_passages
from tests.kb.helpers import found
from tests.postgres import PostgresServer
from web.jobs.work import Work
from web.links import LINKS

QUESTIONS = [
    entry["question"] for entry in tomllib.loads((SAMPLE / "questions.toml").read_text(encoding="utf-8"))["question"]
]

SOON = 10  # seconds; on an idle machine a second server finds a new document after 0.3


@pytest.fixture
def embedded(sample_settings: Settings) -> Iterator[Library]:
    with Library(replace(sample_settings, exact_search_up_to=10_000), writable=True) as opened:
        yield opened


@pytest.fixture
def in_postgresql(embedded: Library, database_url: str) -> Iterator[Library]:
    """The sample, read by a worker and embedded again into PostgreSQL, with the same library id, on which opaque passage ids depend."""
    settings = replace(embedded.settings, home=embedded.home.parent / "other", database_url=database_url)
    catalogue = Catalogue(place_of(settings.home, "catalogue", database_url))
    catalogue.set_fact("id", embedded.catalogue.library_id)
    catalogue.close()
    with Library(settings, writable=True) as opened:
        work = Work(opened)
        work.start()
        assert work.shared is not None
        while not work.shared.workers():
            time.sleep(0.05)
        ingest(opened, [SAMPLE / "files"], Options())
        work.stop()
        opened.embedding_queue.run()
        yield opened


def outcomes(library: Library, viewer: PageViewer, question: str) -> Iterator[str]:
    """Everything that the API says of a question."""
    filtered = [Filters(kind="thesis", author="a"), Filters(language="it", year_from=2020)]
    for reader, chosen in ((ANONYMOUS, [None]), (OWNER, [None, *filtered])):
        for filters in chosen:
            yield json.dumps(search_json(search(library, question, reader, filters), LINKS), ensure_ascii=False)
        yield json.dumps(answer_json(ask(library, viewer, question, reader), LINKS), ensure_ascii=False)


@pytest.fixture
def second(in_postgresql: Library) -> Iterator[Library]:
    """Another server, opened while the database was empty, on a machine with other disks."""
    settings = in_postgresql.settings
    home = in_postgresql.home.parent / "second"
    with Library(
        replace(settings, home=home, originals=str(in_postgresql.home / "originals")), writable=True
    ) as opened:
        yield opened


@pytest.mark.slow
def test_the_sample_answers_the_same_in_both_databases_and_on_each_server(
    embedded: Library, in_postgresql: Library, second: Library
) -> None:
    assert in_postgresql.catalogue.counts() == embedded.catalogue.counts()
    viewer = PageViewer()
    try:
        for question in QUESTIONS:
            told = zip(
                *(outcomes(library, viewer, question) for library in (embedded, in_postgresql, second)), strict=True
            )
            assert [each for each in told if len(set(each)) > 1] == [], question
    finally:
        viewer.close()
    for server in (in_postgresql, second):
        assert [finding for finding in examine(server) if not finding.sound] == []
    assert not (in_postgresql.home / "catalogue.sqlite").exists()
    with pytest.raises(BackupError, match="pg_dump"):
        back_up(in_postgresql.settings, in_postgresql.home / "backups")


@pytest.fixture
def servers(settings: Settings, database_url: str, tmp_path: Path) -> Iterator[list[Library]]:
    """Two servers of one library, with the hashing embedder, each following the other's changes."""
    opened, followers = [], []
    for name in ("one", "two"):
        here = replace(settings, database_url=database_url, home=tmp_path / name, originals=str(tmp_path / "originals"))
        library = Library(here, writable=True)
        library.embedding_queue.use(HashingEmbedder())
        followers.append(Follower(library.catalogue, library.catch_up))
        opened.append(library)
    for follower in followers:
        follower.start()
    yield opened
    for follower, library in zip(followers, opened, strict=True):
        follower.stop()
        library.close()


def write(library: Library, record: Document, text: str) -> Document:
    """Ingest a document on one server."""
    pages, passages = pages_and_passages(record.id, [text], record.language)
    path = library.home.parent / record.source
    path.write_text(text)
    record = replace(record, content_hash=file_digest(path))
    library.add(IngestedDocument(record, tuple(pages), tuple(passages)), path, path, "stated")
    library.index_words()
    library.embedding_queue.run()
    return record


def seconds_until(condition: Callable[[], bool]) -> float:
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < 30
        time.sleep(0.02)
    return time.monotonic() - began


def test_what_one_server_writes_every_server_finds_and_nobody_sees_what_was_closed(servers: list[Library]) -> None:
    one, two = servers
    wells = write(one, document("wells"), "Clean water from bone char filters.")
    assert seconds_until(lambda: found(two, "water") == ["wells"]) < SOON
    bread = write(two, document("bread"), "Bread and roses.")
    assert seconds_until(lambda: found(one, "roses")[:1] == ["bread"]) < SOON
    one.correct(replace(wells, access="restricted"), one.catalogue.path("wells"), {"access": "restricted"}, ())
    for server in servers:  # at once, however far a server has followed
        assert "wells" not in found(server, "water", ANONYMOUS) and "wells" in found(server, "water")
    assert seconds_until(lambda: two.lexical_updates.seconds_behind() == 0) < SOON
    picture = two.home / "pictures" / f"{wells.content_hash[:20]}-1.webp"
    picture.parent.mkdir(exist_ok=True)
    picture.touch()
    one.remove(wells)
    assert "wells" not in found(two, "water")
    assert seconds_until(lambda: two.lexical_updates.seconds_behind() == 0 and not picture.exists()) < SOON
    files = [file for file in (two.home / "words").iterdir() if file.is_file()]
    assert not any(b"filter" in file.read_bytes() for file in files)
    assert two.originals.path(bread).is_file() and not two.originals.path(wells).exists()


def test_a_server_that_was_cut_off_catches_up(
    servers: list[Library], database_url: str, postgres_server: PostgresServer
) -> None:
    one, two = servers
    with postgres_server.unreachable(database_url), pytest.raises(LibraryError, match="can't be read"):
        two.snapshot()
    write(one, document("wells"), "Clean water from bone char filters.")
    assert seconds_until(lambda: found(two, "water") == ["wells"]) < SOON
    assert seconds_until(lambda: len(two.snapshot().matrix.ids) == 1) < SOON


def test_one_task_at_a_time_writes_to_a_library_on_whatever_machine(servers: list[Library]) -> None:
    one, two = servers
    with one.write_lock:
        assert not two.write_lock.acquire(timeout=0.3)
    assert two.write_lock.acquire(timeout=5)
    two.write_lock.release()
