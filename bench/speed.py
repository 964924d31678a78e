"""Speed of ingestion, embedding, start and server, compared with alternatives on the same files."""

import json
import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx2
import numpy as np

from bench.sets import SHARED, settings_for
from ingest.build import FileTask, build_document, texts
from ingest.metadata.find import find_metadata
from ingest.pipeline import ingest
from ingest.readers.registry import read
from ingest.sources.discover import Options
from ingest.stated.manifest import StatedMetadata
from kb.index.embedding_queue import embedded_text
from kb.library import Library
from kb.model import OWNER
from kb.models.bert import BertEncoder, of_equal_length
from kb.models.embedder import load_embedder
from kb.search.scope import all_documents

_SERVER = "http://127.0.0.1:8765"
_PEOPLE, _LOAD_SECONDS = 50, 30
POLIKB = Path(sys.executable).parent / "polikb"
PDFS = [p for folder in ("thesis", "course", "report") for p in sorted((SHARED / "corpus" / folder).glob("*.pdf"))]


def _fresh(name: str) -> Any:
    settings = settings_for(name)
    shutil.rmtree(settings.home, ignore_errors=True)
    return settings


def reading() -> dict[str, Any]:
    """Pages per second from empty library to searchable by words, for PDFs with text, process start included. Best of three."""
    runs = []
    for _ in range(3):
        settings = _fresh("reading")
        with Library(settings, writable=True) as library:
            summary = ingest(library, PDFS, Options(manifest=False))
        runs.append((summary.pages / summary.searchable_seconds, summary.searchable_seconds, summary.pages))
    best = max(runs)
    found = {"files": len(PDFS), "pages": best[2], "seconds": round(best[1], 2), "pages per second": round(best[0], 1)}
    return found | {f"processor time, {stage} (ms per page)": spent for stage, spent in _stages().items()}


def _stages() -> dict[str, float]:
    """Processor time of each stage of reading every fourth PDF in this process, in milliseconds per page."""
    spent, count = [0.0] * 4, 0
    build_document(FileTask(PDFS[0], PDFS[0], "", "warm", "", StatedMetadata(), ""))
    for path in PDFS[::4]:
        marks = [time.process_time()]
        parsed = read(path)
        marks.append(time.process_time())
        pages = texts(parsed)
        marks.append(time.process_time())
        find_metadata(parsed, pages, path.stem)
        marks.append(time.process_time())
        build_document(FileTask(path, path, path.name, "stages", "", StatedMetadata(), ""))
        marks.append(time.process_time())
        of_each = [after - before for before, after in pairwise(marks)]
        of_each[3] -= sum(of_each[:3])  # it repeats the first three
        spent = [sum(both) for both in zip(spent, of_each, strict=True)]
        count += len(pages)
    names = (
        "text that is seen",
        "lines to paragraphs",
        "front pages and metadata",
        "passages, languages, orders to models",
    )
    return {name: round(1000 * seconds / count, 2) for name, seconds in zip(names, spent, strict=True)}


def embedding() -> dict[str, Any]:
    """Passages embedded per second, compared with the bare runtime on the same token batches."""
    with Library(settings_for("corpus"), writable=False) as library:
        ids = library.snapshot().passage_ids
        chosen = np.random.default_rng(0).choice(ids, 800, replace=False).tolist()
        titles = library.catalogue.metadata.titles(chosen)
        passages = library.catalogue.passages(chosen).values()
        texts = [embedded_text(titles[passage.document_id], passage) for passage in passages]
    encoder = load_embedder(settings_for("corpus"))
    assert isinstance(encoder, BertEncoder)
    windows = sorted((w for text in texts for w in encoder.windows(text)), key=len)
    batches = [[window for _, window in batch] for batch in of_equal_length(list(enumerate(windows)))]
    encoder.embed_passages(texts[:50])
    bare_model = encoder.load_for_passages()
    rates: dict[str, list[float]] = {"ours": [], "bare": []}
    from concurrent.futures import ThreadPoolExecutor

    for _ in range(3):
        started = time.monotonic()
        encoder.embed_passages(texts)
        rates["ours"].append(len(texts) / (time.monotonic() - started))
        started = time.monotonic()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(bare_model.forward_batch, batches))
        rates["bare"].append(len(texts) / (time.monotonic() - started))
    ours, bare = max(rates["ours"]), max(rates["bare"])
    return {
        "passages per second": round(ours, 1),
        "bare runtime": round(bare, 1),
        "ratio": round(ours / bare, 3),
        "mean tokens": round(float(np.mean([len(w) for w in windows])), 1),
        "passages beyond the model's window": round(sum(len(encoder.windows(t)) > 1 for t in texts) / len(texts), 4),
    }


