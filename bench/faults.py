"""Fault tolerance: ingestion and server killed repeatedly, and files made to break parsers."""

import itertools
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.crowd import WORD, serving, signed_in, upload, variations
from bench.sets import SHARED, settings_for
from ingest.pipeline import ingest
from ingest.sources.discover import Options, find_sources
from kb.access.accounts import Accounts
from kb.library import Library
from kb.maintenance.doctor import examine
from kb.model import OWNER
from kb.search.scope import all_documents

POLIKB = Path(sys.executable).parent / "polikb"
ROUNDS = 100
SERVER_ROUNDS = 30


def kill() -> dict[str, Any]:
    """Kill an ingestion (`kill -9`) at random moments, then run it normally: lost and duplicated documents, consistency."""
    settings = settings_for("kill")
    shutil.rmtree(settings.home, ignore_errors=True)
    folder = SHARED / "corpus" / "thesis"
    command = [str(POLIKB), "ingest", str(folder)]
    environment = {**os.environ, "POLIKB_HOME": str(settings.home)}
    chance = random.Random(11)
    for _ in range(ROUNDS):
        process = subprocess.Popen(
            command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.3, 5.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    started = time.monotonic()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    seconds = time.monotonic() - started
    with Library(settings, writable=True) as library:
        sources = [document.source for document in all_documents(library, OWNER)]
        findings = examine(library)
    expected = len(find_sources([folder], folder))
    return {
        "rounds": ROUNDS,
        "documents": len(sources),
        "expected": expected,
        "lost": expected - len(set(sources)),
        "doubled": len(sources) - len(set(sources)),
        "doctor": "clean" if all(f.sound for f in findings) else "; ".join(f.detail for f in findings if not f.sound),
        "last run (s)": round(seconds, 1),
    }


def kill_server() -> dict[str, Any]:
    """Kill a server (`kill -9`) during uploads, at random moments: acknowledged uploads lost or duplicated, restart time."""
    settings = settings_for("kill-server")
    shutil.rmtree(settings.home, ignore_errors=True)
    accounts = Accounts(settings.home)
    accounts.add("bench", WORD, "curator")
    accounts.close()
    chance, acknowledged, ready = random.Random(12), set[str](), []
    for number in range(SERVER_ROUNDS):
        started = time.monotonic()
        with serving(settings) as server:
            ready.append(time.monotonic() - started)
            end = time.monotonic() + chance.uniform(0.2, 3.0)
            with signed_in() as client:
                for name, data in itertools.islice(variations(number * 1000), 3):
                    if time.monotonic() > end:
                        break
                    if upload(client, name, data):
                        acknowledged.add(name)
            os.killpg(server.pid, signal.SIGKILL)
    with serving(settings), signed_in() as client:
        while 'polikb_held{what="uploads_waiting"} 0.0' not in client.get("/metrics").text:
            time.sleep(0.2)
    with Library(settings, writable=True) as library:
        sources = [document.source for document in all_documents(library, OWNER)]
        findings = examine(library)
    return {
        "rounds": SERVER_ROUNDS,
        "uploads acknowledged": len(acknowledged),
        "lost": len(acknowledged - set(sources)),
        "doubled": len(sources) - len(set(sources)),
        "doctor": "clean" if all(f.sound for f in findings) else "; ".join(f.detail for f in findings if not f.sound),
        "ready again after, p50 (s)": round(float(np.percentile(ready[1:], 50)), 1),
        "ready again after, longest (s)": round(max(ready[1:]), 1),
    }


def hard_files() -> dict[str, Any]:
    """Ingest files that hang, crash or bloat parsers: the outcome of each, and the peak memory of a child process."""
    settings = settings_for("hard")
    shutil.rmtree(settings.home, ignore_errors=True)
    with Library(settings, writable=True) as library:
        started = time.monotonic()
        summary = ingest(library, [SHARED / "corpus" / "hard"], Options())
        seconds = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {
        "files": len(summary.entries),
        "read": summary.count("added"),
        "refused with a reason": sum(bool(e.reason) for e in summary.entries if e.outcome == "failed"),
        "refused without": sum(not e.reason for e in summary.entries if e.outcome == "failed"),
        "seconds": round(seconds, 1),
        "largest child (MiB)": round(peak),
        "endings": {e.source: f"{e.outcome}{f': {e.reason}' if e.reason else ''}" for e in summary.entries},
    }
