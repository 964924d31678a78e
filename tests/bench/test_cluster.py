"""A few rounds of the measurement that kills servers, workers and the database, with one of each."""

from pathlib import Path

import httpx2
import pytest

from bench.cluster import kills
from bench.cluster_wire import Wire
from tests.servers import serving


@pytest.mark.kill
@pytest.mark.slow
@pytest.mark.server
def test_nothing_acknowledged_is_lost_or_done_twice(model_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLIKB_MODEL_CACHE", str(model_cache))
    found = kills(3, 300, 3, ("server1",), ("worker1",))
    assert (found["worker"], found["database"]) == (2, 1) and found["acknowledged"] >= 4, found
    wrong = ("lost", "doubled", "done_twice", "unfinished", "not_found_server1")
    assert [found[what] for what in wrong] == [0] * len(wrong), found


def test_a_wire_that_is_cut_lets_nothing_through_until_it_is_mended(free_port: int) -> None:
    with serving(lambda *_: (200, b"here", "text/plain")) as address:
        wire = Wire(free_port, int(address.rpartition(":")[2]))
        assert httpx2.get(f"http://127.0.0.1:{free_port}/").content == b"here"
        wire.cut()
        with pytest.raises(httpx2.HTTPError):
            httpx2.get(f"http://127.0.0.1:{free_port}/", timeout=5)
        wire.mend()
        assert httpx2.get(f"http://127.0.0.1:{free_port}/").content == b"here"
        wire.close()
