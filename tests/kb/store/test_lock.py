"""One writer at a time; the error names it."""

import subprocess
import sys
from pathlib import Path

import pytest

from kb.errors import LibraryError, LibraryInUse
from kb.store.lock import LibraryLock


def test_the_second_is_told_who_holds_it(tmp_path: Path) -> None:
    first, second = LibraryLock(tmp_path / "home"), LibraryLock(tmp_path / "home")
    first.acquire("polikb ingest (process 7)")
    with pytest.raises(LibraryInUse, match=r"polikb ingest \(process 7\)"):
        second.acquire("another")
    first.release()
    second.acquire("another")
    assert (tmp_path / "home" / "owner").read_text() == "another"
    second.release()
    assert not (tmp_path / "home" / "owner").exists()
    second.release()  # releasing twice is no error


@pytest.mark.kill
def test_a_process_that_is_killed_holds_nothing(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from kb.store.lock import LibraryLock;"
        "LibraryLock(Path(sys.argv[1])).acquire('killed'); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False).returncode == -9
    lock = LibraryLock(tmp_path)
    lock.acquire("next")
    lock.release()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(LibraryError, match="can't be written"):
        LibraryLock(tmp_path / "file" / "home").acquire("x")


def test_a_lock_whose_owner_cannot_be_written_is_released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    lock = LibraryLock(tmp_path)
    with monkeypatch.context() as patched, pytest.raises(LibraryError, match="No space left on device"):
        patched.setattr(Path, "write_text", full)
        lock.acquire("first")
    LibraryLock(tmp_path).acquire("second")
