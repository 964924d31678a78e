"""Large libraries of varied real passages, made once and kept. 100,000 passages take 0.5 GB, a million 5."""

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.sets import settings_for
from kb.library import Library
from kb.model import Document, IngestedDocument, Page, Passage
from kb.store.vectors import Sentences

PER_DOCUMENT = 50  # passages
_AT_ONCE = 40  # documents whose vectors are stored in one transaction


class Source:
    """Passages of a library, each with its vector and its sentences, as a basis for variations."""

    def __init__(self, library: Library) -> None:
        snapshot = library.snapshot()
        ids = snapshot.passage_ids.tolist()
        texts, sentences = library.catalogue.passages(ids), library.catalogue.vectors.sentences(ids)
        self.passages: list[Passage] = [texts[i] for i in ids]
        self.sentences: list[Sentences] = [sentences[i] for i in ids]
        self.vectors = snapshot.matrix.vectors[snapshot.matrix.rows_of(snapshot.passage_ids)]
        self.model = library.catalogue.fact("model") or ""

    def varied(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Vectors of these passages with noise (σ = 0.02) added."""
        noise = rng.normal(0, 0.02, (len(rows), self.vectors.shape[1])).astype(np.float32)
        noisy = self.vectors[rows] + noise
        units: np.ndarray = noisy / np.linalg.norm(noisy, axis=1, keepdims=True)
        return units


def corpus_source() -> Source:
    """The passages of the measuring corpus; opened for writing first, which brings an older version's tables up to date."""
    Library(settings_for("corpus"), writable=True).close()
    with Library(settings_for("corpus"), writable=False) as library:
        return Source(library)


def _document(number: int, originals: list[Passage], rng: np.random.Generator) -> IngestedDocument:
    """A document of passages whose sentences are in another order."""
    pages, passages = [], []
    for at, original in enumerate(originals, 1):
        sentences = original.text.split(". ")
        rng.shuffle(sentences)
        text = ". ".join(sentences)
        pages.append(Page(at, str(at), text))
        passages.append(replace(original, id=0, page=at, start=0, end=len(text), text=text))
    document = Document(
        id=f"d{number}", source=f"d{number}", title=originals[0].heading or f"Document {number}", kind="thesis",
        language=originals[0].language, year=1925 + number % 100, access="public", embargo_until=None, people=(),
        organisations=(), abstract="", format="text", page_count=len(pages), pages_read=len(pages), content_hash=str(number),
    )  # fmt: skip
    return IngestedDocument(document, tuple(pages), tuple(passages))


def add_documents(library: Library, source: Source, numbers: range) -> None:
    """Add documents with these numbers, with their vectors; a passage keeps the vectors of the original's sentences."""
    rng = np.random.default_rng(numbers.start)
    rows = rng.integers(0, len(source.passages), (len(numbers), PER_DOCUMENT))
    last = int(library.catalogue.rows("SELECT coalesce(max(id), 0) FROM passages")[0][0])
    for number, originals in zip(numbers, rows.tolist(), strict=True):
        work = _document(number, [source.passages[row] for row in originals], rng)
        library.catalogue.add(work, Path("/") / work.document.id, "")
    stored = [
        int(row[0]) for row in library.catalogue.rows("SELECT id FROM passages WHERE id > ? ORDER BY id", (last,))
    ]
    chosen = rows.ravel()
    library.catalogue.vectors.put(
        stored, source.varied(chosen, rng), [source.sentences[row] for row in chosen.tolist()]
    )


def grown(name: str, passages: int) -> Library:
    """A library with about this many passages, open for writing; made at first use."""
    settings = settings_for(name)
    library = Library(settings, writable=True)
    if not (settings.home / "done").is_file():
        # For this connection only; after a crash everything is made again.
        library.catalogue._connection().execute("PRAGMA synchronous = OFF")
        source = corpus_source()
        first = library.catalogue.counts()["documents"]
        began = time.perf_counter()
        for start in range(first, passages // PER_DOCUMENT, _AT_ONCE):
            add_documents(library, source, range(start, min(start + _AT_ONCE, passages // PER_DOCUMENT)))
        stored = time.perf_counter()
        library.catalogue.set_fact("model", source.model)  # decides whether meanings label documents
        library.index_words()
        made = {"stored (s)": round(stored - began), "words (s)": round(time.perf_counter() - stored)}
        (settings.home / "done").write_text(json.dumps(made))
    library.open_vectors()
    return library


def disk(folder: Path) -> dict[str, Any]:
    """Gigabytes that the parts of a library take on disk."""
    parts = ("catalogue.sqlite", "words", "vectors", "chroma")
    files = {part: [folder / part, *(folder / part).rglob("*")] for part in parts}
    return {
        part: round(sum(file.stat().st_blocks for file in found if file.is_file()) * 512 / 1e9, 2)
        for part, found in files.items()
        if (folder / part).exists()
    }
