"""A library of 100,000 passages: opening, search latency with filters at any share, memory, recall."""

import resource
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
_FILTERS = {
    "unfiltered": None,
    "1 % kept": Filters(year_from=1990, year_to=1990),
    "10 % kept": Filters(year_from=1990, year_to=1999),
    "33 % kept": Filters(kind="thesis", year_from=1990, year_to=2022),
    "kind and language": Filters(kind="thesis", language="it"),
    "90 % kept": Filters(year_from=1935),
}  # the years of the documents go evenly from 1925 to 2024


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
    """Seconds to open; latency of a search, including embedding the query, unfiltered and with filters; memory; recall."""
    grown("hundred-thousand", PASSAGES).close()
    started = time.perf_counter()
    with Library(settings_for("hundred-thousand"), writable=True) as library:
        library.snapshot()
        found: dict[str, Any] = {"passages": library.catalogue.counts()["passages"]}
        found["opening (s)"] = round(time.perf_counter() - started, 1)
        list(_latencies(library, None))
        recall: dict[str, float] = {}
        for label, filters in _FILTERS.items():
            chosen = visible_documents(library.catalogue, OWNER, filters)
            allowed = None if filters is None else library.snapshot().passages_of(chosen)
            times = list(_latencies(library, filters))
            for share in (50, 95):
                found[f"p{share} (ms), {label}"] = round(float(np.percentile(times, share)), 1)
            recall[f"top 10 against exact search, {label}"] = _recall(library, allowed)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return found | {"memory, at most (MiB)": memory} | recall
