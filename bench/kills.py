"""Kills of commands and a server at random moments, a thousand times: nothing acknowledged is lost, doubled or opened to more people.

Resumable: `.bench/kills` keeps the library, its expected state and the number of rounds; each call continues for a quarter of an hour.
`python -m bench.kills --rounds 1000 --seconds 5400` continues longer and prints the counts.
"""

import argparse
import hashlib
import json
import random
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from typing import Any

import httpx2

from bench.crowd import WORD
from bench.kill_ground import ADDRESS, Command, Expected, Ground, Repository, first_sentence, repository, text_of
from bench.older_schema import make_older

ROUNDS, EVERY, SECONDS = 1000, 25, 900
_PATIENCE = 120  # seconds within which a command ends whose server was killed
_ACCESSES = ("public", "internal", "restricted")
# Frequency of each operation. The longest time it may run before a kill adapts to it: a kill makes it longer, an end shorter.
_OPERATIONS = {
    "ingest": 6, "harvest": 3, "edit": 4, "remove": 3, "withdraw": 2, "backup": 2, "restore": 2, "reindex": 1, "migration": 2, "upload": 2,
    "handed over": 2, "server": 1,
}  # fmt: skip
_FIRST_REACH, _REACHES = 1.5, (0.2, 20.0)  # seconds
_HANDED_OVER = ("ingest", "ingest", "edit", "remove", "withdraw", "reindex")
Run = Callable[..., bool]  # takes a command's words; returns whether it ended with success before it was killed


def kill_one(process: Command, seconds: float) -> bool:
    """Whether a process ended with success within this time; otherwise it and its children are killed."""
    code = process.wait(seconds)
    if code is None:
        process.kill()
    return code == 0


def one_round(ground: Ground, chance: random.Random, address: str) -> None:
    """Start an operation, kill it at a random moment unless it has ended, and record the expected state."""
    name = chance.choices([*_OPERATIONS], [*_OPERATIONS.values()])[0]
    reach = ground.tally.reaches.get(name, _FIRST_REACH)
    seconds = chance.uniform(0.05, reach)

    def run(*words: str) -> bool:
        return kill_one(ground.start(*words), seconds)

    if name == "harvest":
        wanted = f"harvested{ground.tally.rounds}"
        Repository.names.append(wanted)
        ground.expected[wanted] = Expected()
        ended = run("harvest", "oai", address)
        _acknowledge(ground, ended, "harvested")
    elif name == "restore":
        ended = kill_one(ground.start("restore", str(ground.backups), home=ground.restored), seconds)
    elif name == "migration":
        make_older(ground.home, chance.choice((8, 9, 10)))
        ended = _change(ground, chance, "ingest", run)
        ground.output("doctor", "--repair")
    elif name == "upload":
        ended = _upload(ground, chance, seconds)
    elif name in ("handed over", "server"):
        ended = _beside_a_server(ground, chance, seconds, server_dies=name == "server")
    else:
        ended = _change(ground, chance, name, run)
    ground.tally.count(name, ended=ended)
    shortest, longest = _REACHES
    ground.tally.reaches[name] = min(max(reach * (0.8 if ended else 1.15), shortest), longest)


def _change(ground: Ground, chance: random.Random, name: str, run: Run) -> bool:
    """Run a command that changes the library or copies it; returns whether it ended."""
    if name in ("edit", "remove", "withdraw"):
        documents = ground.documents()
        if known := [known for known in ground.known() if known in documents]:  # an upload may still be waiting
            chosen = chance.choice(known)
            return _on_a_document(ground, name, chosen, chance, partial(run, name, documents[chosen][0]["id"]))
    if name == "backup":
        return run("backup", str(ground.backups))
    if name == "reindex":
        return run("reindex", *chance.choice(((), ("--resume",))))
    for at in range(2):
        file = f"relazione{ground.tally.rounds}-{at}"
        (ground.inputs / f"{file}.md").write_text(text_of(file, ground.tally.rounds))
        ground.expected.setdefault(file, Expected())
    ended = run("ingest", str(ground.inputs))
    _acknowledge(ground, ended, "relazione")
    return ended


def _beside_a_server(ground: Ground, chance: random.Random, seconds: float, *, server_dies: bool) -> bool:
    """Run a command that a server performs: either of them is killed while the other waits, and finally the server.

    A command that doesn't end after its server was killed is recorded as a problem.
    """
    with ground.serving() as server:

        def run(*words: str) -> bool:
            if not server_dies:
                return kill_one(ground.start(*words), seconds)
            command = ground.start(*words)
            threading.Timer(seconds, server.strike).start()
            ended = kill_one(command, _PATIENCE)
            if command.wait(0) not in (0, 1):
                ground.tally.hanging += 1
                ground.tally.tell(f"polikb {words[0]} ended with {command.wait(0)} when its server was killed")
            return ended

        ended = _change(ground, chance, chance.choice(_HANDED_OVER), run)
        server.kill()
    return ended


