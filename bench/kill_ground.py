"""Setup of the measurement with kills: a library, its inputs, a repository, killable commands, and the expected state.

Commands are forked from a process that has already imported the program, so that kills hit their work and not the
interpreter's start.
"""

import json
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import httpx2

from bench.crowd import WORD
from bench.sets import WORK
from kb.access.accounts import Accounts
from kb.library import Library
from kb.model import OWNER
from kb.search.scope import all_documents
from kb.settings import load_settings

_PORT = 8771
ADDRESS = f"http://127.0.0.1:{_PORT}"
_LONGEST = 600  # seconds that a command may take that isn't killed
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    ["web.cli", "ingest.pipeline", "kb.maintenance.backup", "kb.maintenance.doctor", "web.server"]
)


@dataclass
class Expected:
    """Expected state of a document: whether it is there (None: either), and its possible access levels and bytes (SHA-256).

    `contents` is empty where bytes never change.
    """

    there: bool | None = None
    accesses: list[str] = field(default_factory=lambda: ["internal"])
    contents: list[str] = field(default_factory=list)
    gone_for_good: bool = False
    is_withdrawn: bool = False


@dataclass
class Tally:
    """Counts so far; by operation, `rounds_of` counts all rounds and the killed ones, and `reaches` are the longest times (s)."""

    rounds: int = 0
    killed: int = 0
    ended: int = 0
    checks: int = 0
    lost: int = 0
    doubled: int = 0
    returned: int = 0
    opened: int = 0
    left_behind: int = 0
    hanging: int = 0
    doctor: int = 0
    problems: list[str] = field(default_factory=list)
    rounds_of: dict[str, list[int]] = field(default_factory=dict)
    reaches: dict[str, float] = field(default_factory=dict)

    def count(self, operation: str, *, ended: bool) -> None:
        """Count a round."""
        rounds, killed = self.rounds_of.get(operation, [0, 0])
        self.rounds_of[operation] = [rounds + 1, killed + (not ended)]
        self.rounds += 1
        self.killed += not ended
        self.ended += ended

    def tell(self, what: str) -> None:
        """Record a problem."""
        self.problems.append(f"round {self.rounds}: {what}")


class Ground:
    """The folder of the measurement: inputs, library, backups, a repository, and the expected state."""

    def __init__(self, folder: Path = WORK / "kills") -> None:
        self.folder, self.home, self.inputs, self.backups = folder, folder / "home", folder / "in", folder / "backups"
        self.withdrawn, self.restored = folder / "withdrawn", folder / "restored"  # files that must be refused; a copy
        for place in (self.inputs, self.withdrawn, self.home):
            place.mkdir(parents=True, exist_ok=True)
        self._log = folder / "log.json"
        kept = json.loads(self._log.read_text()) if self._log.is_file() else {"tally": {}, "expected": {}}
        self.tally = Tally(**kept["tally"])
        self.expected = {name: Expected(**values) for name, values in kept["expected"].items()}
        accounts = Accounts(self.home)
        if not accounts.members():
            accounts.add("bench", WORD, "curator")
        accounts.close()

    def keep(self) -> None:
        """Save the state for the next call."""
        state = {"tally": asdict(self.tally), "expected": {name: asdict(e) for name, e in self.expected.items()}}
        self._log.write_text(json.dumps(state, indent=1))

    def start(self, *words: str, home: Path | None = None, output: str = "output.txt") -> "Command":
        """Start a command in its own process group."""
        environment = {"POLIKB_HOME": str(home or self.home), "POLIKB_DEFAULT_ACCESS": "internal",
                       "POLIKB_HARVEST_NETWORKS": "127.0.0.0/8", "POLIKB_WORKERS": "1", "POLIKB_MODEL_CACHE": os.environ.get("POLIKB_MODEL_CACHE", "")}  # fmt: skip
        return Command(words, {name: value for name, value in environment.items() if value}, self.folder / output)

    def output(self, *words: str, home: Path | None = None) -> str:
        """Run a command to its end; returns its output, or raises RuntimeError with it."""
        process = self.start(*words, home=home)
        code = process.wait(_LONGEST)
        told = process.told()
        if code is None:
            process.kill()
        if code != 0 and (code is None or (words[0] != "doctor" and str(self.withdrawn) not in words)):
            raise RuntimeError(f"polikb {' '.join(words)}: {told[-2000:]}")
        return told

    @contextmanager
    def serving(self) -> Iterator["Command"]:
        """A ready server over the library; it is ended unless it was killed."""
        server = self.start("serve", "--port", str(_PORT), output="server.txt")
        try:
            end = time.monotonic() + 60
            while time.monotonic() < end and server.wait(0) is None:
                with suppress(httpx2.HTTPError):
                    if httpx2.get(f"{ADDRESS}/readyz").status_code == httpx2.codes.OK:
                        break
                time.sleep(0.02)
            else:
                raise RuntimeError(f"polikb serve: {server.told()[-2000:]}")
            yield server
        finally:
            server.end()

    def documents(self, home: Path | None = None) -> dict[str, list[dict[str, Any]]]:
        """The documents of the library, or of its copy in `home`, by their names here."""
        found: dict[str, list[dict[str, Any]]] = {}
        if ((home or self.home) / "catalogue.sqlite").is_file():
            with Library(replace(load_settings({}), home=home or self.home), writable=False) as library:
                for document in all_documents(library, OWNER):
                    found.setdefault(Path(document.source).stem, []).append(asdict(document))
        return found

    def known(self) -> list[str]:
        """Names of existing documents that no later harvest would bring back."""
        return sorted(n for n, e in self.expected.items() if e.there and not n.startswith("harvested"))


