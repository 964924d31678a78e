"""Shared by all commands: opening the library, printing tables and JSON, common options."""

import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kb.text.normalise import printable

if TYPE_CHECKING:
    from kb.library import Library
    from kb.links import Links
    from kb.settings import Settings

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, as the web API returns it.")]
Count = Annotated[int, typer.Option("-k", help="How many passages to show.", min=1, max=100)]


def open_library(*, writable: bool = False, owner: str = "") -> "Library":
    """Open the library in POLIKB_HOME. Unless `writable`, another process may hold it.

    Raises LibraryError, also if there is none.
    """
    from kb.errors import LibraryError
    from kb.library import Library
    from kb.settings import load_settings
    from kb.store.lock import require_library

    settings = load_settings()
    require_library(settings)
    if writable:
        return Library(settings, writable=True, owner=owner)
    if (settings.database_url or (settings.home / "catalogue.sqlite").is_file()) and _is_behind(settings):
        # Opening for writing repairs the indexes. If another process holds the library, or the disk is full or read-only, the
        # command only reads.
        with suppress(LibraryError):
            Library(settings, writable=True, owner="a polikb command that repairs the library").close()
    return Library(settings, writable=False)


def state_name(state: str) -> str:
    """A state of `kb.search.relevance`, worded as on the pages."""
    from kb.translations import translator

    return translator("en")("state " + state)


def require_choice(option: str, value: str | None, choices: Sequence[str]) -> None:
    """Raise PolikbError unless an option's value is one of the choices, or None."""
    from kb.errors import PolikbError

    if value not in (None, *choices):
        raise PolikbError(f"{option} {value!r} isn't known. It can be {', '.join(choices)}.")


def require_language(library: "Library", language: str | None) -> None:
    """Raise PolikbError if the library has documents, but none in this language."""
    from kb.model import OWNER
    from kb.search.scope import all_documents

    held = sorted({document.language for document in all_documents(library, OWNER)}) if language else ()
    if held:
        require_choice("--language", language, held)


def _is_behind(settings: "Settings") -> bool:
    """Whether the library must be opened for writing, to migrate or reindex it, before it can be read."""
    from kb.errors import LibraryError
    from kb.library import Library

    try:
        with Library(settings, writable=False) as library:
            return library.words_are_behind()
    except LibraryError:
        return True


def links_of(context: typer.Context) -> "Links":
    """The links that the program's entry point passes to its commands."""
    links: Links = context.obj
    return links


def say(text: str = "", *, bold: str = "", err: bool = False) -> None:
    """Print a text, after its `bold` beginning, with control characters escaped: file names and titles may have some."""
    beginning = typer.style(printable(bold), bold=True) if bold else ""
    typer.echo(beginning + printable(text), err=err)


def print_json(value: Any) -> None:
    """Print a value as indented JSON, without escaping non-ASCII letters."""
    say(json.dumps(value, ensure_ascii=False, indent=2))


def counted(count: int, noun: str, plural: str = "") -> str:
    """The count with its noun: "1 page", "3 pages"; "2 queries" with `plural` given."""
    return f"{count} {noun if count == 1 else plural or noun + 's'}"


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]], caption: str = "") -> None:
    """Print a table with headings and caption on a terminal; elsewhere one line per row, cells separated by tabs.

    Columns of numbers are aligned to the right, and None is an empty cell. NO_COLOR turns styles off.
    """
    listed = list(rows)
    lines = [["" if cell is None else " ".join(str(cell).split()) for cell in row] for row in listed]
    if not sys.stdout.isatty():
        for line in lines:
            say("\t".join(line))
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for at, heading in enumerate(headings):
        is_number = all(isinstance(row[at], int | float | None) for row in listed)
        # The first column, often an id to copy, stays on one line.
        table.add_column(heading, justify="right" if is_number else "left", overflow="fold", no_wrap=at == 0)
    for line in lines:
        table.add_row(*(Text(printable(cell)) for cell in line))
    console = Console(highlight=False)
    if lines:
        console.print(table)
    if caption:
        console.print(Text(printable(caption)))


def place_of(label: str) -> str:
    """A page's label in English: "p. xii", "row 3", "the work's record"."""
    from kb.translations import place_name, translator

    return place_name(translator("en"), label)