def _upload(ground: Ground, chance: random.Random, seconds: float) -> bool:
    """Upload two new files and a new version of a known one to a server that is killed meanwhile; returns whether all were acknowledged."""
    number, taken = ground.tally.rounds, []
    names = [f"caricato{number}-{at}" for at in range(2)]
    names += [name for name in ground.known() if name.startswith("caricato")][:1]
    with ground.serving() as server, httpx2.Client(base_url=ADDRESS, timeout=60) as client:
        client.post("/sign-in", data={"name": "bench", "password": WORD})
        timer = threading.Timer(seconds, server.strike)
        timer.start()
        for name in names:
            is_new, data = name not in ground.expected, text_of(name, number).encode()
            access = chance.choice(_ACCESSES) if is_new else "public"  # a new version doesn't change it
            wanted = ground.expected.setdefault(name, Expected(accesses=[access]))
            wanted.contents.append(hashlib.sha256(data).hexdigest())
            taken.append(_is_taken(client, name, data, access))
            if taken[-1]:
                wanted.there, wanted.contents = True, wanted.contents[-1:]
        timer.join()
        server.kill()
    return all(taken)


def _is_taken(client: httpx2.Client, name: str, data: bytes, access: str) -> bool:
    with suppress(httpx2.HTTPError):
        sent = {"file": (f"{name}.md", data, "text/markdown")}
        answer = client.post("/upload", files=sent, data={"access": access, "kind": "report"})
        return answer.status_code == httpx2.codes.SEE_OTHER
    return False


def _acknowledge(ground: Ground, ended: bool, prefix: str) -> None:
    for name, wanted in ground.expected.items():
        if ended and name.startswith(prefix) and not wanted.gone_for_good and wanted.there is None:
            wanted.there = True


def _on_a_document(ground: Ground, name: str, chosen: str, chance: random.Random, run: Run) -> bool:
    """Edit the access of a document, remove it with its file, or withdraw it; `run` takes further words of the command."""
    wanted, file = ground.expected[chosen], ground.inputs / f"{chosen}.md"
    if name == "edit":
        access = chance.choice(_ACCESSES)
        ended = run(f"access={access}")
        wanted.accesses = [access] if ended else sorted({*wanted.accesses, access})
        return ended
    if name == "remove":
        for copy in (file, ground.withdrawn / file.name):  # moved there by a withdrawal that was cut off
            copy.unlink(missing_ok=True)
    ended = run()
    if name == "withdraw" and file.is_file():
        file.rename(ground.withdrawn / file.name)
    wanted.there, wanted.gone_for_good = (False if ended else None), True
    wanted.is_withdrawn = name == "withdraw"
    return ended


def check(ground: Ground, *, doctor: bool) -> None:
    """Finish interrupted work and compare the library with the expected state, which then becomes the observed one."""
    tally = ground.tally
    ground.output("ingest", str(ground.inputs))
    if any(ground.withdrawn.iterdir()):
        ground.output("ingest", str(ground.withdrawn))
    _end_uploads(ground)
    found = ground.documents()
    for name, wanted in ground.expected.items():
        _compare(ground, name, wanted, found.get(name, []))
    tally.checks += 1
    _see_what_is_left(ground, found)
    if doctor:
        _examine(ground)
        _see_a_copy(ground, found)
    ground.keep()


def _end_uploads(ground: Ground) -> None:
    """Let a server ingest files uploaded before another one was killed."""
    if not any(ground.home.glob("uploads/*/.uploads/*.md")):
        return
    with ground.serving(), httpx2.Client(base_url=ADDRESS, timeout=60) as client:
        client.post("/sign-in", data={"name": "bench", "password": WORD})
        end = time.monotonic() + _PATIENCE
        while 'polikb_held{what="uploads_waiting"} 0.0' not in client.get("/metrics").text:
            if time.monotonic() > end:
                ground.tally.hanging += 1
                ground.tally.tell("uploads that wait for ever")
                break
            time.sleep(0.1)


