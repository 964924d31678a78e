"""Files that aren't ingested are listed with the reason."""

import os
from pathlib import Path

import pytest

from ingest.sources.discover import find_sources
from ingest.sources.skipped import as_utf8, skip_reason, unread_format_reason
from kb.errors import NothingToIngest


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("a.docx", ""),
        ("A.TXT", ""),
        ("pack.zip", ""),
        ("old.doc", "save it as .docx or PDF"),
        ("old.RTF", "save it as .docx or PDF"),
        ("old.xls", "save it as .xlsx or PDF"),
        ("picture.png", "(.png) aren't read"),
        ("README", "without a suffix"),
    ],
)
def test_kinds(name: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")  # without LibreOffice
    assert says in unread_format_reason(name)
    assert bool(unread_format_reason(name)) is bool(says)


def test_links_are_named_and_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Un testo fittizio.")
    (folder / "copy.txt").symlink_to(folder / "a.txt")
    (folder / "broken.txt").symlink_to(tmp_path / "nowhere")
    (folder / "ring").symlink_to(folder)
    told = {source.source: source.problem for source in find_sources([folder], tmp_path / "unpacked")}
    assert told["a.txt"] == told["copy.txt"] == ""
    assert told["broken.txt"] == "a link that leads nowhere"
    assert told["ring"].startswith("a link to a folder")
    assert len(told) == 4


def test_a_hidden_document_is_named_and_read_where_it_is_given_by_name(tmp_path: Path) -> None:
    for name in ("a.txt", ".draft.txt", ".git/b.txt", "._a.txt", ".record.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Un testo fittizio.")
    told = {source.source: source.problem for source in find_sources([tmp_path], tmp_path / "unpacked")}
    assert set(told) == {"a.txt", ".draft.txt"} and "rename it" in told[".draft.txt"]
    (given,) = find_sources([tmp_path / ".draft.txt"], tmp_path / "unpacked")
    assert not given.problem


def test_what_cannot_be_opened_or_listed_is_named_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "a.txt").write_text("Un testo fittizio.")
    (tmp_path / "long.txt").symlink_to("x" * 300)
    scan = os.scandir

    def refused(path: str | os.PathLike[str]) -> "os._ScandirIterator[str]":
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return scan(os.fspath(path))

    monkeypatch.setattr("os.scandir", refused)
    found = find_sources([tmp_path], tmp_path / "unpacked")
    assert not any(source.is_skipped for source in found), "they fail, so that the run ends with code 1"
    assert {source.source: source.problem for source in found} == {
        "a.txt": "",
        "closed": "its files can't be listed: Permission denied",
        "long.txt": "it can't be opened: File name too long",
    }
    with pytest.raises(NothingToIngest, match="File name too long"):
        find_sources([tmp_path / ("x" * 300)], tmp_path / "unpacked")


def test_a_folder_of_other_files_has_nothing_to_ingest(tmp_path: Path) -> None:
    for name in ("picture.png", "picture2.png", ".draft.txt"):
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(NothingToIngest, match="Formats read") as told:
        find_sources([tmp_path], tmp_path / "unpacked")
    assert "picture.png: files of this kind (.png) aren't read" in str(told.value) and "picture2" not in str(told.value)
    assert ".draft.txt: a hidden file" in str(told.value)


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "no file" in skip_reason(tmp_path / "pipe.txt")
    assert skip_reason(tmp_path) == ""


def test_a_name_that_is_not_utf8_is_shown_as_it_can_be(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/perch\xe9.txt"
    with open(raw, "w") as file:  # noqa: PTH123 - pathlib takes no bytes
        file.write("Il cortile fittizio ospita un orto.")
    (source,) = find_sources([tmp_path], tmp_path / "unpacked")
    assert (source.source, source.path.name, source.problem) == ("perché.txt", "perché.txt", "")
    assert source.fetch().read_text().startswith("Il cortile")
    assert as_utf8(Path("plain.txt")) == Path("plain.txt")
