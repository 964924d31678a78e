"""Timing side channel: response times of the same library with and without hidden documents, for an anonymous reader."""

import itertools
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import httpx2
import numpy as np

from bench.crowd import serving
from bench.quality import SAMPLE
from bench.sets import SHARED, settings_for
from ingest.pipeline import ingest
from ingest.sources.discover import Options
from kb.evaluation import load_questions
from kb.library import Library

_ROUNDS = 12
_HIDDEN = SHARED / "corpus" / "report"


def _make(name: str, hidden: bool) -> None:
    settings = settings_for(name)
    shutil.rmtree(settings.home, ignore_errors=True)
    with Library(settings, writable=True) as library:
        ingest(library, [SAMPLE / "files"], Options())
        for document in library.catalogue.documents(library.catalogue.numbers().tolist()).values():
            if document.access != "public":
                library.remove(document)
        if hidden:
            ingest(library, [_HIDDEN], Options(access="restricted", manifest=False))
        library.embedding_queue.run()


def _between(one: list[float], other: list[float]) -> float:
    """Probability (0..1) that a time of `one` exceeds a time of `other`; 0.5 reveals nothing (Mann–Whitney statistic)."""
    longer = np.array(one)[:, None] - np.array(other)[None]
    return round(float((longer > 0).mean() + (longer == 0).mean() / 2), 3)


def timings() -> dict[str, Any]:
    """Response times on three servers in turn: without hidden documents, again without (to measure noise), and with."""
    names = {"without": 8771, "without again": 8772, "with": 8773}
    questions = [question.text for question in load_questions(SAMPLE / "questions.toml")][:40]
    times: dict[str, dict[str, list[float]]] = {}
    with ExitStack() as stack:
        for name, port in names.items():
            _make(f"timings-{name}", hidden=name == "with")
            stack.enter_context(serving(settings_for(f"timings-{name}"), port))
        secret = _first_id("timings-with", "restricted")
        shown = _first_id("timings-without", "public")
        asked: dict[str, Callable[[str], tuple[str, dict[str, Any]]]] = {
            "search": lambda text: ("/api/search", {"params": {"q": text}}),
            "answer": lambda text: ("/ask", {"params": {"q": text}}),
            "a document's page": lambda _: (f"/documents/{shown}", {}),
            "a hidden document's page": lambda _: (f"/documents/{secret}", {}),
            "suggestions": lambda text: ("/api/suggest", {"params": {"q": text[:3]}}),
        }
        for at, (kind, request) in itertools.product(range(_ROUNDS), asked.items()):
            for text in questions[at % 4 :: 4]:
                for name, port in names.items():
                    path, given = request(text)
                    answer = httpx2.get(f"http://127.0.0.1:{port}{path}", timeout=60, **given)
                    if at >= 4:  # every question has been asked once, so caches are warm
                        times.setdefault(kind, {}).setdefault(name, []).append(answer.elapsed.total_seconds() * 1000)
    return {
        kind: {
            "median without (ms)": round(float(np.median(by["without"])), 1),
            "with (ms)": round(float(np.median(by["with"])), 1),
            "longer with, of pairs": _between(by["with"], by["without"]),
            "noise: longer again, of pairs": _between(by["without again"], by["without"]),
        }
        for kind, by in times.items()
    }


def _first_id(name: str, access: str) -> str:
    with Library(settings_for(name), writable=False) as library:
        documents = library.catalogue.documents(library.catalogue.numbers().tolist()).values()
        return next(document.id for document in documents if document.access == access)