def start() -> dict[str, Any]:
    """Time of `polikb --help`; start time, memory and latency of a server with about 5,000 passages."""
    helps = []
    for _ in range(5):
        started = time.monotonic()
        subprocess.run([POLIKB, "--help"], check=True, capture_output=True)
        helps.append(time.monotonic() - started)
    settings = five_thousand()
    started = time.monotonic()
    with _serving(settings) as pid:
        ready = time.monotonic() - started
        pages = [
            _timed_page(q) for q in ("acqua potabile", "energia solare", "machine learning", "povertà educativa") * 25
        ]
        answers = [_timed_answer(q) for q in _questions()]
        memory = _memory_mb(pid)
    return {
        "polikb --help (s, median)": round(float(np.median(helps)), 3),
        "passages": _count(settings),
        "server ready (s)": round(ready, 2),
        "server memory (MiB)": round(memory),
        "result page p50 (ms)": round(float(np.percentile(pages, 50)), 1),
        "result page p95 (ms)": round(float(np.percentile(pages, 95)), 1),
        "answer p50 (ms)": round(float(np.percentile(answers, 50)), 1),
        "answer p95 (ms)": round(float(np.percentile(answers, 95)), 1),
    }


@contextmanager
def _serving(settings: Any) -> Iterator[int]:
    """Run `polikb serve` on a library; yields its process id once it answers."""
    environment = {**os.environ, "POLIKB_HOME": str(settings.home)}
    server = subprocess.Popen([POLIKB, "serve", "--port", "8765"], env=environment, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                if httpx2.get(f"{_SERVER}/api/search?q=acqua", timeout=30).status_code == 200:
                    break
            except httpx2.TransportError:
                time.sleep(0.02)
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def load() -> dict[str, Any]:
    """Throughput and latency with fifty clients that search in a loop for 30 s; they run on the same cores as the server."""
    settings = five_thousand()
    questions = _questions()
    times: list[float] = []
    errors: list[str] = []
    with _serving(settings):
        for question in questions[:10]:
            httpx2.get(f"{_SERVER}/api/search", params={"q": question}, timeout=30)
        until = time.monotonic() + _LOAD_SECONDS

        def person(number: int) -> None:
            with httpx2.Client(timeout=30) as client:
                at = number
                while time.monotonic() < until:
                    started = time.perf_counter()
                    try:
                        client.get(
                            f"{_SERVER}/api/search", params={"q": questions[at % len(questions)]}
                        ).raise_for_status()
                    except httpx2.HTTPError as error:
                        errors.append(str(error))
                    times.append(time.perf_counter() - started)
                    at += 7

        threads = [threading.Thread(target=person, args=(number,)) for number in range(_PEOPLE)]
        started = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.monotonic() - started
    return {
        "people": _PEOPLE,
        "requests": len(times),
        "requests per second": round(len(times) / seconds, 1),
        "p50 (ms)": round(float(np.percentile(times, 50)) * 1000),
        "p95 (ms)": round(float(np.percentile(times, 95)) * 1000),
        "errors": len(errors),
    }


def _questions() -> list[str]:
    lines = (SHARED / "corpus" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines[:60]]


def five_thousand() -> Any:
    """Settings of a library with the first theses, courses and reports, about 5,000 passages; filled at first use."""
    settings = settings_for("five-thousand")
    with Library(settings, writable=True) as library:
        for path in PDFS:
            if library.catalogue.counts()["passages"] > 5000:
                break
            ingest(library, [path], Options(manifest=False))
        library.embedding_queue.run()
    return settings


def _count(settings: Any) -> int:
    with Library(settings, writable=False) as library:
        assert all_documents(library, OWNER)
        return library.catalogue.counts()["passages"]


def _timed_page(query: str) -> float:
    started = time.perf_counter()
    httpx2.get(f"{_SERVER}/search", params={"q": query}, timeout=30).raise_for_status()
    return (time.perf_counter() - started) * 1000


def _timed_answer(question: str) -> float:
    started = time.perf_counter()
    httpx2.post(f"{_SERVER}/api/ask", json={"question": question}, timeout=30).raise_for_status()
    return (time.perf_counter() - started) * 1000


def _memory_mb(pid: int) -> float:
    """Resident memory of a process and its children, in MiB."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(folder.name) == pid or int(fields[1]) == pid:
                total += int((folder / "statm").read_text().split()[1]) * resource.getpagesize()
        except (OSError, ValueError):
            continue
    return total / 1024**2
