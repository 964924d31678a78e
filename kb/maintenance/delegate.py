"""One writer at a time: a task runs in the command's process, or in the server that holds the library, with the same progress."""

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx2

from kb.errors import LibraryInUse, PolikbError, SettingsError
from kb.files import replace_file, text_digest
from kb.library import Library
from kb.maintenance.progress import ProgressBar
from kb.settings import Settings, load_settings
from kb.store.jobs.records import TASK, Wanted
from kb.store.jobs.shared import SharedJobs
from kb.store.lock import require_library

Json = dict[str, Any]
ROUTE = "/internal/tasks"
_NOTE = "server.json"
_TIMEOUT = httpx2.Timeout(10, read=None)  # seconds; a task may be silent for long


class TaskProgress(Protocol):
    """Progress reports of a task; `kb.maintenance.progress.ProgressBar` shows them on a terminal."""

    def phase(self, label: str, total: int | None) -> None:
        """Start a phase of `total` steps, None if unknown; steps are counted from 0."""

    def to(self, done: int, note: str = "") -> None:
        """Report how many steps of the phase are done, and the current item. May raise to cancel the task."""

    def say(self, line: str) -> None:
        """Show one line to the user."""


# A task's arguments and result are plain JSON values, since it may run in another process. Its name is that of its function.
Task = Callable[[Library, Json, TaskProgress], Json]


def table_of(*tasks: Task) -> dict[str, Task]:
    """Tasks by name."""
    return {task.__name__: task for task in tasks}


def perform(task: Task, arguments: Json, *, makes_library: bool = False) -> Json:
    """Run a task on the settings' library, in the server that holds it if there is one. Raises PolikbError.

    Also if there is no library, unless `makes_library`: a mistyped folder doesn't become one.
    """
    settings, name = load_settings(), task.__name__
    if not makes_library:
        require_library(settings)
    with ProgressBar("Working", None) as bar:
        try:
            with Library(settings, writable=True, owner=f"polikb {name.replace('_', '-')}") as library:
                for notice in library.notices:
                    bar.say(notice)
                if not library.write_lock.acquire(timeout=1):
                    bar.say("Another server or command writes to the library; waiting for it.")
                    library.write_lock.acquire()
                return task(library, arguments, bar)
        except LibraryInUse:
            server = HoldingServer.of(settings)
            if server is None:
                raise
        return _delegate(server, name, arguments, bar)


def leave(task: Task, arguments: Json, about: str) -> str:
    """Queue a task for the workers of the settings' database; returns a message for people. Raises PolikbError.

    A task isn't added while the same one waits. Queued tasks take turns, after uploads.
    """
    settings = load_settings()
    if not settings.database_url:
        raise SettingsError(
            "--queue leaves the work to `polikb worker`, which takes it from PostgreSQL (POLIKB_DATABASE_URL). The library in a folder has "
            "no workers: run the command without --queue."
        )
    name = f"{task.__name__} {about}"
    wanted = {"name": name, "task": task.__name__, "arguments": arguments}
    with closing(SharedJobs(settings.database_url)) as jobs:
        jobs.add(Wanted(TASK, wanted, once=text_digest(json.dumps(wanted, sort_keys=True)), lock=TASK, priority=-5))
        workers = jobs.workers()
    waits = "" if workers else " No worker runs now: start `polikb worker`."
    return f"Left to the workers: {name}.{waits} `polikb status` shows who does it, `polikb ledger` what became of the files."


@dataclass(frozen=True)
class HoldingServer:
    """A server that holds a library: its address, and the token that authorises its own user to delegate tasks."""

    url: str
    token: str

    @classmethod
    def of(cls, settings: Settings) -> "HoldingServer | None":
        """The server that holds the library of these settings; None if there is none or this user can't read its note."""
        try:
            return cls(**json.loads((settings.home / _NOTE).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    @classmethod
    def announced(cls, home: Path, url: str) -> "HoldingServer":
        """Write a note about a server at this address, with a new token, that only its own user can read."""
        server = cls(url, secrets.token_urlsafe(32))
        replace_file(home / _NOTE, json.dumps(asdict(server)), mode=0o600)
        return server

    def gone(self, home: Path) -> None:
        """Delete the note."""
        (home / _NOTE).unlink(missing_ok=True)


def _delegate(server: HoldingServer, name: str, arguments: Json, bar: ProgressBar) -> Json:
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
    raise PolikbError(
        f"The server at {server.url} closed the connection. What it had acknowledged is kept; run the command again."
    )


def _events(server: HoldingServer, name: str, arguments: Json) -> Iterator[Json]:
    headers = {"authorization": f"Bearer {server.token}"}
    try:
        with (
            httpx2.Client(timeout=_TIMEOUT, trust_env=False) as client,
            client.stream(
                "POST", f"{server.url}{ROUTE}", json={"task": name, "arguments": arguments}, headers=headers
            ) as answer,
        ):
            if answer.status_code != httpx2.codes.OK:
                raise PolikbError(
                    f"The server at {server.url} holds the library and refused the task ({answer.status_code})."
                )
            yield from (json.loads(line) for line in answer.iter_lines() if line)
    except httpx2.HTTPError as error:
        raise PolikbError(f"The server at {server.url} holds the library and can't be reached: {error}.") from error
