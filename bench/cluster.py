"""Servers and workers of one PostgreSQL: losses when they are killed and cut off, and their throughput.

`python -m bench.cluster kills --rounds 100` kills workers, servers and the database and counts what was lost or done
twice; `fresh` measures how soon each server finds an uploaded document; `cut` takes the database from one server for a
minute; `replica` promotes a standby; `requests` compares two servers with one; `ingestion` two workers with an embedded
library.
"""

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2

from bench.children import end_in_order
from bench.cluster_database import until_jobs_done
from bench.cluster_ground import PORT, SERVERS, WORKERS, Cluster, cluster
from bench.kill_ground import Command, text_of
from kb.store.catalogue import Catalogue
from kb.store.sql.engine import place_of

_ROUNDS, _SECONDS, _PATIENCE = 100, 900, 120


def kills(
    rounds: int = _ROUNDS, seconds: float = _SECONDS, seed: int = 0, servers: tuple[str, ...] = SERVERS, workers: tuple[str, ...] = WORKERS,
) -> dict[str, Any]:  # fmt: skip
    """Upload two documents per round and kill one process or the database at a random moment, for `seconds` at most.

    At the end they are counted on each server.
    """
    chance, killed, acknowledged = random.Random(seed), Counter[str](), list[str]()
    with cluster(servers, workers) as running:
        end = time.monotonic() + seconds
        for number in range(rounds):
            if time.monotonic() > end:
                break
            for at in range(2):
                name = f"pozzo{number:03}x{at}"
                if running.upload(name, text_of(name, number)):
                    acknowledged.append(name)
            time.sleep(chance.uniform(0, 1.5))
            victim = chance.choice([*workers, *workers, *servers, "database"])
            killed[victim.rstrip("12")] += 1
            if victim == "database":
                running.database.kill()
                time.sleep(chance.uniform(0, 1))
                running.database.start()
            else:
                running.kill(victim)
                running.start(victim)
        running.wait_ready()
        until_jobs_done(running.url, 600)
        return {
            "rounds": killed.total(),
            **killed,
            "acknowledged": len(acknowledged),
            **_counted(running, acknowledged),
        }


def _counted(running: Cluster, acknowledged: list[str]) -> dict[str, int]:
    """The numbers of acknowledged documents that are missing, stored twice, put in twice, or not found by a server."""
    catalogue = Catalogue(place_of(running.folder, "catalogue", running.url), writable=False)
    there = Counter(Path(document.source).stem for document in catalogue.all_documents())
    ids = {document.id: Path(document.source).stem for document in catalogue.all_documents()}
    unfinished = catalogue.uploads.waiting()
    catalogue.close()
    put_in: Counter[str] = Counter()
    for log in running.folder.glob("worker*/audit.jsonl"):
        entries = [json.loads(line) for line in log.read_text().splitlines()]
        put_in.update(ids[entry["document"]] for entry in entries if entry["event"] == "put in")
    time.sleep(3)  # the servers follow
    return {
        "lost": sum(not there[name] for name in acknowledged), "doubled": sum(count > 1 for count in there.values()),
        "done_twice": sum(count > 1 for count in put_in.values()), "unfinished": unfinished,
        **{f"not_found_{server}": sum(not running.finds(server, name) for name in acknowledged) for server in running.servers},
    }  # fmt: skip


def fresh(documents: int = 10) -> dict[str, Any]:
    """Seconds from an upload's acknowledgement until each server finds the document."""
    waits = []
    with cluster() as running:
        for number in range(-1, documents):  # the first one loads models and starts child processes
            name = f"mulino{number + 1:03}"
            if not running.upload(name, text_of(name, number + 2), running.ports["server1"]):
                raise RuntimeError("The upload was refused.")
            began, missing = time.monotonic(), set(SERVERS)

            def is_found(name: str = name, missing: set[str] = missing) -> bool:
                missing -= {server for server in missing if running.finds(server, name)}
                return not missing

            _until(is_found, f"every server finds {name}", 0.02)
            if number >= 0:
                waits.append(time.monotonic() - began)
    return {"documents": documents, "median_s": round(statistics.median(waits), 2), "worst_s": round(max(waits), 2)}


def cut(seconds: float = 60.0, documents: int = 10) -> dict[str, Any]:
    """Cut one server off the database while the other takes uploads; its responses meanwhile, and the time it takes to catch up."""
    with cluster(is_wired=True) as running:
        away = SERVERS[-1]
        running.wire.cut()
        began = time.monotonic()
        names = [f"argine{number:03}" for number in range(documents)]
        taken = [running.upload(name, text_of(name, 3), running.ports[SERVERS[0]]) for name in names]
        until_jobs_done(running.url, 120)
        time.sleep(max(seconds - (time.monotonic() - began), 0))
        told = httpx2.get(f"http://127.0.0.1:{running.ports[away]}/readyz", timeout=30).status_code
        running.wire.mend()
        mended = time.monotonic()
        _until(lambda: all(running.finds(away, name) for name in names), f"{away} finds everything", 0.05)
        return {
            "cut_s": seconds,
            "acknowledged": sum(taken),
            "readyz": told,
            "caught_up_after_s": round(time.monotonic() - mended, 2),
        }


