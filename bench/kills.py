"""Commands and a server killed at random moments, a thousand times: nothing acknowledged is lost, doubled or opened to more people.

Resumable: `.bench/kills` keeps the library, what is expected of it and the number of rounds; each call goes on for a quarter of an hour.
`python -m bench.kills --rounds 1000 --seconds 5400` goes on for longer and prints the counts. Commands are forked from a process that has
imported the program already, so that what is killed is their work and not the interpreter's start.
"""

import argparse
import json
import multiprocessing
import os
import random
import shutil
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

from bench.sets import WORK
from kb.library import Library
from kb.model import OWNER
from kb.search.scope import all_documents
from kb.settings import load_settings

ROUNDS, EVERY, SECONDS = 1000, 25, 900
_LONGEST = 600  # seconds that a command may take that isn't killed
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    ["web.cli", "ingest.pipeline", "kb.maintenance.backup", "kb.maintenance.doctor", "web.server"]
)
_SERVE = 8771
_ACCESSES = ("public", "internal", "restricted")
# How often each operation is killed, and the longest time (seconds) it is left to run before.
_OPERATIONS = {
    "ingest": (6, 2.5), "harvest": (3, 2.5), "edit": (4, 1.0), "remove": (3, 1.0), "withdraw": (2, 1.5), "backup": (2, 1.0), "restore": (2, 2.0),
    "reindex": (1, 2.0), "served": (2, 2.5),
}  # fmt: skip


@dataclass
class Expected:
    """What must hold of a document: whether it is there (None: either), and the access levels it may have."""

    there: bool | None = None
    accesses: list[str] = field(default_factory=lambda: ["internal"])
    gone_for_good: bool = False


@dataclass
class Tally:
    """What happened until now."""

    rounds: int = 0
    killed: int = 0
    ended: int = 0
    checks: int = 0
    lost: int = 0
    doubled: int = 0
    returned: int = 0
    opened: int = 0
    doctor: int = 0
    problems: list[str] = field(default_factory=list)


class Ground:
    """The folder of the measurement: inputs, library, backups, a repository, and what is expected."""

    def __init__(self, folder: Path = WORK / "kills") -> None:
        self.folder, self.home, self.inputs, self.backups = folder, folder / "home", folder / "in", folder / "backups"
        self.withdrawn = folder / "withdrawn"  # files that must be refused
        for place in (self.inputs, self.withdrawn):
            place.mkdir(parents=True, exist_ok=True)
        self._log = folder / "log.json"
        kept = json.loads(self._log.read_text()) if self._log.is_file() else {"tally": {}, "expected": {}}
        self.tally = Tally(**kept["tally"])
        self.expected = {name: Expected(**values) for name, values in kept["expected"].items()}

    def keep(self) -> None:
        """Write down what happened, for the next call."""
        state = {"tally": asdict(self.tally), "expected": {name: asdict(e) for name, e in self.expected.items()}}
        self._log.write_text(json.dumps(state, indent=1))

    def start(self, *words: str, home: Path | None = None) -> "Command":
        """Start a command in a process group of its own."""
        environment = {"POLIKB_HOME": str(home or self.home), "POLIKB_DEFAULT_ACCESS": "internal",
                       "POLIKB_HARVEST_NETWORKS": "127.0.0.0/8", "POLIKB_WORKERS": "1", "POLIKB_MODEL_CACHE": os.environ.get("POLIKB_MODEL_CACHE", "")}  # fmt: skip
        return Command(words, {name: value for name, value in environment.items() if value}, self.folder / "output.txt")

    def output(self, *words: str) -> str:
        """Run a command to its end; returns what it prints, or raises RuntimeError with it."""
        process = self.start(*words)
        code = process.wait(_LONGEST)
        told = process.told()
        if code and words[0] != "doctor" and str(self.withdrawn) not in words:
            raise RuntimeError(f"polikb {' '.join(words)}: {told[-2000:]}")
        return told

    def documents(self) -> dict[str, list[dict[str, Any]]]:
        """The documents of the library by their names here."""
        found: dict[str, list[dict[str, Any]]] = {}
        if (self.home / "catalogue.sqlite").is_file():
            with Library(replace(load_settings({}), home=self.home), writable=False) as library:
                for document in all_documents(library, OWNER):
                    found.setdefault(Path(document.source).stem, []).append(asdict(document))
        return found


