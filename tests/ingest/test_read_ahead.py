"""A file that was read ahead isn't read again when it is added."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from ingest.build import FileTask, build_document
from ingest.pipeline import ingest_file, read_ahead
from ingest.read_ahead import ReadAhead
from ingest.readers.pdf import ocr
from ingest.readers.records import Line, ScannedPage
from ingest.sandbox import Sandbox
from ingest.sources.discover import Options, Source
from ingest.stated.manifest import StatedMetadata
from kb.errors import UnreadableFile
from kb.library import Library
from kb.model import Word


class Here(Sandbox):
    """Runs tasks in this process, and counts them by function and page."""

    def __init__(self) -> None:
        self.ran: list[tuple[str, int]] = []

    def run_all(self, function: Callable[[Any], Any], tasks: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        for task in tasks:
            self.ran.append((function.__name__, getattr(task, "page", 0)))
            try:
                yield task, function(task)
            except UnreadableFile as error:
                yield task, error


def task_of(file: Path) -> FileTask:
    return FileTask(file, file, file.name, "id", "hash", StatedMetadata(), "hash")


def test_each_task_runs_once_and_one_that_changed_again(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.md", tmp_path / "b.pdf"
    good.write_text("# Bread\n\nThe fictional bakery bakes at night.\n")
    bad.write_bytes(b"%PDF-1.7 and nothing else")
    here = Here()
    ahead = ReadAhead(here)
    first = {task.file.name: result for task, result in ahead.run_all(build_document, [task_of(bad), task_of(good)])}
    again = [result for _, result in ahead.run_all(build_document, [task_of(good), task_of(bad)])]
    assert again == [first["a.md"], first["b.pdf"]] and isinstance(again[1], UnreadableFile)
    assert here.ran == [("build_document", 0)] * 2
    ((_, renamed),) = ahead.run_all(build_document, [replace(task_of(good), document_id="another")])
    assert renamed.document.id == "another" and len(here.ran) == 3  # type: ignore[union-attr]


def test_a_file_and_its_scanned_pages_are_read_before_it_is_added(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blank = Image.new("L", (620, 877), 255)
    ImageDraw.Draw(blank).rectangle((100, 100, 500, 130), fill=0)
    blank.save(tmp_path / "scan.pdf", "PDF", resolution=75, save_all=True, append_images=[blank])

    def scan(task: ocr.PageTask) -> ScannedPage:
        lines = (Line("The fictional bees live on the roofs of the school.", 12, 90),)
        return ScannedPage(task.page, lines, (Word("bees", 0, 0, 1, 1),), 0.9)

    monkeypatch.setattr(ocr, "why_unavailable", lambda _: "")
    monkeypatch.setattr(ocr, "scan", scan)
    source, here = Source(tmp_path / "scan.pdf", "scan.pdf", tmp_path / "scan.pdf"), Here()
    ahead = read_ahead(library, source, Options(), here)
    read = [("build_document", 0), ("scan", 1), ("scan", 2), ("build_document", 0)]
    assert here.ran == read and library.catalogue.counts()["documents"] == 0
    assert ingest_file(library, source, Options(), ahead).outcome == "added"
    assert here.ran == read, "nothing was read again"
    assert library.catalogue.all_documents()[0].pages_read == 2
