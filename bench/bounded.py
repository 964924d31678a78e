"""Bounds of a running server: does it still serve others under slow connections, drawings and long parameters?"""

import itertools
import json
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import httpx2
import numpy as np
from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from bench.crowd import ADDRESS, PORT, anonymous, member, resident, serving, signed_in
from bench.quality import SAMPLE
from bench.sets import settings_for
from ingest.pipeline import ingest
from ingest.sources.discover import Options
from kb.library import Library
from kb.settings import Settings
from tests.web.test_bounded import HOSTILE, ROUTES, parameters_of

_SLOW, _DRAWINGS = 500, 200
_PATIENCE = 150.0  # seconds within which all slow connections are closed
_HEALTHY = 0.05  # seconds between two requests to /healthz
_SLOW_PDF, _CURVES = "slowly-drawn.pdf", 30_000  # on its page
_FILE_BYTES = 12_000_000  # of its file: more than the buffers of a connection hold
_LONG = ("a" * 10, "9" * 1_000, "a " * 50_000, "a" * 10_000_000)  # beside those of the tests


def bounded() -> dict[str, Any]:
    """Slow connections, drawings at once and long parameters, one after the other, on the sample corpus."""
    settings = _prepared()
    with serving(settings) as server:
        httpx2.get(f"{ADDRESS}/search", params={"q": "acqua"}, timeout=60)  # the model is loaded once
        parts: dict[str, Callable[[int], dict[str, Any]]] = {
            "slow connections": slow_connections,
            "drawings": drawings,
            "parameters": parameters,
        }
        found = {}
        for name, part in parts.items():
            with _watched(server.pid) as watch:
                told = part(server.pid)
            found[name] = told | watch
    return found


def _prepared() -> Settings:
    """A library of the sample corpus and of a report whose page takes long to draw, with an account."""
    settings = settings_for("bounded")
    shutil.rmtree(settings.home, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder, Library(settings, writable=True) as library:
        _drawn_slowly(Path(folder) / _SLOW_PDF)
        ingest(library, [SAMPLE / "files", Path(folder)], Options())
        library.embedding_queue.run()
    member(settings)
    return settings


def _drawn_slowly(path: Path) -> None:
    """A fictional report with a drawing of many transparent curves."""
    canvas, chance = Canvas(str(path), invariant=1), random.Random(5)
    canvas.drawString(72, 800, "The slow drawing, a fictional report on the roofs of Vadalo.")
    canvas.setStrokeColor(Color(0.2, 0.3, 0.8, alpha=0.05))
    canvas.setLineWidth(20)
    for _ in range(_CURVES):
        canvas.bezier(*(chance.uniform(0, 590) for _ in range(8)))
    canvas.save()
    with path.open("ab") as file:
        file.write(b"%" + b" " * _FILE_BYTES + b"\n")


@dataclass
class _Watch:
    """Times of /healthz (s), and the memory (MiB) and open files of the server."""

    pid: int
    port: int
    times: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)

    def look(self) -> None:
        """Measure once."""
        started = time.perf_counter()
        if (status := _status("/healthz", port=self.port)) != "200":
            raise RuntimeError(f"/healthz answered {status}")
        self.times.append(time.perf_counter() - started)
        self.memory.append(resident(self.pid))
        self.files.append(open_files(self.pid))

    def told(self) -> dict[str, Any]:
        """The published figures."""
        return {
            "healthz, p95 (ms)": round(float(np.percentile(self.times, 95)) * 1000),
            "healthz, longest (ms)": round(max(self.times) * 1000),
            "memory before, most (MiB)": f"{self.memory[0]}, {max(self.memory)}",
            "open files before, most, after": f"{self.files[0]}, {max(self.files)}, {self.files[-1]}",
        }


