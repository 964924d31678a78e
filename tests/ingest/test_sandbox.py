"""Child processes: a hostile file affects no other file."""

import multiprocessing
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ingest.sandbox import Sandbox
from kb.errors import SettingsError, UnreadableFile
from kb.settings import load_settings


def behave(task: str) -> str:
    """Behave as a reader may on a hostile file."""
    if task == "hang":
        time.sleep(60)
    if task == "crash":
        import ctypes

        ctypes.string_at(0)
    if task == "bloat":
        return str(len(bytearray(3 * 1024**3)))
    if task == "fail":
        raise UnreadableFile("damaged")
    return task


@pytest.mark.slow
def test_a_hostile_file_costs_itself_only() -> None:
    tasks = ["a", "hang", "b", "crash", "c", "bloat", "fail", "d"]
    with Sandbox(replace(load_settings({}), workers=2, parse_seconds=3, parse_memory_mb=1024)) as sandbox:
        results = dict(sandbox.run_all(behave, tasks))
        again = dict(sandbox.run_all(behave, ["e"]))
    assert [results[name] for name in "abcd"] == list("abcd")
    assert "longer than 3 s" in str(results["hang"])
    assert "crashed" in str(results["crash"])
    assert "more than 1024 MiB" in str(results["bloat"])
    assert str(results["fail"]) == "damaged"
    assert again == {"e": "e"}
    assert not [p for p in multiprocessing.active_children() if p.is_alive() and "SpawnProcess" in p.name]


@dataclass(frozen=True)
class Sized:
    """A task with a file."""

    file: Path


def begun(task: Sized) -> float:
    """The time at which a task began."""
    return time.monotonic()


@pytest.mark.slow
def test_the_largest_of_the_files_that_wait_are_read_first_and_results_come_in_order(tmp_path: Path) -> None:
    sizes = (3, 1, 9, 2, 5)
    tasks = [Sized(tmp_path / f"{at}.txt") for at in range(len(sizes))]
    for task, size in zip(tasks[:-1], sizes, strict=False):
        task.file.write_bytes(b"x" * size)  # the last one is missing
    with Sandbox(replace(load_settings({}), workers=1)) as sandbox:
        found = list(sandbox.run_all(begun, tasks))
    assert [task for task, _ in found] == tasks
    times = [time for _, time in found if isinstance(time, float)]
    assert len(times) == len(tasks)
    assert sorted(range(len(times)), key=times.__getitem__) == [2, 0, 3, 1, 4]


@pytest.mark.slow
def test_children_that_cannot_start_end_the_run_and_blame_no_file() -> None:
    with (
        Sandbox(replace(load_settings({}), workers=1, parse_memory_mb=20)) as sandbox,
        pytest.raises(SettingsError, match="POLIKB_PARSE_MEMORY_MB is 20"),
    ):
        list(sandbox.run_all(behave, ["a"]))
