"""Atomic replacement of a file: readers see the old content or the new, and a failure leaves nothing behind."""

import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kb.files import changed_files, current, file_digest, keep_checksums, replace_file, text_digest, write_aside


def test_the_digest_is_the_sha256(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"polikb")
    assert file_digest(tmp_path / "a") == hashlib.sha256(b"polikb").hexdigest()
    assert text_digest("però") == hashlib.sha256("però".encode()).hexdigest()


@pytest.mark.parametrize("data", ["perché", "perché".encode()])
def test_text_and_bytes_replace_what_was_there(tmp_path: Path, data: str | bytes) -> None:
    path = tmp_path / "note.json"
    path.write_text("old")
    replace_file(path, data)
    assert path.read_text(encoding="utf-8") == "perché"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_keeps_the_old_content_and_leaves_nothing_aside(tmp_path: Path) -> None:
    path = tmp_path / "note.json"
    path.write_text("old")
    with pytest.raises(ValueError, match="broken"), write_aside(path) as aside:
        aside.write_text("half")
        raise ValueError("broken")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_old_content_is_there_until_the_new_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "note.json"
    path.write_text("old")
    with write_aside(path) as aside:
        aside.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"


def test_a_private_file_is_never_readable_by_others(tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    path.write_text("old")
    path.chmod(0o644)
    replace_file(path, "secret", mode=0o600)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.kill
def test_a_process_that_is_killed_while_writing_leaves_the_old_content(tmp_path: Path) -> None:
    path = tmp_path / "note.json"
    path.write_text("old")
    code = (
        "import os, sys; from pathlib import Path; from kb.files import write_aside\n"
        "with write_aside(Path(sys.argv[1])) as aside:\n"
        "    aside.write_text('half'); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == -9
    assert path.read_text() == "old"


def test_changed_files_are_told_from_new_and_deleted_ones(tmp_path: Path) -> None:
    for name in ("a.idx", "sub/b.idx", "meta.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert changed_files(tmp_path) == []

    def is_index(name: str) -> bool:
        return name.endswith(".idx")

    keep_checksums(tmp_path, finished=is_index)
    (tmp_path / "a.idx").write_text("damaged")
    (tmp_path / "meta.json").write_text("rewritten at each commit")
    (tmp_path / "sub" / "b.idx").unlink()
    (tmp_path / "c.idx").write_text("new")
    assert changed_files(tmp_path) == ["a.idx"]
    keep_checksums(tmp_path, finished=is_index)
    assert changed_files(tmp_path) == ["a.idx"], "what was known is not taken for sound again"
    keep_checksums(tmp_path)
    assert changed_files(tmp_path) == []
    (tmp_path / "checksums.json").write_text("{")
    assert changed_files(tmp_path) == []


def test_checksums_that_cannot_be_written_are_none_and_hide_no_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.bin").write_bytes(b"one")
    keep_checksums(tmp_path)
    (tmp_path / "a.bin").write_bytes(b"two")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kb.files.replace_file", full)
    keep_checksums(tmp_path)
    assert changed_files(tmp_path) == [] and [path.name for path in tmp_path.iterdir()] == ["a.bin"]


def test_a_file_is_read_once_until_it_changes(tmp_path: Path) -> None:
    path, read = tmp_path / "list.csv", list[str]()

    def load(file: Path) -> str:
        read.append(file.read_text())
        return read[-1].upper()

    path.write_text("old")
    assert [current(path, load), current(path, load)] == ["OLD", "OLD"] and read == ["old"]
    path.write_text("new")
    os.utime(path, ns=(0, 1))
    assert current(path, load) == "NEW" and read == ["old", "new"]
    assert current(path, lambda file: len(file.read_text()), "length") == 3, "another part of the same file"
