"""Messages in English and Italian."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.model import ACCESSES
from kb.translations import LANGUAGES, _load, language_name, place_name, remark, translator


def test_a_message_is_translated_and_filled_in() -> None:
    assert translator("it")("New works: {count}", count=3) == "Nuovi lavori: 3"
    assert translator("en")("New works: {count}", count=3) == "New works: 3"
    assert translator("en")("role author") == "Author"


@pytest.mark.parametrize(
    ("code", "italian", "english"), [("it", "italiano", "Italian"), ("nl", "olandese", "Dutch"), ("qx", "qx", "qx")]
)
def test_a_language_is_named_in_the_readers(code: str, italian: str, english: str) -> None:
    assert (language_name(translator("it"), code), language_name(translator("en"), code)) == (italian, english)


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


def test_a_count_agrees_with_one_and_with_many() -> None:
    """Where English has "page(s)", the Italian noun stands before the count or apart from it: "pagine: 1"."""
    counted = {english: italian for english, italian in _load("remarks.it").items() if "(s)" in english}
    assert counted and [italian for italian in counted.values() if re.search(r"\{(count|pages)\} \w", italian)] == []


@pytest.mark.parametrize(
    ("english", "italian"),
    [
        ("nothing on it", "vuota"),
        ("no words on it; 170 characters of invisible text left out", "nessuna parola; caratteri di testo invisibile esclusi: 170"),
        ("it is password-protected; save a copy without a password; 2 picture(s) not read",
         "è protetto da password; salvane una copia senza password; immagini non lette: 2"),
        ("none of its 3 page(s) can be read: OCR took longer than 60 s; it was stopped",
         "nessuna pagina si può leggere (pagine: 3): l’OCR ha impiegato più di 60 s ed è stato interrotto"),
        ("Foglio 1: 3 hidden row(s) not read; sheet Bozze is hidden and not read",
         "Foglio 1: righe nascoste non lette: 3; il foglio Bozze è nascosto e non è stato letto"),
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


INGEST = Path(__file__).parents[2] / "ingest"
# What makes remarks: functions, calls by their first argument, and arguments.
FUNCTIONS = {"_remarks", "settled", "_change", "task_of", "withdrawn", "duplicate", "reason_of", "why_no_text", "skip_reason", "unread_format_reason", "_why_not", "_stated", "_readers", "_facts", "id_facts"}  # fmt: skip
CALLS = {"UnreadableFile", "HarvestError", "remarks.append", "doubts.append"}
ARGUMENTS = {"note", "reason", "problem", "remarks"}
COMMANDS = {"ingest/harvest/oai.py", "ingest/harvest/run.py"}  # whose errors end a command, which speaks English


def _texts(node: ast.AST) -> Iterator[str]:
    """The texts in the code, with "1" for each value; no docstrings."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "1" for part in node.values)
    elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        for part in ast.iter_child_nodes(node):
            yield from _texts(part)


def _remarking(node: ast.AST, *, is_command: bool) -> Iterator[ast.AST]:
    """The parts of a file that make remarks, such as reasons for which files aren't read, and notes on pages."""
    for found in ast.walk(node):
        if isinstance(found, ast.FunctionDef) and found.name in FUNCTIONS:
            yield found
        elif isinstance(found, ast.keyword) and found.arg in ARGUMENTS:
            yield found.value
        elif isinstance(found, ast.Call) and found.args:
            name = ast.unparse(found.func)
            if any(name == call or name.endswith(f".{call}") for call in CALLS) and not (
                is_command and name == "HarvestError"
            ):
                yield found.args[0]


def _remarks_of_the_program() -> set[str]:
    found: set[str] = set()
    for path in INGEST.rglob("*.py"):
        is_command = path.relative_to(INGEST.parent).as_posix() in COMMANDS
        for part in _remarking(ast.parse(path.read_text()), is_command=is_command):
            found.update(_texts(part))
    return {text for text in found if re.search(r"[a-z] \w|\w [a-z]", text)}


def test_every_remark_of_the_program_has_its_italian() -> None:
    remarks = _remarks_of_the_program()
    assert len(remarks) > 90
    assert {text for text in remarks if remark("it", text) == text} == set()


@pytest.mark.parametrize(
    ("english", "italian"),
    [
        ("hidden text and instruction on page(s) 3, 4; see `polikb ledger x`",
         "testo nascosto e istruzioni a un modello linguistico a pag. 3, 4; vedi `polikb ledger x`"),
        ("2 of 8 pages not read (OCR follows): 1, 2", "pagine non lette: 2 su 8 (segue l’OCR): 1, 2"),
        ("access was internal with an embargo until 2030-01-31 and is public now; anna may read it now",
         "l’accesso era interno con embargo fino al 2030-01-31 e ora è pubblico; ora è leggibile da anna"),
        ("access stays restricted; the embargo stays until 2030-01-31; anna, bo may not read it; "
         "so it was stated before; to open it, ingest it again with --loosen",
         "l’accesso resta riservato; l’embargo resta fino al 2030-01-31; non è leggibile da anna, bo; "
         "così era indicato prima; per aprirlo, acquisiscilo di nuovo con --loosen"),
        ("it isn't a valid Word document: File is not a zip file", "non è un file Word valido: File is not a zip file"),
        ("it isn't a valid EPUB: chapter a.xhtml is missing; chapter b.xhtml is missing",
         "non è un EPUB valido: il capitolo a.xhtml manca; il capitolo b.xhtml manca"),
        ("the stated doi 'x' is none; left out", "l’identificativo doi indicato, 'x', non è valido; escluso"),
        ("https://a.example/1: a.example is 10.0.0.1, an address in a private network; allow it with POLIKB_HARVEST_NETWORKS",
         "https://a.example/1: a.example è 10.0.0.1, un indirizzo di una rete privata; consentilo con POLIKB_HARVEST_NETWORKS"),
        ("https://a.example/1 is larger than 20 MiB (POLIKB_HARVEST_MAX_MB)", "https://a.example/1 supera 20 MiB (POLIKB_HARVEST_MAX_MB)"),
    ],
)  # fmt: skip
def test_remarks_are_translated_whole(english: str, italian: str) -> None:
    """With the values that are words."""
    assert remark("it", english) == italian


def test_every_kind_of_flag_and_level_has_its_italian() -> None:
    kinds = {
        value for path in INGEST.rglob("*.py") for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "Flag" for value in _texts(call.args[1])
    }  # fmt: skip
    both = " and ".join(sorted(kinds))
    assert len(kinds) == 2
    assert [text for text in (*kinds, both, *ACCESSES) if remark("it", text) == text] == []


@pytest.mark.parametrize("name", ["it", "remarks.it"])
def test_the_italian_is_typeset_and_calls_what_a_partner_sends_by_one_name(name: str) -> None:
    texts = [re.sub(r"`[^`]*`", "", text) for text in _load(name).values()]
    assert [text for text in texts if re.search(r"\w'\w", text)] == [], "straight apostrophes"
    assert [text for text in texts if re.search(r"(?<!hai )\bbisogn[oi]\b", text, re.I)] == [], "una richiesta"


def test_remarks_keep_their_values() -> None:
    for message, translation in _load("remarks.it").items():
        assert set(re.findall(r"\{\w+\}", message)) == set(re.findall(r"\{\w+\}", translation)), message
