"""A library of 100,000 passages: search latency, and recall of the approximate paths."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.sets import SHARED, settings_for
from kb.evaluation import load_questions
from kb.library import Library
from kb.model import OWNER, Document, Filters, IngestedDocument, Page, Passage
from kb.search.search import search
from kb.store.visibility import visible_documents

PASSAGES, PER_DOCUMENT = 100_000, 50


def _grow(source: Library, library: Library, passages: int) -> None:
    """Fill a library with variations of real passages: sentences shuffled, vectors with noise (σ = 0.02) added.

    A passage keeps the vectors of the original's sentences.
    """
    rng = np.random.default_rng(0)
    snapshot = source.snapshot()
    ids = snapshot.passage_ids.tolist()
    texts, sentences = source.catalogue.passages(ids), source.catalogue.vectors.sentences(ids)
    vectors = snapshot.matrix.vectors[snapshot.matrix.rows(snapshot.passage_ids)]
    last = 0
    for number in range(passages // PER_DOCUMENT):
        rows = rng.integers(0, len(ids), PER_DOCUMENT)
        originals = [ids[row] for row in rows]
        _put(library, number, [texts[i] for i in originals], rng)
        stored = library.catalogue.passage_map(after=last)[0].tolist()
        noise = rng.normal(0, 0.02, (len(stored), vectors.shape[1])).astype(np.float32)
        noisy = vectors[rows] + noise
        units = noisy / np.linalg.norm(noisy, axis=1, keepdims=True)
        library.catalogue.vectors.put(stored, units, [sentences[i] for i in originals])
        last = stored[-1]
    library.index_words()


def _put(library: Library, number: int, originals: list[Passage], rng: np.random.Generator) -> None:
    pages, passages = [], []
    for at, original in enumerate(originals, 1):
        words = original.text.split(". ")
        rng.shuffle(words)
        text = ". ".join(words)
        pages.append(Page(at, str(at), text))
        passages.append(replace(original, id=0, page=at, start=0, end=len(text), text=text))
    document = Document(
        id=f"d{number}", source=f"d{number}", title=originals[0].heading or f"Document {number}", kind="thesis",
        language=originals[0].language, year=1925 + number % 100, access="public", embargo_until=None, people=(),
        organisations=(), abstract="", format="text", page_count=len(pages), pages_read=len(pages), content_hash=str(number),
    )  # fmt: skip
    library.catalogue.add(IngestedDocument(document, tuple(pages), tuple(passages)), Path("/") / document.id, "")


def grown(name: str, passages: int) -> Library:
    """A library with about this many passages, open for writing; built at first use."""
    settings = settings_for(name)
    library = Library(settings, writable=True)
    if not (settings.home / "done").is_file():
        with Library(settings_for("corpus"), writable=False) as source:
            _grow(source, library, passages)
            library.catalogue.set_fact("model", source.catalogue.fact("model") or "")
        (settings.home / "done").touch()
    library.open_vectors()
    return library


def _latencies(library: Library, filters: Filters | None) -> Iterator[float]:
    for question in load_questions(SHARED / "corpus" / "questions.jsonl"):
        started = time.perf_counter()
        search(library, question.text, OWNER, filters, 10)
        yield (time.perf_counter() - started) * 1000


def _recall(library: Library, allowed: np.ndarray | None) -> float:
    """Recall@10 of the search's own path against exact search."""
    matrix = library.snapshot().matrix
    shares = []
    for question in load_questions(SHARED / "corpus" / "questions.jsonl"):
        vector = library.embedding_queue.embedder.embed_query(question.text)
        ids = matrix.ids if allowed is None else allowed
        exact = ids[np.argsort(-matrix.scores(vector, ids), kind="stable")[:10]]
        shares.append(len(set(exact.tolist()) & {i for i, _ in library.nearest(vector, 10, allowed)}) / 10)
    return round(float(np.mean(shares)), 4)


def hundred_thousand() -> dict[str, Any]:
    """Latency of a search, including embedding the query, unfiltered and with a filter that keeps 1 % of the passages."""
    with grown("hundred-thousand", PASSAGES) as library:
        library.snapshot()
        list(_latencies(library, None))
        one_percent = Filters(year_from=1990, year_to=1990)
        allowed = library.snapshot().passages_of(visible_documents(library.catalogue, OWNER, one_percent))
        found: dict[str, Any] = {"passages": library.catalogue.counts()["passages"]}
        for label, filters in (("", None), (", filter keeping 1 %", one_percent)):
            times = list(_latencies(library, filters))
            found[f"p50 (ms){label}"] = round(float(np.percentile(times, 50)), 1)
            found[f"p95 (ms){label}"] = round(float(np.percentile(times, 95)), 1)
        found["share kept by the filter"] = round(len(allowed) / PASSAGES, 4)
        found["top 10 against exact search"] = _recall(library, None)
        found["top 10 against exact search, filtered"] = _recall(library, allowed)
    return found
