"""One writer: a piece of work on the library is done here, or by the server that holds the library, with the same progress."""

import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx2

from kb.errors import LibraryInUse, PolikbError
from kb.files import replace_file
from kb.library import Library
from kb.maintenance.progress import ProgressBar
from kb.settings import Settings, load_settings

Json = dict[str, Any]
ROUTE = "/internal/work"
_NOTE = "server.json"
_WAIT = httpx2.Timeout(10, read=None)  # seconds; work may be silent for long


class Progress(Protocol):
    """Where work says how far it is; `kb.maintenance.progress.Bar` shows it."""

    def phase(self, label: str, total: int | None) -> None:
        """Go on with another kind of work, counted from the start."""

    def to(self, done: int, note: str = "") -> None:
        """How far it is, and what is being worked on."""

    def say(self, line: str) -> None:
        """A line for whoever waits."""


Task = Callable[[Library, Json, Progress], Json]
TASKS: dict[str, Task] = {}


def task(function: Task) -> Task:
    """Make a piece of work known by its name. It takes and gives plain JSON values, since it may be done elsewhere."""
    TASKS[function.__name__] = function
    return function


def perform(function: Task, arguments: Json) -> Json:
    """Do it on the library that the settings name, here or by the server that holds it. Raises PolikbError."""
    settings, name = load_settings(), function.__name__
    with ProgressBar("Working", None) as bar:
        try:
            with Library(settings, writable=True, owner=f"polikb {name.replace('_', '-')}") as library:
                for notice in library.notices:
                    bar.say(notice)
                return function(library, arguments, bar)
        except LibraryInUse:
            server = HoldingServer.of(settings)
            if server is None:
                raise
        return _handed_over(server, name, arguments, bar)


@dataclass(frozen=True)
class HoldingServer:
    """A server that holds a library: where it listens, and the token by which only its own user can give it work."""

    url: str
    token: str

    @classmethod
    def of(cls, settings: Settings) -> "HoldingServer | None":
        """The server that says to hold the library of these settings, if this user may read its note."""
        try:
            return cls(**json.loads((settings.home / _NOTE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    @classmethod
    def announced(cls, home: Path, url: str) -> "HoldingServer":
        """A server at this address, under a new token, in a note that nobody else can read."""
        server = cls(url, secrets.token_urlsafe(32))
        replace_file(home / _NOTE, json.dumps(asdict(server)), mode=0o600)
        return server

    def gone(self, home: Path) -> None:
        """Take the note away."""
        (home / _NOTE).unlink(missing_ok=True)


def _handed_over(server: HoldingServer, name: str, arguments: Json, bar: ProgressBar) -> Json:
    for event in _events(server, name, arguments):
        match event:
            case {"phase": [label, total]}:
                bar.phase(label, total)
            case {"to": [done, note]}:
                bar.to(done, note)
            case {"say": line}:
                bar.say(line)
            case {"error": message}:
                raise PolikbError(message)
            case {"result": result}:
                return dict(result)
    raise PolikbError(f"The server at {server.url} broke off. What it had acknowledged is kept; run the command again.")


def _events(server: HoldingServer, name: str, arguments: Json) -> Iterator[Json]:
    headers = {"authorization": f"Bearer {server.token}"}
    try:
        with (
            httpx2.Client(timeout=_WAIT, trust_env=False) as client,
            client.stream(
                "POST", f"{server.url}{ROUTE}", json={"work": name, "arguments": arguments}, headers=headers
            ) as answer,
        ):
            if answer.status_code != httpx2.codes.OK:
                raise PolikbError(
                    f"The server at {server.url} holds the library and didn't take the work ({answer.status_code})."
                )
            yield from (json.loads(line) for line in answer.iter_lines() if line)
    except httpx2.HTTPError as error:
        raise PolikbError(f"The server at {server.url} holds the library and can't be reached: {error}.") from error
