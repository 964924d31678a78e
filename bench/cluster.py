"""Servers and workers of one PostgreSQL behind nginx, as docker-compose.yml starts them, here as processes of this machine.

`python -m bench.cluster kills --rounds 100` kills workers, servers and the database and counts what was lost or done twice; `fresh` measures
how soon each server finds an uploaded document; `cut` takes the database from one server for a minute; `replica` promotes a standby; `requests` compares two servers with one; `ingestion` two workers
with an embedded library.
"""

import argparse
import contextlib
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2

from bench.cluster_database import Postgres, until_jobs_done
from bench.cluster_wire import Wire
from bench.kill_ground import Command, text_of
from kb.access.accounts import Accounts
from kb.settings import Settings, load_settings
from kb.store.catalogue import Catalogue
from kb.store.sql.engine import place_of

ROOT = Path(__file__).parent.parent
SERVERS, WORKERS, PORT = ("server1", "server2"), ("worker1", "worker2"), 8780
_SECRET = "a secret of the measurements alone"


class Cluster:
    """A database, two servers, two workers and nginx. `names` are the processes that can be killed and started again."""

    def __init__(self, folder: Path, servers: tuple[str, ...] = SERVERS, workers: tuple[str, ...] = WORKERS) -> None:
        self.folder, self.servers, self.workers = folder, servers, workers
        self.ports = {name: PORT + 1 + at for at, name in enumerate(servers)}
        self.database = Postgres(folder / "database", PORT + 10)
        self.url = f"postgresql://polikb@/polikb?host=127.0.0.1,127.0.0.1&port={PORT + 10},{PORT + 11}&target_session_attrs=read-write"
        self.wire = Wire(PORT + 20, PORT + 10)  # by which the last server reaches the database
        self._running: dict[str, Command] = {}
        self._proxy: subprocess.Popen[bytes] | None = None
        self.database.make()
        (folder / "home").mkdir()
        accounts = Accounts(folder / "home", _SECRET, self.url)
        self._headers = {
            "Authorization": f"Bearer {accounts.issue_token(accounts.add('dan', None, 'contributor'), 'bench', 'write')}"
        }
        accounts.close()
        for name in (*servers, *workers):
            self.start(name)
        self.front = PORT if shutil.which("nginx") else self.ports[servers[0]]
        if self.front == PORT:
            self._start_proxy()

    def settings(self, name: str) -> Settings:
        """The settings of a server or a worker."""
        url = self.url if name != self.servers[-1] else f"postgresql://polikb@127.0.0.1:{PORT + 20}/polikb"
        return replace(
            load_settings(), home=self.folder / name, database_url=url, originals=str(self.folder / "originals"), secret_key=_SECRET
        )  # fmt: skip

    def start(self, name: str) -> None:
        """Start a server or a worker."""
        settings = self.settings(name)
        wanted = {"HOME": settings.home, "DATABASE_URL": settings.database_url, "ORIGINALS": settings.originals,
                  "SECRET_KEY": _SECRET, "WORKERS": 1, "MODEL_CACHE": settings.model_cache}  # fmt: skip
        settings.home.mkdir(exist_ok=True)
        words = ("worker",) if name in self.workers else ("serve", "--port", str(self.ports[name]), "--no-jobs")
        environment = {f"POLIKB_{key}": str(value) for key, value in wanted.items()}
        self._running[name] = Command(words, environment, self.folder / f"{name}.log")

    def kill(self, name: str) -> None:
        """Kill a server or a worker with its children."""
        self._running.pop(name).kill()

    def _start_proxy(self) -> None:
        """nginx with the configuration that is shipped, on these ports."""
        shipped = (ROOT / "docs" / "nginx.conf").read_text().replace("listen 8080", f"listen 127.0.0.1:{PORT}")
        for name, port in self.ports.items():
            shipped = shipped.replace(f"{name}:8000", f"127.0.0.1:{port}")
        shipped = re.sub(r".*\bserver\d:8000\b.*\n", "", shipped)  # of servers that this cluster hasn't
        paths = "".join(
            f"{kind}_temp_path {self.folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        conf = self.folder / "nginx.conf"
        user = "user root;" if os.geteuid() == 0 else ""
        conf.write_text(
            f"{user} pid {self.folder}/nginx.pid; error_log {self.folder}/nginx.log; daemon off; events {{}}\n"
            f"http {{ access_log off; {paths}\n{shipped}\n}}\n"
        )
        self._proxy = subprocess.Popen(["nginx", "-c", str(conf)])

    def wait_ready(self, seconds: float = 180) -> None:
        """Wait until every server answers."""
        end = time.monotonic() + seconds
        for name, port in self.ports.items():
            while True:
                with contextlib.suppress(httpx2.HTTPError):
                    if httpx2.get(f"http://127.0.0.1:{port}/readyz", timeout=10).status_code == httpx2.codes.OK:
                        break
                if time.monotonic() > end:
                    raise RuntimeError(f"{name}: {self._running[name].told()[-2000:]}")
                time.sleep(0.1)

    def upload(self, name: str, text: str, port: int = 0) -> bool:
        """Whether a document was acknowledged, by one server or through nginx where that is installed."""
        try:
            answer = httpx2.post(
                f"http://127.0.0.1:{port or self.front}/upload", files={"file": (f"{name}.md", text.encode())}, data={"access": "public"},
                headers={**self._headers, "User-Agent": name}, timeout=30,
            )  # fmt: skip
        except httpx2.HTTPError:
            return False
        return answer.status_code == httpx2.codes.SEE_OTHER

    def finds(self, server: str, word: str) -> bool:
        """Whether a server finds a document by a word of its title."""
        try:
            answer = httpx2.get(f"http://127.0.0.1:{self.ports[server]}/api/search", params={"q": word}, timeout=10)
        except httpx2.HTTPError:
            return False
        return any(word in hit["document"]["source"] for hit in answer.json().get("hits", []))

    def close(self) -> None:
        """End everything."""
        if self._proxy is not None:
            self._proxy.terminate()
            self._proxy.wait()
        for name in list(self._running):
            self.kill(name)
        self.wire.close()
        self.database.stop()


@contextmanager
def cluster(servers: tuple[str, ...] = SERVERS, workers: tuple[str, ...] = WORKERS) -> Iterator[Cluster]:
    """A cluster in a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="polikb-cluster-"))
    folder.chmod(0o755)
    made = Cluster(folder, servers, workers)
    try:
        made.wait_ready()
        yield made
    finally:
        made.close()
        shutil.rmtree(folder, ignore_errors=True)


def kills(
    rounds: int,
    seconds: float = 900,
    seed: int = 0,
    servers: tuple[str, ...] = SERVERS,
    workers: tuple[str, ...] = WORKERS,
) -> dict[str, Any]:
    """Upload two documents a round and kill one process or the database at a random moment, for `seconds` at most.

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
    """How many acknowledged documents are missing, are there twice, were put in twice, or aren't found by a server."""
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
            while missing:
                missing -= {server for server in missing if running.finds(server, name)}
                time.sleep(0.02)
            if number >= 0:
                waits.append(time.monotonic() - began)
    return {"documents": documents, "median_s": round(statistics.median(waits), 2), "worst_s": round(max(waits), 2)}


def cut(seconds: float = 60.0, documents: int = 10) -> dict[str, Any]:
    """Take the database from one server while documents are uploaded by the other; what it says meanwhile, and when it has caught up."""
    with cluster() as running:
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
        while not all(running.finds(away, name) for name in names):
            time.sleep(0.05)
        return {
            "cut_s": seconds,
            "acknowledged": sum(taken),
            "readyz": told,
            "caught_up_after_s": round(time.monotonic() - mended, 2),
        }


def replica(documents: int = 12) -> dict[str, Any]:
    """Upload while the database is killed and its standby promoted; nothing acknowledged may be missing, and servers go on by themselves."""
    acknowledged: list[str] = []
    with cluster() as running:
        standby = running.database.standby(running.folder / "standby", PORT + 11)
        first = running.database
        try:
            for number in range(documents):
                name = f"ponte{number:03}"
                if running.upload(name, text_of(name, number)):
                    acknowledged.append(name)
                if number == documents // 2:
                    first.kill()
                    standby.promote()
                    promoted = time.monotonic()
            while not running.upload("dopo001", text_of("dopo001", 1)):
                time.sleep(0.1)
            away = time.monotonic() - promoted
            acknowledged.append("dopo001")
            running.database = standby
            running.wait_ready()
            until_jobs_done(running.url, 300)
            found = _counted(running, acknowledged)
        finally:
            running.database = standby
    return {"acknowledged": len(acknowledged), "writes_again_after_s": round(away, 2), **found}


def requests(seconds: float = 10.0, pairs: int = 3) -> dict[str, Any]:
    """Searches answered in so many seconds by one server and by two, in turns; each server has as many threads as there are cores."""
    with cluster(workers=("worker1",)) as running:
        for number in range(20):
            running.upload(f"fonte{number:03}", text_of(f"fonte{number:03}", number))
        until_jobs_done(running.url, 300)
        time.sleep(2)
        counted = [(_load(running, SERVERS[:1], seconds), _load(running, SERVERS, seconds)) for _ in range(pairs)]
    return {
        "one": round(statistics.mean(one for one, _ in counted) / seconds, 1), "two": round(statistics.mean(two for _, two in counted) / seconds, 1),
        "ratios": [round(two / one, 2) for one, two in counted], "cores": os.cpu_count(),
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


def ingestion(files: int = 60) -> dict[str, Any]:
    """Seconds of `polikb ingest` over generated reports: an embedded library with two child processes, and two workers that read one each."""
    with cluster(servers=("server1",)) as running:
        folder = running.folder / "in"
        folder.mkdir()
        for number in range(files):
            (folder / f"r{number}.md").write_text(
                "\n\n".join(text_of(f"r{number}-{part}", number) for part in range(20))
            )
        taken = {}
        for name, home in (("embedded", running.folder / "embedded"), ("two workers", running.folder / "command")):
            settings = running.settings("command")
            environment = {"POLIKB_HOME": str(home), "POLIKB_MODEL_CACHE": str(settings.model_cache)}
            if name != "embedded":
                environment |= {"POLIKB_DATABASE_URL": running.url, "POLIKB_ORIGINALS": settings.originals}
            began = time.monotonic()
            command = Command(("ingest", str(folder), "--json"), environment, running.folder / f"{home.name}.log")
            if command.wait(900) != 0:
                raise RuntimeError(command.told()[-2000:])
            told = command.told()
            summary = json.loads(told[told.index("{") :])
            taken[name] = {
                "seconds": round(time.monotonic() - began, 1),
                "searchable_seconds": summary["searchable_seconds"],
                "added": summary["added"],
            }
    return {"files": files, **taken}


def main() -> None:
    """Run as a command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("kills", "fresh", "cut", "replica", "requests", "ingestion"))
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=900)
    wanted = parser.parse_args()
    found = kills(wanted.rounds, wanted.seconds) if wanted.what == "kills" else globals()[wanted.what]()
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
