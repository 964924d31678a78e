"""What the commands share: opening the library, printing JSON, common options."""

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from kb.library import Library
    from kb.links import Links
    from kb.settings import Settings

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, the same as the web's API.")]
Count = Annotated[int, typer.Option("-k", help="How many passages to show.", min=1, max=100)]


def open_library(*, writable: bool = False, owner: str = "") -> "Library":
    """The library that the settings name. One that is only read may be in use elsewhere."""
    from kb.errors import LibraryError
    from kb.library import Library
    from kb.settings import load_settings

    settings = load_settings()
    if writable:
        return Library(settings, writable=True, owner=owner)
    if (settings.home / "catalogue.sqlite").is_file() and _is_behind(settings):
        # Opening for writing repairs; while somebody else holds the library that is theirs to do, and on a disk that is full or
        # read-only one looks in what there is.
        with suppress(LibraryError):
            Library(settings, writable=True, owner="a polikb command that repairs the library").close()
    return Library(settings, writable=False)


def _is_behind(settings: "Settings") -> bool:
    """Whether a library must be opened for writing before it can be read."""
    from kb.errors import LibraryError
    from kb.library import Library

    try:
        with Library(settings, writable=False) as library:
            return library.words_are_behind()
    except LibraryError:
        return True


def links_of(context: typer.Context) -> "Links":
    """The links that the program's entry point hands to its commands."""
    links: Links = context.obj
    return links


def print_json(value: Any) -> None:
    """One JSON value, readable, in its own letters."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
