"""Load of fifty people searching, ten asking and five uploading, at 20,000 passages; then kill and restart of the server under load."""

import argparse
import json
import os
import re
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import numpy as np

from bench.crowd import (
    ADDRESS,
    Crowd,
    anonymous,
    arrived,
    member,
    questions,
    resident,
    resident_in_all,
    serving,
    signed_in,
    upload,
    variations,
)
from bench.grown import grown
from bench.sets import settings_for
from kb.library import Library
from kb.maintenance.doctor import examine
from kb.settings import Settings

_SEARCHING, _ASKING, _UPLOADING = 50, 10, 5
_SECONDS, _AFTER_KILL = 300.0, 60.0
_PASSAGES = 20_000
_MADE = re.compile(r"d\d+")  # sources of made documents, which have no originals
_PAUSE = 6  # seconds between two uploads of a person


def prepared() -> Settings:
    """Settings of a fresh copy of a library with 20,000 passages (made once), and an account to upload with."""
    base, settings = settings_for("twenty-thousand-base"), settings_for("twenty-thousand")
    grown("twenty-thousand-base", _PASSAGES).close()
    shutil.rmtree(settings.home, ignore_errors=True)
    shutil.copytree(base.home, settings.home)
    member(settings)
    return settings


class _People:
    """The three crowds, running until a given time."""

    def __init__(self, until: float, files: Iterator[tuple[str, bytes]]) -> None:
        self._questions, self._files, self._lock = questions(), files, threading.Lock()
        self.taken: list[str] = []
        self.searching = Crowd(_SEARCHING, self._search, until, anonymous)
        self.asking = Crowd(_ASKING, self._ask, until, anonymous)
        self.uploading = Crowd(_UPLOADING, self._upload, until, signed_in)

    def _search(self, client: httpx2.Client, at: int) -> None:
        text = self._questions[at % len(self._questions)]
        client.get("/api/search", params={"q": text}).raise_for_status()

    def _ask(self, client: httpx2.Client, at: int) -> None:
        text = self._questions[at % len(self._questions)]
        client.post("/api/ask", json={"question": text}).raise_for_status()

    def _upload(self, client: httpx2.Client, _: int) -> None:
        with self._lock:
            name, data = next(self._files)
        if upload(client, name, data):
            self.taken.append(name)
        time.sleep(_PAUSE)

    @property
    def crowds(self) -> dict[str, Crowd]:
        """The crowds by their action."""
        return {"searches": self.searching, "questions": self.asking, "uploads": self.uploading}

    def wait(self) -> None:
        """Wait until all crowds are done."""
        for crowd in self.crowds.values():
            crowd.wait()


def busy(seconds: float = _SECONDS, after_kill: float = _AFTER_KILL) -> dict[str, Any]:
    """Rates, latencies, errors and memory for `seconds`; then the same crowd while the server is killed and started again."""
    settings, files = prepared(), variations(0)
    with serving(settings) as server:
        for text in questions()[:20]:
            httpx2.get(f"{ADDRESS}/api/search", params={"q": text}, timeout=30)
        started, memory, whole = time.monotonic(), list[int](), list[int]()
        people = _People(started + seconds, files)
        for share in (0.2, 0.4, 0.6, 0.8, 1.0):
            time.sleep(max(started + share * seconds - time.monotonic(), 0))
            memory.append(resident(server.pid))
            whole.append(resident_in_all(server.pid))
        people.wait()
        found = _rates(people, seconds) | {"memory at each fifth (MiB)": ", ".join(map(str, memory))}
        found["with its child processes (MiB)"] = ", ".join(map(str, whole))
        taken = people.taken
        people = _People(time.monotonic() + after_kill, files)
        time.sleep(after_kill / 4)
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        found |= _started_again(settings, people, [*taken, *people.taken])
    with Library(settings, writable=True) as library:
        wrong = [finding.detail for finding in examine(library) if not finding.sound and finding.check != "originals"]
        held = library.documents(library.catalogue.numbers().tolist()).values()
        kept = [library.originals.path(document).is_file() for document in held if not _MADE.fullmatch(document.source)]
    return found | {
        "uploaded files missing": kept.count(False),
        "doctor at the end, but for originals": "; ".join(wrong) or "clean",
    }


def _rates(people: _People, seconds: float) -> dict[str, Any]:
    found: dict[str, Any] = {"seconds": seconds}
    for name, crowd in people.crowds.items():
        found[f"{name} a second"] = round(len(crowd.times) / seconds, 1)
        if name != "uploads":
            for share in (50, 95):
                found[f"{name}, p{share} (ms)"] = round(float(np.percentile(crowd.times, share)) * 1000)
        found[f"{name}, errors"] = "; ".join(sorted({*crowd.errors})) or 0
    return found | {"uploads acknowledged": len(people.taken)}


def _started_again(settings: Settings, people: _People, before: list[str]) -> dict[str, Any]:
    """Restart a killed server while the crowd continues, and wait for all uploads acknowledged before and after."""
    began = time.monotonic()
    with serving(settings):
        ready = time.monotonic()
        people.wait()
        late = [moment for crowd in people.crowds.values() for moment in crowd.failed_at if moment > ready + 0.5]
        taken = list(dict.fromkeys([*before, *people.taken]))
        with signed_in() as client:
            end = time.monotonic() + 300
            while (there := arrived(client, taken)) < len(taken) and time.monotonic() < end:
                time.sleep(1)
    return {
        "killed under load: ready again after (s)": round(ready - began, 1),
        "errors after it was ready": len(late),
        "uploads acknowledged in all": len(taken),
        "of these lost": len(taken) - there,
    }


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--seconds", type=float, default=_SECONDS)
    asked.add_argument("--after-kill", type=float, default=_AFTER_KILL)
    chosen = asked.parse_args()
    print(json.dumps(busy(chosen.seconds, chosen.after_kill), indent=1))
