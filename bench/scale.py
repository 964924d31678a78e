"""Libraries of 100,000 to a million passages: opening, searching with filters at any share, memory, disk, adding a document.

Each is measured in a process of its own, with the times of its engines alone. `python -m bench.scale NAME` measures one.
"""

import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bench.grown import PER_DOCUMENT, add_documents, corpus_source, disk, grown
from bench.sets import SHARED, settings_for
from kb.evaluation import load_questions
from kb.index.lexical_by_access import LexicalIndexes
from kb.library import Library
from kb.model import OWNER, Filters
from kb.search.scope import Scope, open_document, open_scope
from kb.search.search import search

SIZES = {"hundred-thousand": 100_000, "three-hundred-thousand": 300_000, "million": 1_000_000}
PICTURE = Path(__file__).parent.parent / "docs" / "scale.svg"
_WRITTEN = 400  # documents that are written into a word index of their own
# The years of the documents are spread evenly from 1925 to 2024.
_FILTERS = {
    "unfiltered": None,
    "1 % kept": Filters(year_from=1990, year_to=1990),
    "10 % kept": Filters(year_from=1990, year_to=1999),
    "33 % kept": Filters(kind="thesis", year_from=1990, year_to=2022),
    "kind and language": Filters(kind="thesis", language="it"),
    "90 % kept": Filters(year_from=1935),
}
_QUESTIONS = [question.text for question in load_questions(SHARED / "corpus" / "questions.jsonl")]


def scale() -> dict[str, Any]:
    """Each measure for each size. Libraries are kept; they are made at first use, in some minutes for a million passages."""
    columns: dict[str, dict[str, Any]] = {}
    for name, passages in SIZES.items():
        grown(name, passages).close()
        command = [sys.executable, "-m", "bench.scale", name]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        columns[f"{passages:,}"] = json.loads(told)
    PICTURE.write_text(drawn(columns), encoding="utf-8")
    measures = dict.fromkeys(measure for found in columns.values() for measure in found)
    return {measure: {size: found.get(measure, "") for size, found in columns.items()} for measure in measures}


