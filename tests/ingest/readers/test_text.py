"""Plain text: paragraphs, whatever ends its lines and pages."""

from pathlib import Path

import pytest

from ingest.readers.text import read_text, text_blocks


def test_a_paragraph_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"one\r\n  two\r\n\r\n \r\nthree\n")
    assert [line.text for line in read_text(tmp_path / "a.txt").pages[0].lines] == ["one two", "three"]


@pytest.mark.parametrize(
    ("source", "paragraphs"),
    [
        ("fine del registro\fInizio", ["fine del registro", "Inizio"]),
        ("prima\x0bseconda", ["prima seconda"]),
        ("vecchio Mac\rriga due\r\rnuovo", ["vecchio Mac riga due", "nuovo"]),
        ("one\u2028two\u2029three\x85four", ["one two", "three four"]),
        ("\x1b[31mrosso\x1b[0m e nx\bero", ["rosso e nero"]),
        ("parte\u00ad\ncipazione", ["partecipazione"]),
        (
            "la parteci-\npazione; well-\nknown, so well-known\n\n- no",
            ["la partecipazione; well-known, so well-known", "- no"],
        ),
    ],
)
def test_ends_of_lines_and_pages_part_words(source: str, paragraphs: list[str]) -> None:
    assert [block.text for block in text_blocks(source)] == paragraphs
