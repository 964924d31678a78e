"""A cluster of processes on this machine: servers and workers of one PostgreSQL behind nginx, as in docker-compose.yml."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx2

from bench.children import end_with_parent, hold_to
from bench.cluster_database import Postgres
from bench.cluster_wire import Wire
from bench.kill_ground import Command
from kb.access.accounts import Accounts
from kb.settings import Settings, load_settings

ROOT = Path(__file__).parent.parent
SERVERS, WORKERS, PORT = ("server1", "server2"), ("worker1", "worker2"), 8780
_SECRET = "a secret of the measurements alone"


class Cluster:
    """A database, two servers, two workers and nginx. `names` are the processes that can be killed and restarted."""

    def __init__(self, folder: Path, servers: tuple[str, ...] = SERVERS, workers: tuple[str, ...] = WORKERS) -> None:
        """Nothing runs before `open`; `close` ends everything."""
        self.folder, self.servers, self.workers = folder, servers, workers
        self.is_wired = False  # whether the last server reaches the database by a connection that can be cut
        self.ports = {name: PORT + 1 + at for at, name in enumerate(servers)}
        self.database = Postgres(folder / "database", PORT + 10)
        self.url = f"postgresql://polikb@/polikb?host=127.0.0.1,127.0.0.1&port={PORT + 10},{PORT + 11}&target_session_attrs=read-write"
        self.front = PORT if shutil.which("nginx") else self.ports[servers[0]]
        self.ends = ExitStack()  # of everything that runs, the last first
        self._running: dict[str, Command] = {}

    def open(self) -> None:
        """Start everything and wait until every server answers."""
        self.ends.callback(self.database.stop)
        self.database.make()
        if self.is_wired:
            self.wire = Wire(PORT + 20, PORT + 10)
            self.ends.callback(self.wire.close)
        (self.folder / "home").mkdir()
        accounts = Accounts(self.folder / "home", _SECRET, self.url)
        token = accounts.issue_token(accounts.add("dan", None, "contributor"), "bench", "write")
        self._headers = {"Authorization": f"Bearer {token}"}
        accounts.close()
        self.ends.callback(self._kill_all)
        for name in (*self.servers, *self.workers):
            self.start(name)
        if self.front == PORT:
            self._start_proxy()
        self.wait_ready()

    def settings(self, name: str) -> Settings:
        """The settings of a server or a worker."""
        is_wired = self.is_wired and name == self.servers[-1]
        url = f"postgresql://polikb@127.0.0.1:{PORT + 20}/polikb" if is_wired else self.url
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

    def _kill_all(self) -> None:
        for name in list(self._running):
            self.kill(name)

    def hold_to(self, name: str, cores: set[int]) -> None:
        """Let a server or a worker use these cores only."""
        hold_to(self._running[name].pid, cores)

    def _start_proxy(self) -> None:
        """Start nginx with the shipped configuration, on these ports."""
        shipped = (ROOT / "docs" / "nginx.conf").read_text().replace("listen 8080", f"listen 127.0.0.1:{PORT}")
        for name, port in self.ports.items():
            shipped = shipped.replace(f"{name}:8000", f"127.0.0.1:{port}")
        shipped = re.sub(r".*\bserver\d:8000\b.*\n", "", shipped)  # of servers that this cluster doesn't have
        paths = "".join(
            f"{kind}_temp_path {self.folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        conf = self.folder / "nginx.conf"
        user = "user root;" if os.geteuid() == 0 else ""
        conf.write_text(
            f"{user} pid {self.folder}/nginx.pid; error_log {self.folder}/nginx.log; daemon off; events {{}}\n"
            f"http {{ access_log off; {paths}\n{shipped}\n}}\n"
        )
        proxy = subprocess.Popen(["nginx", "-c", str(conf)], preexec_fn=partial(end_with_parent, signal.SIGTERM))
        self.ends.callback(proxy.wait)
        self.ends.callback(proxy.terminate)

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
        """Whether an upload was acknowledged, by one server or through nginx if that is installed."""
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
        self.ends.close()


@contextmanager
def cluster(
    servers: tuple[str, ...] = SERVERS, workers: tuple[str, ...] = WORKERS, *, is_wired: bool = False
) -> Iterator[Cluster]:
    """A cluster in a temporary folder; with `is_wired`, its last server can be cut off the database."""
    folder = Path(tempfile.mkdtemp(prefix="polikb-cluster-"))
    folder.chmod(0o755)
    made = Cluster(folder, servers, workers)
    made.is_wired = is_wired
    try:
        made.open()
        yield made
    finally:
        made.close()
        shutil.rmtree(folder, ignore_errors=True)
