"""Plain text: its encoding, and its paragraphs."""

from pathlib import Path

import pytest

from ingest.readers.text import decode, read_text
from kb.errors import UnreadableFile


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_recognised(encoding: str) -> None:
    assert decode("Perché – «sì»".encode(encoding)) == "Perché – «sì»"


def test_binary_data_is_no_text() -> None:
    with pytest.raises(UnreadableFile, match="isn't text"):
        decode(b"a\0b")


def test_a_paragraph_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"one\r\n  two\r\n\r\n \r\nthree\n")
    assert [line.text for line in read_text(tmp_path / "a.txt").pages[0].lines] == ["one two", "three"]
