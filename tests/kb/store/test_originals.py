"""Originals are stored by content, completely or not at all, and deleted with their pictures."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import s3fs
from moto.server import ThreadedMotoServer

import kb.store.originals
from kb.errors import LibraryError
from kb.store.originals import Originals, forget_upload
from tests.fakes import document


def test_a_file_is_copied_once(tmp_path: Path) -> None:
    originals, record = Originals(tmp_path / "home"), document("one", content_hash="ab" * 32, format="pdf")
    (tmp_path / "one.pdf").write_bytes(b"first")
    originals.keep(tmp_path / "one.pdf", record)
    kept = originals.path(record)
    assert kept.read_bytes() == b"first" and kept.parent.name == "ab" and kept.suffix == ".pdf"
    before = kept.stat().st_mtime_ns
    (tmp_path / "one.pdf").write_bytes(b"other")  # the same hash is the same content
    originals.keep(tmp_path / "one.pdf", record)
    assert kept.read_bytes() == b"first" and kept.stat().st_mtime_ns == before


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket of a server that speaks S3."""
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in (
        ("ACCESS_KEY_ID", "key"),
        ("SECRET_ACCESS_KEY", "secret"),
        ("ENDPOINT_URL", f"http://{host}:{port}"),
    ):
        monkeypatch.setenv(f"AWS_{name}", value)
    s3fs.S3FileSystem.clear_instance_cache()
    s3fs.S3FileSystem().makedirs("library", exist_ok=True)
    yield "s3://library/originals"
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


def test_originals_in_a_bucket_are_shared_and_the_latest_ones_are_at_hand(
    tmp_path: Path, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (Originals(tmp_path / name, bucket) for name in ("one", "two"))
    records = [
        document(name, content_hash=digit * 64, format="txt") for name, digit in (("a", "a"), ("b", "b"), ("c", "c"))
    ]
    for record in records:
        (tmp_path / record.source).write_text(record.id * 10)
        one.keep(tmp_path / record.source, record)
        one.keep(tmp_path / record.source, record)  # twice is once
    assert [two.path(record).read_text() for record in records] == ["a" * 10, "b" * 10, "c" * 10]
    assert two.path(records[0]).is_relative_to(tmp_path / "two") and not two.path(document("absent")).exists()
    one.remove(records[0].content_hash, records[0].format)
    one.remove(records[0].content_hash, records[0].format)
    assert not one.path(records[0]).exists() and two.path(records[0]).exists()
    assert one.contents() == {record.content_hash for record in records[1:]}
    two.forget_others({record.content_hash for record in records[1:]})
    assert not two.path(records[0]).exists()
    monkeypatch.setattr(kb.store.originals, "_CACHED", 15)
    assert one.path(records[1]).exists() and one.path(records[2]).exists()
    assert [file.name[0] for file in (tmp_path / "one" / "originals").glob("*/*")] == ["c"], "the latest stays"


def test_a_bucket_that_can_not_be_reached_is_told(
    tmp_path: Path, bucket: str, caplog: pytest.LogCaptureFixture
) -> None:
    record = document("a")
    (tmp_path / "a").write_text("A.")
    wrong = Originals(tmp_path, "s3://missing/originals")
    with pytest.raises(LibraryError, match="s3://missing/originals can't be reached"):
        wrong.keep(tmp_path / "a", record)
    with pytest.raises(LibraryError, match="POLIKB_ORIGINALS=nothing://here can't be used"):
        Originals(tmp_path, "nothing://here")
    broken = Originals(tmp_path, bucket)
    broken._remote = (BrokenStore(), "library")
    assert not broken.path(record).exists() and "can't be fetched" in caplog.text
    with pytest.raises(LibraryError, match="no answer"):
        broken.remove(record.content_hash, record.format)
    with pytest.raises(LibraryError, match="no answer"):
        broken.contents()


class BrokenStore:
    """A store whose connection breaks."""

    def get_file(self, name: str, target: str) -> None:
        Path(target).write_text("half")
        raise TimeoutError("no answer")

    def rm_file(self, name: str) -> None:
        raise TimeoutError("no answer")

    def find(self, root: str) -> list[str]:
        raise TimeoutError("no answer")


def test_what_cannot_be_copied_leaves_nothing(tmp_path: Path) -> None:
    originals, record = Originals(tmp_path / "home"), document("one")
    with pytest.raises(FileNotFoundError):
        originals.keep(tmp_path / "absent", record)
    assert [path for path in (tmp_path / "home").rglob("*") if path.is_file()] == []


def test_pictures_and_partial_copies_go_too_but_nothing_of_others(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    one, two = document("one", content_hash="ab" * 32), document("two", content_hash="ab1" + "c" * 61)
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for record in (one, two):
        (tmp_path / record.source).write_text(record.id)
        originals.keep(tmp_path / record.source, record)
        (pictures / f"{record.content_hash[:20]}-1.webp").write_bytes(b"x")
    originals.path(one).with_suffix(".text.new").write_bytes(b"half")
    originals.remove(one.content_hash, one.format)
    assert [path for path in originals.path(one).parent.iterdir() if path.is_file()] == [originals.path(two)]
    assert [path.name for path in pictures.iterdir()] == [f"{two.content_hash[:20]}-1.webp"]
    originals.remove(one.content_hash, one.format)  # twice is no error


def test_what_waits_to_be_read_lies_beside_the_originals_until_it_is_forgotten(bucket: str, tmp_path: Path) -> None:
    (tmp_path / "mill.md").write_text("The mill.")
    for originals in (Originals(tmp_path / "home"), Originals(tmp_path / "other", bucket)):
        originals.keep_waiting(tmp_path / "mill.md", "a.md")
        (tmp_path / "here").mkdir(exist_ok=True)
        assert originals.waiting("a.md", tmp_path / "here").read_text() == "The mill."
        for _ in range(2):  # twice is no error
            originals.forget_waiting("a.md")
        assert not originals.waiting("a.md", tmp_path / "here").exists()


def test_an_uploaded_file_goes_with_the_folder_of_its_own(tmp_path: Path) -> None:
    uploads = tmp_path / "uploads"
    (uploads / "3" / "key").mkdir(parents=True)
    for place in ("3/key/mill.md", "3/other.md"):
        (uploads / place).write_text("The mill.")
    forget_upload(uploads, Path("3/key/mill.md"))
    assert [path.name for path in (uploads / "3").iterdir()] == ["other.md"]
    forget_upload(uploads, Path("3/other.md"))
    assert not list((uploads / "3").iterdir())


def test_files_of_documents_that_are_not_there_are_named_only_in_the_librarys_own_folder(tmp_path: Path) -> None:
    kept, gone = document("kept", content_hash="ab" * 32), document("gone", content_hash="cd" * 32)
    for place in ("", str(tmp_path / "elsewhere")):
        originals = Originals(tmp_path / "home", place)
        for record in (kept, gone):
            (tmp_path / record.source).write_text(record.id)
            originals.keep(tmp_path / record.source, record)
        half = originals.path(kept).with_name(f"{kept.content_hash}.text.12-34.new")
        half.write_text("half")
        originals.keep_waiting(half, "a.md")
        others = originals.strangers({kept.content_hash})
        originals.delete_halves()
        assert half.exists() == bool(place), "it may be another process', which stores it now"
        assert set(others) == (set() if place else {originals.path(gone), half}), (
            "another folder may hold what others need"
        )
        originals.delete_strangers({kept.content_hash})
        assert originals.path(kept).is_file() and originals.path(gone).is_file() == bool(place)
