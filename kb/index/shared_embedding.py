"""Embedding by all workers of a database: the same vectors, stored by one process in the order of their passages."""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from kb.store.jobs.records import LANES, READING, Arguments, Wanted
from kb.store.jobs.results import Results
from kb.store.jobs.shared import SharedJobs
from kb.store.vectors import Sentences

CHUNK = 128  # passages of one job: some seconds of work, and a megabyte or two of result
_AHEAD = 2  # queued jobs for each job that can run at a time
Embedded = tuple[list[int], np.ndarray, list[Sentences]]  # ids of passages, their vectors (n×d), their sentences
TASK = "embed"


class SharedEmbedding:
    """Embedding of passages by workers."""

    def __init__(self, jobs: SharedJobs, model: str) -> None:
        """`model` is the identity of the model, which workers must have, too."""
        self._jobs, self._model, self._results = jobs, model, Results(jobs)

    def run(self, ids: Sequence[int], here: Callable[[list[int]], Embedded]) -> Iterator[Embedded]:
        """Embed passages, in order; those that no worker embeds are embedded by `here`."""
        waiting: list[tuple[list[int], int]] = []
        try:
            for start in range(0, len(ids), CHUNK):
                chunk = list(ids[start : start + CHUNK])
                arguments = {"name": f"passages {chunk[0]} to {chunk[-1]}", "ids": chunk, "model": self._model}
                waiting.append((chunk, self._jobs.defer(Wanted(TASK, arguments, queue=READING, priority=-5))))
                if len(waiting) >= max(self._jobs.workers(), 1) * LANES[READING] * _AHEAD:
                    yield self._first(waiting, here)
            while waiting:
                yield self._first(waiting, here)
        finally:
            for _, job in waiting:
                self._jobs.cancel(job)

    def _first(self, waiting: list[tuple[list[int], int]], here: Callable[[list[int]], Embedded]) -> Embedded:
        chunk, job = waiting.pop(0)
        told = self._results.of(job)  # "" from a worker with another model
        return unpacked(told) if told else here(chunk)


def task(embed: Callable[[list[int]], Embedded], model: Callable[[], str]) -> Callable[[Arguments], str]:
    """The function that runs a job in a worker: `embed` the passages, or return "" if its own `model` is another."""

    def run(arguments: Arguments) -> str:
        return packed(embed(arguments["ids"])) if model() == arguments["model"] else ""

    return run


def packed(embedded: Embedded) -> str:
    """Embedded passages as JSON, exactly."""
    ids, vectors, sentences = embedded
    return json.dumps(
        {"ids": ids, "vectors": _text(vectors), "sentences": [[_text(s.spans), _text(s.vectors)] for s in sentences]}
    )


def unpacked(text: str) -> Embedded:
    """The embedded passages from the JSON of `packed`."""
    told = json.loads(text)
    sentences = [Sentences(_array(spans), _array(vectors)) for spans, vectors in told["sentences"]]
    return told["ids"], _array(told["vectors"]), sentences


def _text(values: np.ndarray) -> list[Any]:
    return [str(values.dtype), list(values.shape), base64.b64encode(values.tobytes()).decode()]


def _array(told: Sequence[Any]) -> np.ndarray:
    kind, shape, data = told
    return np.frombuffer(base64.b64decode(data), kind).reshape(shape)
