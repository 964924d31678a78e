"""The text of a file with a need or an idea."""

from pathlib import Path

import pytest

from ingest.plain_text import FORMATS, plain_text
from ingest.readers.registry import READERS
from kb.errors import UnreadableFile
from tests.fakes import write_pdf


def test_pages_are_read_in_order(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "need.pdf", [["Vorremmo un pozzo."], ["E un giardino."]])
    assert plain_text(path) == "Vorremmo un pozzo.\n\nE un giardino."


def test_what_holds_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "blank.txt").write_text(" \n ")
    for path in (tmp_path / "blank.txt", write_pdf(tmp_path / "blank.pdf", [[]])):
        with pytest.raises(UnreadableFile):
            plain_text(path)


def test_each_format_has_a_reader() -> None:
    assert set(FORMATS) <= READERS.keys()