@contextmanager
def _watched(pid: int) -> Iterator[dict[str, Any]]:
    """Watch /healthz in a separate process, undisturbed by threads here; yields a dict that is filled at the end."""
    told: dict[str, Any] = {}
    command = [sys.executable, "-m", "bench.bounded", str(pid), str(PORT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout and watching.stdout.readline()
        yield told
        told.update(json.loads(watching.communicate("\n")[0]))


def _watch(pid: int, port: int) -> None:
    """Print a first line, measure until a line is read, then print the figures."""
    watch, over = _Watch(pid, port), threading.Event()
    watch.look()

    def waiting() -> None:
        sys.stdin.readline()
        over.set()

    threading.Thread(target=waiting, daemon=True).start()
    print("watching", flush=True)
    while not over.wait(_HEALTHY):
        watch.look()
    watch.look()
    print(json.dumps(watch.told()))


def open_files(pid: int, prefix: str = "") -> int:
    """The number of files and connections that a process has open; with the prefix "socket:", connections alone."""
    found = 0
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            found += str(entry.readlink()).startswith(prefix)
    return found


def _kinds(file: str) -> tuple[tuple[bytes, bytes], ...]:
    """(first bytes, bytes sent each second) of each kind of connection; the last kind never reads the file at this address."""
    return (
        (b"", b""),
        (b"GET /search?q=acqua HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"a"),
        (
            b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n{",
            b" ",
        ),
        (f"GET {file} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), b""),
    )


def slow_connections(pid: int, count: int = _SLOW, patience: float = _PATIENCE) -> dict[str, Any]:
    """Open slow connections of each kind in turn; the time until the server has closed all, and searches meanwhile."""
    before, started = open_files(pid, "socket:"), time.monotonic()
    with anonymous() as client:
        file = f"/documents/{_slowly_drawn(client)}/file"
    slow = [(_connected(), *kind) for kind in itertools.islice(itertools.cycle(_kinds(file)), count)]
    for connection, beginning, _ in slow:
        connection.sendall(beginning)
    searches, closed = list[float](), patience
    with anonymous() as client:
        while time.monotonic() < started + patience:
            for connection, _, more in slow:
                with suppress(OSError):
                    connection.send(more)
            began = time.perf_counter()
            client.get("/api/search", params={"q": f"acqua {len(searches)}"}).raise_for_status()
            searches.append(time.perf_counter() - began)
            if open_files(pid, "socket:") <= before + 5:
                closed = time.monotonic() - started
                break
            time.sleep(1)
    left = max(0, open_files(pid, "socket:") - before - 5)
    for connection, *_ in slow:
        connection.close()
    return {
        "connections": count,
        "all closed after (s)": round(closed, 1) if not left else f"{left} left after {patience:.0f}",
        "searches meanwhile, p95 (ms)": round(float(np.percentile(searches, 95)) * 1000),
    }


def _connected() -> socket.socket:
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", PORT))
    return connection


def _slowly_drawn(client: httpx2.Client) -> str:
    """The id of the document that takes long to render."""
    held = client.get("/api/documents").json()
    return next(str(document["id"]) for document in held if document["source"].endswith(_SLOW_PDF))


def drawings(_: int, count: int = _DRAWINGS) -> dict[str, Any]:
    """Request pictures of a page that takes long to render and of others, all at once: statuses and times."""
    with anonymous() as client:
        slow = _slowly_drawn(client)
        held = client.get("/api/documents").json()
    others = [document["id"] for document in held if document["format"] == "pdf" and document["id"] != slow]
    pages = [slow if at % 2 else others[at % len(others)] for at in range(count)]

    def draw(at: int) -> tuple[str, float]:
        began = time.perf_counter()
        status = _status(f"/documents/{pages[at]}/pages/1/picture?width={400 + 200 * (at % 8)}")
        return status, time.perf_counter() - began

    with ThreadPoolExecutor(count) as pool:
        told = list(pool.map(draw, range(count)))
    statuses = Counter(status for status, _ in told)
    return {
        "asked at once": count,
        "answered by status": ", ".join(f"{status}: {number}" for status, number in sorted(statuses.items())),
        "all answered after (s)": round(max(seconds for _, seconds in told), 1),
    }


def parameters(_: int) -> dict[str, Any]:
    """Every parameter of every GET route, with values of up to ten million characters, as a curator."""
    statuses, slowest = Counter[str](), (0.0, "")
    with signed_in() as client:
        document = client.get("/api/documents").json()[0]["id"]
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    for route in ROUTES:
        if "GET" not in (route.methods or ()):
            continue
        path = route.path.format(**(dict.fromkeys(route.param_convertors, "1") | {"document_id": document}))
        for name, value in itertools.product(sorted({*parameters_of(route), "q"}), (*HOSTILE, *_LONG)):
            began = time.perf_counter()
            statuses[_status(f"{path}?{urlencode({name: value})}", {"Cookie": cookies})] += 1
            slowest = max(slowest, (time.perf_counter() - began, f"{name} of {route.path}: {value[:12]!r}"))
    return {
        "requests": statuses.total(),
        "internal errors": sum(number for status, number in statuses.items() if status.startswith("5")),
        "by status": ", ".join(f"{status}: {number}" for status, number in sorted(statuses.items())),
        "longest (s)": f"{slowest[0]:.2f} ({slowest[1]})",
    }


def _status(path: str, headers: Mapping[str, str] = MappingProxyType({}), port: int = PORT) -> str:
    """The status of a response that was read whole, "closed" if the server doesn't read the whole request.

    httpx would refuse a long address, and prepares for TLS with each client, for which 200 threads would keep the cores busy.
    """
    with closing(HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        try:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            response.read()
            return str(response.status)
        except OSError:
            return "closed"


if __name__ == "__main__":
    _watch(int(sys.argv[1]), int(sys.argv[2]))
