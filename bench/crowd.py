"""Load on the real server: concurrent searches with and without uploads, and a simulated day of mixed requests."""

import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
import numpy as np

from bench.children import end_with_parent
from bench.grown import grown
from bench.sets import SHARED, settings_for
from bench.speed import five_thousand
from kb.access.accounts import Accounts
from kb.errors import AccountError
from kb.evaluation import load_questions
from kb.settings import Settings
from web.jobs.uploads import safe_name

PORT = 8766
ADDRESS = f"http://127.0.0.1:{PORT}"
WORD = "a word for measuring only"  # password of the measuring account
_PEOPLE, _UPLOADERS, _SECONDS = 50, 5, 60
_HOURS = 24
POLIKB = Path(sys.executable).parent / "polikb"


@contextmanager
def serving(settings: Settings, port: int = PORT) -> Iterator[subprocess.Popen[bytes]]:
    """Run the real server in a process group of its own; yields once it is ready. The caller may kill it."""
    environment = {**os.environ, "POLIKB_HOME": str(settings.home)}
    process = subprocess.Popen(
        [POLIKB, "serve", "--port", str(port)], env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=end_with_parent,
    )  # fmt: skip
    try:
        while True:
            if process.poll() is not None:
                raise RuntimeError("The server ended before it was ready.")
            with suppress(httpx2.HTTPError):
                if httpx2.get(f"http://127.0.0.1:{port}/readyz").status_code == httpx2.codes.OK:
                    break
            time.sleep(0.05)
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()


@contextmanager
def signed_in() -> Iterator[httpx2.Client]:
    """A client signed in as a curator."""
    with httpx2.Client(base_url=ADDRESS, timeout=60) as client:
        _sign_in(client)
        yield client


def anonymous() -> httpx2.Client:
    """A client that isn't signed in."""
    return httpx2.Client(base_url=ADDRESS, timeout=60)


def _sign_in(client: httpx2.Client) -> None:
    if client.post("/sign-in", data={"name": "bench", "password": WORD}).status_code != httpx2.codes.SEE_OTHER:
        raise RuntimeError("The measuring account can't sign in.")


def variations(first: int) -> Iterator[tuple[str, bytes]]:
    """Yield (file name, PDF) endlessly: real files, each made unique by a comment at its end."""
    files = sorted((SHARED / "corpus" / "report").glob("*.pdf"), key=lambda path: path.stat().st_size)[:8]
    for number in itertools.count(first):
        path = files[number % len(files)]
        yield safe_name(f"{number}-{path.stem[:20]}.pdf"), path.read_bytes() + f"\n% {number}\n".encode()


def upload(client: httpx2.Client, name: str, data: bytes) -> bool:
    """Upload a file. Returns whether the server acknowledged it."""
    with suppress(httpx2.HTTPError):
        answer = client.post(
            "/upload", files={"file": (name, data, "application/pdf")}, data={"access": "public", "kind": "report"}
        )
        return answer.status_code == httpx2.codes.SEE_OTHER
    return False


class Crowd:
    """Threads that each repeat an action until a time; records the duration of each, and the errors with their times."""

    def __init__(
        self,
        people: int,
        act: Callable[[httpx2.Client, int], None],
        until: float,
        who: Callable[[], AbstractContextManager[httpx2.Client]],
    ) -> None:
        self.times: list[float] = []
        self.errors: list[str] = []
        self.failed_at: list[float] = []
        self._act, self._until, self._who = act, until, who
        self._threads = [threading.Thread(target=self._person, args=(number,)) for number in range(people)]
        for thread in self._threads:
            thread.start()

    def _person(self, number: int) -> None:
        with self._who() as client:
            for at in itertools.count(number, 7):
                started, started_at = time.perf_counter(), time.monotonic()
                if started_at > self._until:
                    return
                try:
                    self._act(client, at)
                except httpx2.HTTPError as error:
                    self.errors.append(repr(error))
                    self.failed_at.append(started_at)
                self.times.append(time.perf_counter() - started)

    def wait(self) -> None:
        """Wait until all threads have ended."""
        for thread in self._threads:
            thread.join()


def questions() -> list[str]:
    """Questions of the measuring corpus."""
    return [question.text for question in load_questions(SHARED / "corpus" / "questions.jsonl")]


