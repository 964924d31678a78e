"""Passages embedded by workers get the same vectors as otherwise, in the same order."""

import threading

import numpy as np
import pytest

from kb.index import embedding_queue, shared_embedding
from kb.index.shared_embedding import TASK, SharedEmbedding, packed, task, unpacked
from kb.library import Library
from kb.store.jobs import results
from kb.store.jobs.shared import SharedJobs
from kb.store.jobs.worker import Worker
from kb.store.vectors import Sentences
from tests.conftest import Put
from tests.fakes import document


def test_vectors_come_back_exactly() -> None:
    vectors = np.random.default_rng(1).standard_normal((2, 3)).astype(np.float32)
    sentences = [
        Sentences(np.array([[0, 4]], np.int32), vectors[:1]),
        Sentences(np.zeros((0, 2), np.int32), vectors[:0]),
    ]
    ids, back, parts = unpacked(packed(([4, 7], vectors, sentences)))
    assert ids == [4, 7] and np.array_equal(back, vectors) and back.dtype == np.float32
    assert [(part.spans.tolist(), part.vectors.shape) for part in parts] == [([[0, 4]], (1, 3)), ([], (0, 3))]


def test_workers_embed_what_is_much_and_the_rest_is_done_here(
    put: Put, library: Library, jobs: SharedJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(
        document("mill"),
        *(f"The fictional mill number {number} stands by the river." for number in range(6)),
        embed=False,
    )
    queue = library.embedding_queue
    ids, threads = library.catalogue.vectors.missing(), set[str]()
    monkeypatch.setattr(shared_embedding, "CHUNK", 2)

    def noting(chunk: list[int]) -> shared_embedding.Embedded:
        threads.add("here" if threading.current_thread() is threading.main_thread() else "worker")
        return queue.embed(chunk)

    worker = Worker(jobs, "here, process 1")
    worker.start({TASK: task(noting, lambda: queue.embedder.identity)}, lambda: None, [])
    while not jobs.workers():
        pass
    found = list(SharedEmbedding(jobs, queue.embedder.identity).run(ids, noting))
    assert [id_ for chunk, _, _ in found for id_ in chunk] == ids and threads == {"worker"}
    assert np.array_equal(np.concatenate([vectors for _, vectors, _ in found]), queue.embed(ids)[1])
    threads.clear()
    list(SharedEmbedding(jobs, "another model").run(ids[:2], noting))
    assert threads == {"here"}, "the worker's model is another"
    worker.stop()
    monkeypatch.setattr(results, "_PATIENCE", 0.1)
    threads.clear()
    list(SharedEmbedding(jobs, queue.embedder.identity).run(ids, noting))
    assert threads == {"here"} and embedding_queue._MANY > 2