def _compare(ground: Ground, name: str, wanted: Expected, here: list[dict[str, Any]]) -> None:
    tally = ground.tally
    is_other = bool(here and wanted.contents) and here[0]["content_hash"] not in wanted.contents
    lost = wanted.there is True and (not here or is_other)
    returned = wanted.there is False and bool(here)
    opened = bool(here) and here[0]["access"] not in wanted.accesses
    tally.lost, tally.returned = tally.lost + lost, tally.returned + returned
    tally.doubled, tally.opened = tally.doubled + (len(here) > 1), tally.opened + opened
    if lost or returned or opened or len(here) > 1:
        tally.tell(f"{name}: expected {asdict(wanted)}, found {[d['access'] for d in here]}")
    # Documents missed by a killed harvest or upload may come with the next one; only removed ones must stay away.
    wanted.there = bool(here) if here or wanted.gone_for_good else None
    wanted.accesses = [here[0]["access"]] if here else wanted.accesses
    wanted.contents = [here[0]["content_hash"]] if here and wanted.contents else wanted.contents
    if here:
        wanted.gone_for_good = wanted.is_withdrawn = False


def _see_what_is_left(ground: Ground, found: dict[str, list[dict[str, Any]]]) -> None:
    """Search the library's files for text and originals of removed documents."""
    needed = {document["content_hash"] for here in found.values() for document in here}
    left = [path.name for path in ground.home.glob("originals/*/*") if path.name.partition(".")[0] not in needed]
    left += [path.name for path in ground.home.glob("uploads/*/*.md") if path.stem not in found]
    text = b"".join(path.read_bytes() for path in ground.home.glob("catalogue.sqlite*"))
    left += [
        f"text of {name}"
        for name, wanted in ground.expected.items()
        if wanted.gone_for_good and name not in found and first_sentence(name).encode() in text
    ]
    ground.tally.left_behind += len(left)
    if left:
        ground.tally.tell(f"left behind: {', '.join(left[:5])}")


def _examine(ground: Ground, *, copy: bool = False) -> None:
    told = ground.output("doctor", home=ground.restored if copy else None)
    if wrong := [line for line in told.splitlines() if not line.startswith(("ok", "repaired"))]:
        ground.tally.doctor += 1
        ground.tally.tell(f"doctor{' of a restored copy' if copy else ''}: {wrong[:3]}")


def _see_a_copy(ground: Ground, found: dict[str, list[dict[str, Any]]]) -> None:
    """Back up, and restore over the remains of a killed call: the copy has the same documents and no withdrawn ones."""
    ground.output("backup", str(ground.backups))
    if (ground.restored / "catalogue.sqlite").is_file():
        shutil.rmtree(ground.restored)
    ground.output("restore", str(ground.backups), home=ground.restored)

    def shape(documents: dict[str, list[dict[str, Any]]]) -> dict[str, list[tuple[str, str, str]]]:
        return {
            name: [(d["id"], d["content_hash"], d["access"]) for d in documents[name]] for name in sorted(documents)
        }

    if shape(ground.documents(ground.restored)) != shape(found):
        ground.tally.lost += 1
        ground.tally.tell("a restored copy has other documents than the library")
    _examine(ground, copy=True)
    shutil.rmtree(ground.restored)
    text = b"".join(path.read_bytes() for path in ground.backups.glob("*/catalogue.sqlite"))
    withdrawn = [name for name, e in ground.expected.items() if e.is_withdrawn and name not in found]
    if left := [name for name in withdrawn if first_sentence(name).encode() in text]:
        ground.tally.left_behind += len(left)
        ground.tally.tell(f"withdrawn and in a backup: {', '.join(left[:5])}")
    for old in sorted(ground.backups.glob("*/backup.json"))[:-3]:
        shutil.rmtree(old.parent)


def kills(rounds: int = ROUNDS, seconds: float = SECONDS, ground: Ground | None = None) -> dict[str, Any]:
    """Continue the rounds, for `seconds` at most; returns the counts of all calls together."""
    ground = ground or Ground()
    end = time.monotonic() + seconds
    with repository(ground) as address:
        while ground.tally.rounds < rounds and time.monotonic() < end:
            one_round(ground, random.Random(ground.tally.rounds), address)
            if ground.tally.rounds % EVERY == 0:
                check(ground, doctor=ground.tally.rounds % (4 * EVERY) == 0)
                print(f"{ground.tally.rounds} rounds, {len(ground.tally.problems)} problems", flush=True)
        check(ground, doctor=True)
    tally = asdict(ground.tally)
    tally.pop("reaches")
    by_operation = {
        f"killed, {name}": f"{killed} of {count}" for name, (count, killed) in tally.pop("rounds_of").items()
    }
    problems = "; ".join(tally.pop("problems")[:10]) or "none"
    return {**tally, "problems": problems, "documents": len(ground.documents()), **by_operation}


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--seconds", type=float, default=SECONDS)
    chosen = asked.parse_args()
    print(json.dumps(kills(chosen.rounds, chosen.seconds), indent=1))