def resident(pid: int) -> int:
    """Resident memory of a process, MiB."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) // 1024 if found else 0


def resident_in_all(pid: int) -> int:
    """Memory of a server and all its child processes, MiB; shared memory is counted once (PSS)."""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getpgid(int(process.name)) == pid:
                found = re.search(r"Pss:\s+(\d+)", (process / "smaps_rollup").read_text())
                total += int(found[1]) if found else 0
    return total // 1024


def member(settings: Settings) -> None:
    """Add the measuring account."""
    accounts = Accounts(settings.home)
    with suppress(AccountError):
        accounts.add("bench", WORD, "curator")
    accounts.close()


def uploading() -> dict[str, Any]:
    """Search throughput and latency without and with uploads, memory, and when the uploads became searchable."""
    base, settings = settings_for("twenty-thousand-base"), settings_for("twenty-thousand")
    grown("twenty-thousand-base", 20_000).close()
    shutil.rmtree(settings.home, ignore_errors=True)
    shutil.copytree(base.home, settings.home)
    member(settings)
    asked, found = questions(), dict[str, Any]()

    def search(client: httpx2.Client, at: int) -> None:
        client.get("/api/search", params={"q": asked[at % len(asked)]}).raise_for_status()

    with serving(settings) as server:
        for question in asked[:20]:
            httpx2.get(f"{ADDRESS}/api/search", params={"q": question}, timeout=30)
        for label, uploaders in (("without uploads", 0), ("with uploads", _UPLOADERS)):
            until, before = time.monotonic() + _SECONDS, resident(server.pid)
            files, taken = variations(0), list[str]()
            lock = threading.Lock()

            def send(
                client: httpx2.Client,
                _: int,
                files: Iterator[tuple[str, bytes]] = files,
                taken: list[str] = taken,
                lock: threading.Lock = lock,
            ) -> None:
                with lock:
                    name, data = next(files)
                if upload(client, name, data):
                    taken.append(name)
                time.sleep(6)

            searching, sending = Crowd(_PEOPLE, search, until, anonymous), Crowd(uploaders, send, until, signed_in)
            searching.wait()
            found |= {
                f"requests a second, {label}": round(len(searching.times) / _SECONDS, 1),
                f"p50 (ms), {label}": round(float(np.percentile(searching.times, 50)) * 1000),
                f"p95 (ms), {label}": round(float(np.percentile(searching.times, 95)) * 1000),
                f"errors, {label}": "; ".join({*searching.errors, *sending.errors}) or 0,
                f"memory before and after (MiB), {label}": f"{before}, {resident(server.pid)}",
            }
            sending.wait()
            if uploaders:
                found["uploads acknowledged in the minute"] = len(taken)
                with signed_in() as client:
                    found["of these searchable at its end"] = arrived(client, taken)
                    started = time.monotonic()
                    while arrived(client, taken) < len(taken):
                        time.sleep(1)
                    found["the rest after (s)"] = round(time.monotonic() - started)
    return found


def arrived(client: httpx2.Client, names: list[str]) -> int:
    """The number of these files that are searchable."""
    sources = {document["source"] for document in client.get("/api/documents").json()}
    return len(sources & set(names))


def soak() -> dict[str, Any]:
    """A simulated day in a few minutes: memory, open files and temporary files in the second sixth and the last."""
    base, settings = five_thousand(), settings_for("soak")
    shutil.rmtree(settings.home, ignore_errors=True)
    shutil.copytree(base.home, settings.home)
    member(settings)
    asked, files = questions(), variations(0)
    errors, seen = list[str](), list[tuple[int, int, int]]()
    with serving(settings) as server, signed_in() as client:
        documents = client.get("/api/documents").json()
        for hour in range(_HOURS):
            for path, parameters in _hour(hour, asked, documents):
                answer = client.get(path, params=parameters)
                if answer.status_code != httpx2.codes.OK:
                    errors.append(f"{path} {answer.status_code}")
            _upload_and_remove(client, settings, files)
            handles = len(list(Path(f"/proc/{server.pid}/fd").iterdir()))
            seen.append((resident(server.pid), handles, len(list(Path(tempfile.gettempdir()).glob("polikb-*")))))
    early, late = np.median(seen[_HOURS // 6 : _HOURS // 3], axis=0), np.median(seen[-_HOURS // 6 :], axis=0)
    names = ("memory (MiB)", "open files", "temporary files")
    return {
        "requests": _HOURS * 200,
        "uploads and removals": _HOURS * 2,
        "errors": len(errors),
        **{f"{name}, early and late": f"{a:.0f}, {b:.0f}" for name, a, b in zip(names, early, late, strict=True)},
    }


def _hour(hour: int, questions: list[str], documents: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, str]]]:
    for at in range(120):
        other = questions[(hour * 31 + at) % len(questions)].split()
        yield "/search", {"q": f"{questions[at % len(questions)]} {other[hour % len(other)]}"}
    for at in range(20):
        yield "/ask", {"q": questions[(hour * 20 + at) % len(questions)]}
    for at in range(40):
        yield f"/documents/{documents[(hour * 40 + at) % len(documents)]['id']}", {}
    printed = [document for document in documents if document["format"] == "pdf"]
    for at in range(20):
        yield f"/documents/{printed[(hour * 20 + at) % len(printed)]['id']}/pages/1/picture", {}


def _upload_and_remove(client: httpx2.Client, settings: Settings, files: Iterator[tuple[str, bytes]]) -> None:
    """Upload two files, wait until they are searchable, and remove them by a command beside the server."""
    names = []
    for name, data in itertools.islice(files, 2):
        if not upload(client, name, data):
            raise RuntimeError(f"The upload of {name} wasn't taken.")
        names.append(name)
    while arrived(client, names) < len(names):
        time.sleep(0.1)
    ids = [document["id"] for document in client.get("/api/documents").json() if document["source"] in names]
    environment = {**os.environ, "POLIKB_HOME": str(settings.home)}
    subprocess.run([POLIKB, "remove", *ids], env=environment, check=True, capture_output=True)