def replica(documents: int = 12) -> dict[str, Any]:
    """Upload while the database is killed and its standby promoted; nothing acknowledged may be missing, and servers must recover."""
    acknowledged: list[str] = []
    with cluster() as running:
        standby = running.database.standby(running.folder / "standby", PORT + 11)
        running.ends.callback(standby.stop)
        for number in range(documents):
            name = f"ponte{number:03}"
            if running.upload(name, text_of(name, number)):
                acknowledged.append(name)
            if number == documents // 2:
                running.database.kill()
                standby.promote()
                promoted = time.monotonic()
        _until(lambda: running.upload("dopo001", text_of("dopo001", 1)), "a server writes to the standby")
        away = time.monotonic() - promoted
        acknowledged.append("dopo001")
        running.wait_ready()
        until_jobs_done(running.url, 300)
        found = _counted(running, acknowledged)
    return {"acknowledged": len(acknowledged), "writes_again_after_s": round(away, 2), **found}


def _until(condition: Callable[[], bool], what: str, pause: float = 0.1) -> None:
    """Wait until a condition holds. Raises RuntimeError after two minutes."""
    end = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f"After {_PATIENCE} s it isn't so yet that {what}.")
        time.sleep(pause)


def requests(seconds: float = 8.0, pairs: int = 3) -> dict[str, Any]:
    """Searches per second, in turns: of one server on one core, of two on a core each, and of one and of two on all cores.

    Clients and database use the same cores.
    """
    cores = sorted(os.sched_getaffinity(0))
    ways: dict[str, tuple[tuple[str, ...], list[set[int]]]] = {
        "one server on one core": (SERVERS[:1], [set(cores[:1])]),
        "two servers, a core each": (SERVERS, [set(cores[:1]), set(cores[1:2])]),
        "one server, all cores": (SERVERS[:1], [set(cores)]),
        "two servers, all cores": (SERVERS, [set(cores), set(cores)]),
    }
    counted: dict[str, list[float]] = {way: [] for way in ways}
    with cluster(workers=("worker1",)) as running:
        for number in range(20):
            running.upload(f"fonte{number:03}", text_of(f"fonte{number:03}", number))
        until_jobs_done(running.url, 300)
        time.sleep(2)
        for _ in range(pairs):
            for way, (servers, held) in ways.items():
                for server, on in zip(servers, held, strict=True):
                    running.hold_to(server, on)
                counted[way].append(_load(running, servers, seconds) / seconds)
    rates = {way: round(statistics.median(found), 1) for way, found in counted.items()}
    one, two, one_free, two_free = rates.values()
    return {
        **rates, "two of one, a core each": round(two / one, 2), "two of one, all cores": round(two_free / one_free, 2), "cores": len(cores)
    }  # fmt: skip


def _load(running: Cluster, servers: tuple[str, ...], seconds: float) -> int:
    """The number of searches that eight clients get answered, spread over the servers."""
    end = time.monotonic() + seconds

    def client(at: int) -> int:
        address, done = f"http://127.0.0.1:{running.ports[servers[at % len(servers)]]}/api/search", 0
        with httpx2.Client(timeout=30) as session:
            while time.monotonic() < end:
                answer = session.get(address, params={"q": f"pozzo scavato a mano {done % 40 + 1980}"})
                done += answer.status_code == httpx2.codes.OK
        return done

    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(client, range(8)))


def ingestion(files: int = 24) -> dict[str, Any]:
    """Seconds of `polikb ingest` over generated reports: an embedded library with two child processes, and two workers with one each."""
    with cluster(servers=("server1",)) as running:
        folder = running.folder / "in"
        folder.mkdir()
        for number in range(files):
            parts = (text_of(f"r{number}-{part}", number) for part in range(20))
            (folder / f"r{number}.md").write_text("\n\n".join(parts))
        settings = running.settings("command")
        models = {"POLIKB_MODEL_CACHE": str(settings.model_cache)}
        shared = {"POLIKB_DATABASE_URL": running.url, "POLIKB_ORIGINALS": settings.originals}
        return {
            "files": files,
            "embedded": _ingested(folder, running.folder / "embedded", models),
            "two workers": _ingested(folder, running.folder / "command", models | shared),
        }


def _ingested(folder: Path, home: Path, environment: dict[str, str]) -> dict[str, Any]:
    """Seconds that `polikb ingest` takes over a folder, in all and until everything is found by words."""
    began = time.monotonic()
    command = Command(
        ("ingest", str(folder), "--json"), {"POLIKB_HOME": str(home), **environment}, home.with_suffix(".log")
    )
    if command.wait(900) != 0:
        raise RuntimeError(command.told()[-2000:])
    told = command.told()
    summary = json.loads(told[told.index("{") :])
    return {
        "seconds": round(time.monotonic() - began, 1), "searchable_seconds": summary["searchable_seconds"], "added": summary["added"]
    }  # fmt: skip


def together() -> dict[str, Any]:
    """All measures except the kills, one cluster after the other."""
    return {"fresh": fresh(), "cut": cut(), "replica": replica(), "requests": requests(), "ingestion": ingestion()}


def main() -> None:
    """Run as a command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("kills", "fresh", "cut", "replica", "requests", "ingestion"))
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    parser.add_argument("--seconds", type=float, default=_SECONDS)
    wanted = parser.parse_args()
    end_in_order()
    found = kills(wanted.rounds, wanted.seconds) if wanted.what == "kills" else globals()[wanted.what]()
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