class Command:
    """A running command of the program: a process forked from one that has imported it."""

    def __init__(self, words: tuple[str, ...], environment: dict[str, str], output: Path) -> None:
        self._output = output
        self._process = _FORKS.Process(target=_run, args=(words, environment, str(output)))
        self._process.start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid or 0

    def wait(self, seconds: float) -> int | None:
        """Its exit status after at most `seconds`; None while it runs."""
        self._process.join(seconds)
        return self._process.exitcode

    def strike(self) -> None:
        """Kill it and its children, without waiting for their end."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def kill(self) -> None:
        """End it and its children at once."""
        self.strike()
        self._process.kill()
        self._process.join()

    def end(self) -> None:
        """Ask it to end, and kill it if it doesn't."""
        if self._process.exitcode is None:
            self._process.terminate()
            self._process.join(40)
        self.kill()

    def told(self) -> str:
        """The output of the process."""
        return self._output.read_text(encoding="utf-8", errors="replace")


def _end_with_measurement() -> None:
    """Kill this process and its children when the measurement has ended, however it ended.

    The process that it was forked from doesn't end while this one runs.
    """
    if (measurement := multiprocessing.parent_process()) is not None:
        measurement.join()
        os.killpg(0, signal.SIGKILL)


def _run(words: tuple[str, ...], environment: dict[str, str], output: str) -> None:
    """Run as the command `polikb WORDS`."""
    os.setsid()
    threading.Thread(target=_end_with_measurement, daemon=True).start()
    os.environ.update(environment)
    target = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(target, stream)
    sys.argv = ["polikb", *words]
    from web.cli import main

    main()


def first_sentence(name: str) -> str:
    """The beginning of a fictional report; no other text holds it."""
    return f"Il pozzo di {name} dà"


def text_of(name: str, version: int) -> str:
    """A fictional report."""
    body = (
        f"{first_sentence(name)} {version} litri al giorno. The well of {name} was dug by hand in {1990 + version % 30}.\n\n"
        * 12
    )
    return f"# Relazione di finzione {name}\n\n{body}"


class Repository(BaseHTTPRequestHandler):
    """A repository with one record, and one file, for each of `names`."""

    names: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        """Answer OAI-PMH, or send a file."""
        parts = urlsplit(self.path)
        verb = parse_qs(parts.query).get("verb", [""])[0]
        if verb == "ListMetadataFormats":
            body = "<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix></metadataFormat></ListMetadataFormats>"
        elif verb:
            body = f"<ListRecords>{''.join(map(self._record, self.names))}</ListRecords>"
        else:
            self._send("text/markdown", text_of(Path(parts.path).stem, 7))
            return
        self._send("text/xml", f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{body}</OAI-PMH>')

    def _record(self, name: str) -> str:
        link = f"http://{self.headers['host']}/{name}.md"
        return (
            f"<record><header><identifier>oai:here:{name}</identifier><datestamp>2026-01-01</datestamp></header><metadata>"
            '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>Relazione di finzione {name}</dc:title><dc:identifier>{link}</dc:identifier></oai_dc:dc></metadata></record>"
        )

    def _send(self, media: str, text: str) -> None:
        self.send_response(200)
        self.send_header("content-type", media)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def repository(ground: Ground) -> Iterator[str]:
    """Yield the address of a repository with the records harvested in earlier calls."""
    Repository.names = [name for name in ground.expected if name.startswith("harvested")]
    # The same address each time, since it is part of the documents' paths.
    server = ThreadingHTTPServer(("127.0.0.1", 8772), Repository)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield "http://127.0.0.1:8772/oai"
    finally:
        server.shutdown()
        server.server_close()
