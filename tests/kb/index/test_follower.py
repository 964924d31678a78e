"""A process follows changes that others make in the same database."""

import threading
from pathlib import Path

import pytest

import kb.index.follower
from kb.index.follower import Follower
from kb.store.catalogue import Catalogue
from kb.store.sql.engine import place_of
from tests.postgres import PostgresServer


def test_it_catches_up_after_each_change_and_after_errors(
    tmp_path: Path, database_url: str, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kb.index.follower, "_RETRY", 0.01)
    catalogue, other = (Catalogue(place_of(tmp_path, "catalogue", database_url)) for _ in range(2))
    called, seen, is_broken = threading.Event(), list[str | None](), True

    def catch_up() -> None:
        nonlocal is_broken
        called.set()
        if is_broken:
            is_broken = False
            raise OSError("the disk is full")
        seen.append(catalogue.fact("told"))

    def wait_for(value: str | None) -> None:
        while not seen or seen[-1] != value:
            called.clear()
            assert called.wait(10), seen

    follower = Follower(catalogue, catch_up)
    follower.start()
    wait_for(None)
    other.set_fact("told", "once")
    wait_for("once")
    postgres_server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'polikb'")
    with pytest.raises(Exception, match="can't be written"):
        other.set_fact("told", "lost")
    other.set_fact("told", "again")
    wait_for("again")
    follower.stop()
    for opened in (catalogue, other):
        opened.close()
