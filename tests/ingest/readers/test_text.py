"""Plain text: paragraphs, with any ends of lines and pages."""

import time
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


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("Servono:\n- semi\n- una carriola\n  con la ruota\n1. made-up step", ["Servono:", "- semi", "- una carriola con la ruota", "1. made-up step"]),
        ("Titolo: Orti finti\nAutore: Ada Inventata\n\nTesto: che va\na capo", ["Titolo: Orti finti", "Autore: Ada Inventata", "Testo: che va a capo"]),
        ("Sede         Soci   Ore\n------------------------\nLodi finta      4    40\nPavia                 9", ["Sede | Soci | Ore", "Lodi finta | 4 | 40", "Pavia | | 9"]),
        ("Town\tMembers\nMade-up\t4\nInvented\t\t7", ["Town | Members", "Made-up | 4", "Invented | | 7"]),
        ("a  sentence with  two gaps\nand a line without one\nand one more", ["a  sentence with  two gaps and a line without one and one more"]),
    ],
)  # fmt: skip
def test_items_fields_and_rows_stay_apart(source: str, blocks: list[str]) -> None:
    assert [block.text for block in text_blocks(source)] == blocks


def test_underlined_lines_are_headings() -> None:
    blocks = text_blocks("L'orto finto\n============\nÈ aperto.\n\nMethod\n------\n\nMade up.")
    assert blocks == [(1, "L'orto finto"), (0, "È aperto."), (2, "Method"), (0, "Made up.")]


def test_a_word_without_end_takes_time_by_its_length() -> None:
    started = time.process_time()
    text_blocks("a" * 300_000)
    assert time.process_time() - started < 2
