"""The measurement with damaged files, on a few."""

import zipfile
from pathlib import Path

import pytest

from bench import mutations as measured
from bench.mutations import archive_faults, mutations, sources
from ingest.readers.registry import READERS


def test_a_few_are_read_and_the_next_call_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured, "sources", lambda folder: _small(folder))
    first = mutations(total=4, kept=tmp_path)
    again = mutations(total=8, kept=tmp_path)
    assert (first["files"], again["files"], again["faults"], again["what"]) == (4, 8, 0, "none")
    assert again["of them archives"] == 4


def test_what_took_too_long_once_is_read_again_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[tuple[int, int]] = []

    def late(folder: Path, files: list[Path], count: int, first: int) -> list[tuple[str, str]]:
        called.append((count, first))
        return [("1000007-note.txt", "reading it took longer than 20 s")] if count > 1 else []

    monkeypatch.setattr(measured, "sources", lambda folder: _small(folder))
    monkeypatch.setattr(measured, "faults", late)
    assert mutations(total=4, kept=tmp_path)["faults"] == 0 and called == [(2, 1000000), (1, 1000007)]


def _small(folder: Path) -> list[Path]:
    (folder / "note.txt").write_text("Un testo di finzione.")
    with zipfile.ZipFile(folder / "archive.zip", "w") as packed:
        packed.write(folder / "note.txt", "note.txt")
    return [folder / "note.txt", folder / "archive.zip"]


def test_what_an_archive_raises_beside_reasons_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    *_, archive = _small(tmp_path)
    monkeypatch.setattr(measured, "members", lambda path: [][1])
    [(name, what), *_] = archive_faults(tmp_path, archive, 1, 0)
    assert name == "0-archive.zip" and what.startswith("IndexError")


def test_every_format_but_the_old_ones_is_damaged(tmp_path: Path) -> None:
    *files, archive = sources(tmp_path)
    assert {path.suffix for path in files} >= {
        ".pdf",
        ".docx",
        ".pptx",
        ".odt",
        ".epub",
        ".xlsx",
        ".html",
        ".tex",
        ".md",
    } & {*READERS}
    assert archive.suffix == ".zip" and len(zipfile.ZipFile(archive).namelist()) == 6
