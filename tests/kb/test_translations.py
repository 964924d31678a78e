"""Messages in English and Italian."""

import ast
import re
from pathlib import Path

import pytest

from kb.translations import LANGUAGES, _load, place_name, remark, translator


def test_a_message_is_translated_and_filled_in() -> None:
    assert translator("it")("New works: {count}", count=3) == "Nuovi lavori: 3"
    assert translator("en")("New works: {count}", count=3) == "New works: 3"
    assert translator("en")("role author") == "Author"


def test_an_unknown_message_is_shown_as_it_is() -> None:
    assert translator("it")("{braces} that are no value") == "{braces} that are no value"


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_take_the_values_of_their_message(language: str) -> None:
    """A translation may reorder the values, but neither lose nor invent any. Keys such as "doubt name" have their own."""
    for message, translation in _load(language).items():
        if message[0].isupper():
            assert set(re.findall(r"\{\w+\}", message)) == set(re.findall(r"\{\w+\}", translation)), message


@pytest.mark.parametrize(
    ("label", "italian", "english"),
    [("xii", "p. xii", "p. xii"), ("3", "p. 3", "p. 3"), ("row 3", "riga 3", "row 3"), ("cell 12", "cella 12", "cell 12"),
     ("row x", "p. row x", "p. row x"), ("", "p. ", "p. "), ("record", "scheda bibliografica", "the work's record")],
)  # fmt: skip
def test_a_row_is_no_page(label: str, italian: str, english: str) -> None:
    assert (place_name(translator("it"), label), place_name(translator("en"), label)) == (italian, english)


@pytest.mark.parametrize(
    ("english", "italian"),
    [
        ("nothing on it", "vuota"),
        ("no words on it; 170 characters of invisible text left out", "nessuna parola; 170 caratteri di testo invisibile esclusi"),
        ("it is password-protected; save a copy without a password; 2 picture(s) not read",
         "è protetto da password; salvane una copia senza password; 2 immagini non lette"),
        ("none of its 3 page(s) can be read: OCR took longer than 60 s; it was stopped",
         "nessuna delle sue 3 pagine si può leggere: l’OCR ha impiegato più di 60 s ed è stato interrotto"),
        ("Foglio 1: 3 hidden row(s) not read; sheet Bozze is hidden and not read",
         "Foglio 1: 3 righe nascoste non lette; il foglio Bozze è nascosto e non è stato letto"),
        ("tesi.pdf: the file is empty (0 bytes)", "tesi.pdf: il file è vuoto (0 byte)"),
        ("something that nobody foresaw", "something that nobody foresaw"),
        ("", ""),
    ],
)  # fmt: skip
def test_remarks_of_the_ledger_are_translated_piece_by_piece(english: str, italian: str) -> None:
    assert remark("it", english) == italian
    assert remark("en", english) == english


def test_a_long_list_of_remarks_is_bounded() -> None:
    assert remark("it", "; ".join(["nothing on it"] * 5000)).startswith("vuota; vuota")


READERS = Path(__file__).parents[2] / "ingest"


def _written(node: ast.expr) -> str | None:
    """A text in the code with "1" for each value; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "1" for part in node.values)
    return None


def _remarks_of_the_readers() -> set[str]:
    """The reasons for which files aren't read, and the notes on pages."""
    found: set[str | None] = set()
    for path in READERS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("UnreadableFile") and node.args:
                found.add(_written(node.args[0]))
            if isinstance(node, ast.keyword) and node.arg == "note":
                found.add(_written(node.value))
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("remarks.append"):
                found.add(_written(node.args[0]))
    return {text for text in found if text and " " in text}


def test_every_remark_of_the_readers_has_its_italian() -> None:
    remarks = _remarks_of_the_readers()
    assert len(remarks) > 40
    assert {text for text in remarks if remark("it", text) == text} == set()


def test_remarks_keep_their_values() -> None:
    for message, translation in _load("remarks.it").items():
        assert set(re.findall(r"\{\w+\}", message)) == set(re.findall(r"\{\w+\}", translation)), message
