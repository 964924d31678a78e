"""Originals are kept by content, whole or not at all, and go with their pictures."""

import json
from pathlib import Path

import pytest

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
    originals.remove(one)
    assert [path for path in originals.path(one).parent.iterdir() if path.is_file()] == [originals.path(two)]
    assert [path.name for path in pictures.iterdir()] == [f"{two.content_hash[:20]}-1.webp"]
    originals.remove(one)  # twice is no error


def test_an_uploaded_file_goes_with_its_finished_records(tmp_path: Path) -> None:
    uploads, records = tmp_path / "uploads", tmp_path / "uploads" / "3" / ".uploads"
    records.mkdir(parents=True)
    (uploads / "3" / "key").mkdir()
    (uploads / "3" / "key" / "mill.md").write_text("The mill.")
    for name, place, state in (
        ("1", "key/mill.md", "done"),
        ("2", "key/mill.md", "waiting"),
        ("3", "other.md", "done"),
    ):
        (records / f"{name}.json").write_text(json.dumps({"path": f"/old/uploads/3/{place}", "state": state}))
    (records / "4.json").write_text("{")
    forget_upload(uploads, Path("3/key/mill.md"))
    assert not (uploads / "3" / "key").exists()
    assert sorted(path.name for path in records.iterdir()) == ["2.json", "3.json"]
