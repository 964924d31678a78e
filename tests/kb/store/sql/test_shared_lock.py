"""A lock across processes: each `Database` here represents one, since it has connections of its own."""

from pathlib import Path

import pytest

from kb.errors import LibraryError
from kb.store.database import Database
from kb.store.sql.engine import place_of
from kb.store.sql.shared_lock import SharedLock
from tests.postgres import PostgresServer

CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'polikb'"


def test_threads_of_an_embedded_library_wait_for_each_other(tmp_path: Path) -> None:
    database = Database(tmp_path / "catalogue.sqlite")
    lock = database.shared_lock("writing")
    assert isinstance(lock, SharedLock)
    with lock:
        assert not lock.acquire(timeout=0) and not lock.acquire_unless(lambda: True)
        assert not database.shared_lock("writing").acquire(timeout=0), "asked for anew, it is the same lock"
        with database.shared_lock("embedding"):
            pass  # each name is a lock of its own
    assert lock.acquire_unless(lambda: False)
    lock.release()
    lock.settle()
    assert not lock.acquire(timeout=0), "the process is about to end"
    database.close()


def test_one_process_at_a_time_holds_a_lock_and_loses_it_when_it_ends(
    tmp_path: Path, database_url: str, postgres_server: PostgresServer
) -> None:
    databases = [Database(place_of(tmp_path, "catalogue", database_url)) for _ in range(2)]
    first, second = (database.shared_lock("writing") for database in databases)
    assert first.acquire(timeout=0) and not second.acquire(timeout=0)
    with databases[1].shared_lock("embedding"):
        pass  # each name is a lock of its own
    first.release()
    assert second.acquire(timeout=5) and not first.acquire(timeout=0.3)
    postgres_server.execute(CUT)
    assert first.acquire(timeout=5), "the connection that held it has ended"
    second.release()
    first.release()
    with postgres_server.unreachable(database_url), pytest.raises(LibraryError, match="can't be written"):
        first.acquire(timeout=0)
    assert first.acquire(timeout=0), "the error left it free"
    first.release()
    attempts = iter((False, False, True))
    with postgres_server.unreachable(database_url):
        assert not first.acquire_unless(lambda: next(attempts)), "an upload waits for the database"
    assert first.acquire(timeout=0)
    first.release()
    for database in databases:
        database.close()
