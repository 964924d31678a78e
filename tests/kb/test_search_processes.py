"""Searches in child processes: they find the same as the server, after every change, and the server outlives them."""

import os
import pickle
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.stated.corrections import correct
from kb import search_processes
from kb.errors import Busy, NotFound
from kb.library import Library
from kb.model import ANONYMOUS, OWNER, Reader, SearchResult
from kb.search.scope import open_document
from kb.search.search import search
from kb.search_processes import SearchProcesses, _Child
from kb.settings import Settings, load_settings

HERE = os.getpid()
MEMBER = Reader(frozenset({"public", "internal"}))
QUERIES = ("famiglie senza casa", "clean water", "accoglienza", "giardino scuola -acqua")


def process_of(_: Library, signal_: int = 0, server: int = HERE) -> int:
    """The id of the process that computes; a child first sends itself a signal."""
    if signal_ and os.getpid() != server:
        os.kill(os.getpid(), signal_)
    return os.getpid()


def rests(_: Library) -> None:
    time.sleep(1)


def fails(library: Library) -> None:
    open_document(library, "absent", OWNER)


@pytest.fixture(scope="module")
def library(sample_home: Path, model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A copy of the sample library, which the tests change one after the other."""
    home = tmp_path_factory.mktemp("searched") / "home"
    shutil.copytree(sample_home, home)
    with Library(replace(load_settings({}), home=home, model_cache=model_cache), writable=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def searches(library: Library) -> Iterator[SearchProcesses]:
    """One child, which is there already."""
    found = SearchProcesses(library, 1)
    meet(found)
    wait_until(lambda: found.run(process_of) != HERE)
    yield found
    found.close()


def meet(searches: SearchProcesses) -> None:
    """Two searches at the same time."""
    searches.run(lambda _: searches.run(lambda _: None))


def wait_until(is_there: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_there():
        assert time.monotonic() < end
        time.sleep(0.05)


def agreed(searches: SearchProcesses, library: Library, reader: Reader) -> list[SearchResult]:
    """A reader's results, which are the same in the child."""
    there = [searches.run(search, query, reader, None, 20) for query in QUERIES]
    assert there == [search(library, query, reader, None, 20) for query in QUERIES]
    assert searches.run(process_of) != HERE
    return there


def ids(results: list[SearchResult]) -> set[str]:
    return {hit.document.id for result in results for hit in result.hits}


@pytest.mark.slow
def test_a_child_finds_what_the_server_finds_after_each_change(searches: SearchProcesses, library: Library) -> None:
    everybody = ids(agreed(searches, library, ANONYMOUS))
    hidden, later, gone = sorted(everybody)[:3]

    correct(library, hidden, {"access": "internal"})
    assert hidden not in ids(agreed(searches, library, ANONYMOUS)) and hidden in ids(agreed(searches, library, MEMBER))
    correct(library, later, {"embargo_until": "2999-01-01"})
    assert later not in ids(agreed(searches, library, MEMBER)) and later in ids(agreed(searches, library, OWNER))
    library.withdraw(open_document(library, gone, OWNER).document, reason="At the author's request.")
    for reader in (ANONYMOUS, MEMBER, OWNER):
        assert gone not in ids(agreed(searches, library, reader))
    with pytest.raises(NotFound, match="absent"):
        searches.run(fails)


@pytest.mark.slow
def test_who_is_named_as_a_reader_is_answered_by_the_server(searches: SearchProcesses, library: Library) -> None:
    document = search(library, QUERIES[2], OWNER).hits[0].document
    correct(library, document.id, {"access": "restricted", "readers": "ada"})
    ada = replace(MEMBER, names=frozenset({"ada"}))
    assert document.id in ids(agreed(searches, library, ada))
    assert document.id not in ids(agreed(searches, library, MEMBER))


@pytest.mark.slow
def test_a_child_that_dies_is_replaced_and_who_waited_is_told(
    searches: SearchProcesses, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(search_processes, "_PAUSE", 0.0)
    with pytest.raises(Busy, match="interrupted"):
        searches.run(process_of, signal.SIGKILL, HERE)
    assert "ended during a search" in caplog.text
    assert searches.run(process_of) == HERE, "until another one has started"
    meet(searches)
    wait_until(lambda: searches.run(process_of) != HERE)
    with pytest.raises((AttributeError, pickle.PicklingError)):
        searches.run(lambda _: None)
    assert searches.run(process_of) != HERE, "it wasn't sent"
    assert searches.run(process_of, signal.SIGTERM, HERE) == HERE, "a service that is stopped answers what it has begun"
    searches.close()
    meet(searches)
    assert searches.run(process_of) == HERE, "none is started any more"


def test_without_children_and_with_an_index_of_vectors_the_server_searches(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_processes, "_Child", lambda _: pytest.fail("a process was started"))
    meet(SearchProcesses(library, 0))
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    meet(SearchProcesses(library, 2))
    monkeypatch.undo()
    monkeypatch.setattr(library.vector_search, "_index", object())
    indexed = SearchProcesses(library, 1)
    meet(indexed)
    assert indexed.run(process_of) == HERE and indexed._starting is None


@pytest.mark.slow
def test_a_child_ends_with_the_server_and_a_search_without_end_is_given_up(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = _Child(library.settings)
    child.wait()
    monkeypatch.setattr(search_processes, "_SECONDS", 0.1)
    with pytest.raises(TimeoutError):
        child.ask((rests, (), {}))
    child._pipe.close()  # as the system does when a process is killed
    child.process.join(60)
    assert child.process.exitcode == 0


def test_a_child_that_can_not_start_is_told_and_not_started_again_at_once(
    library: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    started: list[object] = []

    class Broken:
        def __init__(self, settings: Settings) -> None:
            started.append(settings)

        def wait(self) -> None:
            raise EOFError

        is_sound = True

        def end(self) -> None:
            started.append("ended")

    monkeypatch.setattr(search_processes, "_Child", Broken)
    searches = SearchProcesses(library, 1)
    for _ in range(2):
        meet(searches)
        wait_until(lambda: searches._starting is None)
    assert started == [library.settings, "ended"] and searches.run(process_of) == HERE
    assert "No process for searches could be started" in caplog.text
    searches.close()
