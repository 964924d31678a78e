"""Opening the library for a command."""

import json
import re
import shutil
import sys

import pytest
import typer

import ingest.cli
import kb.cli.ask
import kb.cli.backup
import kb.cli.library
import kb.cli.people
import kb.cli.search
import kb.cli.users
from kb.cli.common import counted, open_library, place_of, print_json, print_table, say
from kb.errors import LibraryError, PolikbError
from kb.settings import Settings
from tests.kb.cli.conftest import Run


def test_there_is_no_library_yet(run: Run) -> None:
    with pytest.raises(LibraryError, match="polikb ingest"):
        open_library()


def test_reading_repairs_a_lost_index_first_and_keeps_no_lock(run: Run, filled: Settings) -> None:
    shutil.rmtree(filled.home / "words")
    with open_library() as library:
        assert not library.words_are_behind() and not library.writable
    assert not (filled.home / "owner").exists()


def test_a_library_that_another_writes_to_is_read_as_it_is(run: Run, filled: Settings) -> None:
    with open_library(writable=True, owner="polikb serve") as holder, open_library() as reading:
        assert reading.catalogue.counts() == holder.catalogue.counts()


def test_json_is_readable_in_its_own_letters(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"città": ["è", 1]})
    told = capsys.readouterr().out
    assert "città" in told and told.count("\n") > 3 and json.loads(told) == {"città": ["è", 1]}


@pytest.mark.parametrize("is_terminal", [True, False])
def test_nothing_that_is_printed_commands_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, is_terminal: bool
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal)
    monkeypatch.setenv("NO_COLOR", "1")
    name = "a\x1b]0;title\x07\x9b31m\r\x7f\udcffb"
    say(f"{name}\n\tè", bold="")
    say("", bold=name)
    say(name, err=True)
    print_table(("name",), [(name,)], name)
    print_json({"name": name})
    told = capsys.readouterr()
    assert re.findall(r"[^\n\t -~è\u2500-\u257f]", re.sub(r"\x1b\[[01]m", "", told.out + told.err)) == []
    assert r"a\u001b]0;title\u0007\u009b31m\u000d\u007f\udcffb" in told.err
    assert told.out.startswith("a\\u001b") and "\n\tè\n" in told.out
    assert json.loads(told.out[told.out.index("{") :]) == {"name": name}


LOOKING_AFTER = [
    (ingest.cli.app, ["edit", "x", "year=2020"]),
    *((kb.cli.search.app, words) for words in (["search", "x"], ["documents"], ["text"])),
    *((kb.cli.library.app, words) for words in (
        ["status"], ["queries"], ["remove", "x"], ["reindex"], ["reindex", "--resume"],
        ["doctor"], ["doctor", "--repair"], ["ledger"],
    )),
    *((kb.cli.ask.app, words) for words in (["ask", "x"], ["eval", __file__, "--keep"])),
    *((kb.cli.people.app, words) for words in (
        ["experts", "x"], ["match", "x"], ["prior-work", "x"], ["similar", "x"], ["contacts", __file__], ["alerts"], ["alerts", "--send"], ["names", "person"],
        ["names", "person", "x", "--hide"], ["mcp"],
    )),
    *((kb.cli.backup.app, words) for words in (["backup", "b"], ["restore", "b"], ["move", "--to", "elsewhere"], ["withdraw"], ["withdraw", "x"], ["withdraw", "x", "--undo"])),
    *((kb.cli.users.app, ["users", *words]) for words in (["list"], ["password", "x"], ["change", "x"], ["remove", "x"])),
]  # fmt: skip
MAKING = {"ingest", "add"}  # the others, all of them, are in LOOKING_AFTER
WITHOUT_LIBRARY = {"fetch-model"}


@pytest.mark.parametrize(
    ("app", "words"), LOOKING_AFTER, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_a_mistyped_folder_is_said_and_not_made(
    run: Run, settings: Settings, app: typer.Typer, words: list[str]
) -> None:
    done = run(app, *words, input="long enough a word\n")
    assert isinstance(done.exception, PolikbError), (done.exception, done.output)
    told = ("There is no", "can't be used as questions", "has no column")  # a file that is named is read first
    assert any(words in str(done.exception) for words in told)
    assert not settings.home.exists()


def test_no_command_is_left_out_above() -> None:
    tried = {word for _, words in LOOKING_AFTER for word in words[: 1 + (words[0] == "users")]}
    commands = [command for app, _ in LOOKING_AFTER for command in app.registered_commands]
    names = {
        command.name or getattr(command.callback, "__name__", "")
        for command in (*commands, *kb.cli.users.users.registered_commands)
    }
    assert len(names) > 15 and names <= tried | MAKING | WITHOUT_LIBRARY


def test_a_place_in_a_document_is_named_as_on_the_pages() -> None:
    assert [place_of(label) for label in ("xii", "row 3", "record")] == ["p. xii", "row 3", "the work's record"]


@pytest.mark.parametrize(("count", "told"), [(0, "0 queries"), (1, "1 query"), (2, "2 queries")])
def test_one_is_told_in_the_singular(count: int, told: str) -> None:
    assert counted(count, "query", "queries") == told
    assert counted(count, "page") == f"{count} page{'' if count == 1 else 's'}"