class Command:
    """A running command of the program: a process forked from one that has imported it."""

    def __init__(self, words: tuple[str, ...], environment: dict[str, str], output: Path) -> None:
        self._output = output
        self._process = _FORKS.Process(target=_run, args=(words, environment, str(output)))
        self._process.start()

    def wait(self, seconds: float) -> int | None:
        """Its exit status after at most `seconds`; None while it runs."""
        self._process.join(seconds)
        return self._process.exitcode

    def kill(self) -> None:
        """End it and its children at once."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid or 0, signal.SIGKILL)
        self._process.kill()
        self._process.join()

    def told(self) -> str:
        """What it printed."""
        return self._output.read_text(encoding="utf-8", errors="replace")


def _run(words: tuple[str, ...], environment: dict[str, str], output: str) -> None:
    """Be the command `polikb WORDS`."""
    os.setsid()
    os.environ.update(environment)
    target = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(target, stream)
    sys.argv = ["polikb", *words]
    from web.cli import main

    main()


def text_of(name: str, version: int) -> str:
    """A fictional report."""
    body = (
        f"Il pozzo di {name} dà {version} litri al giorno. The well of {name} was dug by hand in {1990 + version % 30}.\n\n"
        * 12
    )
    return f"# Relazione di finzione {name}\n\n{body}"


def kill_one(process: Command, seconds: float) -> bool:
    """Whether a process ended with success within this time; otherwise it and its children are killed."""
    code = process.wait(seconds)
    if code is None:
        process.kill()
    return code == 0


def one_round(ground: Ground, chance: random.Random, repository: str) -> None:
    """Start an operation, kill it at a random moment unless it ended before, and note what must hold from now on."""
    number = ground.tally.rounds
    name = chance.choices([*_OPERATIONS], [often for often, _ in _OPERATIONS.values()])[0]
    seconds = chance.uniform(0.05, _OPERATIONS[name][1])
    known = sorted(n for n, e in ground.expected.items() if e.there and not n.startswith("harvested"))
    if name in ("edit", "remove", "withdraw") and known:
        ended = _on_a_document(ground, name, chance, known, seconds)
    elif name == "harvest":
        wanted = f"harvested{number}"
        Repository.names.append(wanted)
        ground.expected[wanted] = Expected()
        ended = kill_one(ground.start("harvest", "oai", repository), seconds)
        _acknowledge(ground, ended, "harvested")
    elif name == "backup":
        ended = kill_one(ground.start("backup", str(ground.backups)), seconds)
    elif name == "restore" and list(ground.backups.glob("*/backup.json")):
        again = ground.folder / "restored"
        shutil.rmtree(again, ignore_errors=True)
        ended = kill_one(ground.start("restore", str(ground.backups), home=again), seconds)
    elif name == "reindex":
        ended = kill_one(ground.start("reindex", "--resume"), seconds)
    else:
        ended = _ingest(ground, number, seconds, served=name == "served")
    ground.tally.rounds += 1
    ground.tally.killed += not ended
    ground.tally.ended += ended


def _ingest(ground: Ground, number: int, seconds: float, *, served: bool) -> bool:
    """Ingest two new files, by a command or by a server to which it hands them over."""
    for at in range(2):
        name = f"relazione{number}-{at}"
        (ground.inputs / f"{name}.md").write_text(text_of(name, number))
        ground.expected.setdefault(name, Expected())
    server = ground.start("serve", "--port", str(_SERVE)) if served else None
    if server is not None:
        _until_ready(server)
    ended = kill_one(ground.start("ingest", str(ground.inputs)), 120 if served and number % 2 else seconds)
    if server is not None:
        kill_one(server, 0.01)
    _acknowledge(ground, ended, "relazione")
    return ended


def _until_ready(server: Command) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.wait(0) is None:
        with suppress(httpx2.HTTPError):
            if httpx2.get(f"http://127.0.0.1:{_SERVE}/readyz").status_code == httpx2.codes.OK:
                return
        time.sleep(0.05)


def _acknowledge(ground: Ground, ended: bool, prefix: str) -> None:
    for name, wanted in ground.expected.items():
        if ended and name.startswith(prefix) and not wanted.gone_for_good and wanted.there is None:
            wanted.there = True


def _on_a_document(ground: Ground, name: str, chance: random.Random, known: list[str], seconds: float) -> bool:
    """Edit the access of a document, remove it with its file, or withdraw it."""
    chosen = chance.choice(known)
    wanted, entry = ground.expected[chosen], ground.documents()[chosen][0]
    if name == "edit":
        access = chance.choice(_ACCESSES)
        ended = kill_one(ground.start("edit", entry["id"], f"access={access}"), seconds)
        wanted.accesses = [access] if ended else sorted({*wanted.accesses, access})
        return ended
    if name == "remove":
        (ground.inputs / f"{chosen}.md").unlink(missing_ok=True)
    ended = kill_one(ground.start(name, entry["id"]), seconds)
    if name == "withdraw" and (file := ground.inputs / f"{chosen}.md").is_file():
        file.rename(ground.withdrawn / file.name)
    wanted.there, wanted.gone_for_good = (False if ended else None), True
    return ended


def check(ground: Ground, *, doctor: bool) -> None:
    """Let an ingestion run to its end and compare the library with what is expected; then what is seen is expected."""
    tally = ground.tally
    ground.output("ingest", str(ground.inputs))
    ground.output("ingest", str(ground.withdrawn))
    found = ground.documents()
    for name, wanted in ground.expected.items():
        here = found.get(name, [])
        lost = wanted.there is True and not here
        returned = wanted.there is False and bool(here)
        opened = bool(here) and here[0]["access"] not in wanted.accesses
        tally.lost, tally.returned = tally.lost + lost, tally.returned + returned
        tally.doubled, tally.opened = tally.doubled + (len(here) > 1), tally.opened + opened
        if lost or returned or opened or len(here) > 1:
            tally.problems.append(
                f"round {tally.rounds}: {name}: expected {asdict(wanted)}, found {[d['access'] for d in here]}"
            )
        # What a killed harvest didn't bring may come with the next one; only what was taken away must stay away.
        wanted.there = bool(here) if here or wanted.gone_for_good else None
        wanted.accesses = [here[0]["access"]] if here else wanted.accesses
    tally.checks += 1
    if doctor and (
        wrong := [line for line in ground.output("doctor").splitlines() if not line.startswith(("ok", "repaired"))]
    ):
        tally.doctor += 1
        tally.problems.append(f"round {tally.rounds}: doctor: {wrong[:3]}")
    ground.keep()


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
        """Nothing is logged."""


@contextmanager
def repository(ground: Ground) -> Iterator[str]:
    """The address of a repository with what was harvested in earlier calls."""
    Repository.names = [name for name in ground.expected if name.startswith("harvested")]
    server = ThreadingHTTPServer(
        ("127.0.0.1", 8772), Repository
    )  # the same address each time: it is part of the documents' paths
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield "http://127.0.0.1:8772/oai"
    finally:
        server.shutdown()
        server.server_close()


def kills(rounds: int = ROUNDS, seconds: float = SECONDS, ground: Ground | None = None) -> dict[str, Any]:
    """Go on with the rounds, for `seconds` at most; returns the counts of all calls together."""
    ground = ground or Ground()
    end = time.monotonic() + seconds
    with repository(ground) as address:
        while ground.tally.rounds < rounds and time.monotonic() < end:
            one_round(ground, random.Random(ground.tally.rounds), address)
            if ground.tally.rounds % EVERY == 0:
                check(ground, doctor=ground.tally.rounds % (4 * EVERY) == 0)
        check(ground, doctor=True)
    tally = asdict(ground.tally)
    return {**tally, "problems": "; ".join(tally["problems"][:10]) or "none", "documents": len(ground.documents())}


def main() -> None:
    """Run as a command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    wanted = parser.parse_args()
    sys.stdout.write(json.dumps(kills(wanted.rounds, wanted.seconds), indent=1) + "\n")


if __name__ == "__main__":
    main()