def measured(name: str) -> dict[str, Any]:
    """The measures of one library, in this process."""
    began = time.perf_counter()
    with Library(settings_for(name), writable=True) as library:
        library.snapshot()
        found: dict[str, Any] = {"opening (s)": round(time.perf_counter() - began, 1)}
        began = time.perf_counter()
        search(library, _QUESTIONS[0], OWNER)
        found["first search (s)"] = round(time.perf_counter() - began, 1)
        for label, filters in _FILTERS.items():
            found |= _spread(label, partial(search, library, reader=OWNER, filters=filters))
            found[f"recall of the ten nearest, {label}"] = _recall(library, open_scope(library, OWNER, filters))
        found |= _engines(library)
        found["memory, at most (MiB)"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        found |= {f"on disk, {part} (GB)": size for part, size in disk(library.home).items()}
        found |= _one_more(library)
        found["words written (passages/s)"] = _writing_words(library)
    return found


def _spread(label: str, call: Callable[[str], object]) -> dict[str, float]:
    """The median and the 95th percentile of a call for each question, and of its CPU time."""
    call(_QUESTIONS[0])
    times, spent = np.array([list(_timed(call, text)) for text in _QUESTIONS]).T * 1000
    return {
        f"p50 (ms), {label}": round(float(np.percentile(times, 50)), 1),
        f"p95 (ms), {label}": round(float(np.percentile(times, 95)), 1),
        f"processor time, p50 (ms), {label}": round(float(np.percentile(spent, 50)), 1),
        f"processor time, p95 (ms), {label}": round(float(np.percentile(spent, 95)), 1),
    }


def _timed(call: Callable[[str], object], text: str) -> Iterator[float]:
    began, spent = time.perf_counter(), time.process_time()
    call(text)
    yield time.perf_counter() - began
    yield time.process_time() - spent


def _recall(library: Library, scope: Scope) -> float:
    """Recall@10 of the search's own path against the catalogue's vectors."""
    ids = scope.passages
    wanted = [library.embed_query(text) for text in _QUESTIONS[:20]]
    exact: list[list[tuple[float, int]]] = [[] for _ in wanted]
    for found, vectors in library.catalogue.vectors.batches(batch=20_000):
        kept = np.isin(found, ids)
        scores = np.stack(wanted) @ vectors[kept].T
        for best, row in zip(exact, scores, strict=True):
            best += zip(row.tolist(), found[kept].tolist(), strict=True)
            best[:] = sorted(best, reverse=True)[:10]
    allowed = None if scope.is_whole else scope.allowed
    nearest = [library.vector_search.nearest(scope.snapshot, query, 10, allowed) for query in wanted]
    shares = [
        len({i for i, _ in here} & {i for _, i in best}) / max(len(best), 1)
        for here, best in zip(nearest, exact, strict=True)
    ]
    return round(float(np.mean(shares)), 4)


def _engines(library: Library) -> dict[str, float]:
    """The times of the lexical index, the comparison of all vectors, and the model, each alone."""
    scope = open_scope(library, OWNER)
    embedder, matrix = library.embedding_queue.embedder, scope.snapshot.matrix
    queries = {text: scope.analyse(text) for text in _QUESTIONS}
    vectors = {text: embedder.embed_query(text) for text in _QUESTIONS}
    weights, wanted = vars(scope.config.fields), scope.config.rank.candidates
    return {
        **_spread("words alone", lambda text: scope.lexical.search(queries[text].words, weights, wanted)),
        **_spread("vectors alone", lambda text: matrix.search(vectors[text], wanted)),
        **_spread("model alone", embedder.embed_query),
    }


def _one_more(library: Library) -> dict[str, float]:
    """Seconds to add a document of 50 passages with its vectors, and of the first search after it."""
    source = corpus_source()
    number = library.catalogue.counts()["documents"]
    began = time.perf_counter()
    add_documents(library, source, range(number, number + 1))
    library.index_words()
    added = time.perf_counter()
    search(library, _QUESTIONS[0], OWNER)
    searched = time.perf_counter()
    # The library stays as large as its name says.
    library.remove(open_document(library, f"d{number}", OWNER).document)
    return {
        "adding one document (s)": round(added - began, 2),
        "the first search after it (s)": round(searched - added, 2),
        "removing it (s)": round(time.perf_counter() - searched, 2),
    }


def _writing_words(library: Library) -> int:
    """Passages per second written into a new word index, from the library's first documents."""
    numbers = library.catalogue.numbers().tolist()[:_WRITTEN]
    with tempfile.TemporaryDirectory() as folder:
        indexes = LexicalIndexes(Path(folder), library.catalogue.library_id, writable=True)
        began = time.perf_counter()
        indexes.update(library.catalogue, numbers)
        seconds = time.perf_counter() - began
        indexes.close()
    return round(len(numbers) * PER_DOCUMENT / seconds)


# -- the picture -------------------------------------------------------------------------------------------------------

_WIDE, _HIGH, _EDGE = 360, 200, 56  # of a panel, in pixels
_PANELS = (
    ("p95 of a search, ms", ("unfiltered", "1 % kept", "33 % kept", "90 % kept"), "p95 (ms), {}"),
    ("alone, p95, ms", ("words alone", "vectors alone"), "p95 (ms), {}"),
    ("memory, MiB", ("memory, at most (MiB)",), "{}"),
)
_COLOURS = ("#17583a", "#b4622d", "#2b5d8a", "#8a2b6a")


def drawn(columns: Mapping[str, Mapping[str, Any]]) -> str:
    """The growth of some measures with the number of passages as SVG, a panel for each kind; both axes begin at 0."""
    panels = []
    for at, (title, labels, key) in enumerate(_PANELS):
        lines = {
            label: [(int(size.replace(",", "")), float(found[key.format(label)])) for size, found in columns.items()]
            for label in labels
        }
        panels.append(f'<g transform="translate(0 {at * (_HIGH + _EDGE)})">{_panel(title, lines)}</g>')
    width, height = _WIDE + 4 * _EDGE, len(_PANELS) * (_HIGH + _EDGE) + _EDGE / 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="12" fill="#1c2a22"><rect width="{width}" height="{height}" fill="#fff"/>{"".join(panels)}</svg>\n'
    )


def _panel(title: str, lines: Mapping[str, Sequence[tuple[int, float]]]) -> str:
    most = max(x for line in lines.values() for x, _ in line)
    top = _rounded(max(y for line in lines.values() for _, y in line))

    def at(x: float, y: float) -> tuple[float, float]:
        return _EDGE + x / most * _WIDE, _EDGE / 2 + (1 - y / top) * _HIGH

    parts = [
        f'<text x="{_EDGE}" y="{_EDGE / 2 - 8}" font-weight="bold">{title}</text>',
        f'<rect x="{_EDGE}" y="{_EDGE / 2}" width="{_WIDE}" height="{_HIGH}" fill="none" stroke="#999"/>',
    ]
    for part in (0, 0.5, 1):
        x, y = at(part * most, part * top)
        parts.append(f'<text x="{_EDGE - 6}" y="{y + 4:.0f}" text-anchor="end">{part * top:g}</text>')
        parts.append(f'<text x="{x:.0f}" y="{_EDGE / 2 + _HIGH + 16}" text-anchor="middle">{part * most:,.0f}</text>')
    lowest = 0.0  # of the labels so far, so that none covers another
    ends = sorted(zip(lines.items(), _COLOURS, strict=False), key=lambda found: at(*found[0][1][-1])[1])
    for (label, line), colour in ends:
        places = [at(x, y) for x, y in line]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places)
        x, y = places[-1]
        lowest = max(lowest + 14, y + 4)
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/><g fill="{colour}">{dots}'
            f'<text x="{x + 8:.0f}" y="{lowest:.0f}">{label}</text></g>'
        )
    return "".join(parts)


def _rounded(value: float) -> float:
    """The next number of one digit, times a power of ten, that isn't smaller."""
    power: float = 10.0 ** math.floor(math.log10(max(value, 1e-9)))
    return math.ceil(value / power) * power


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1])))
