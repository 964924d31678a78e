"""Passage vectors in the catalogue, so that a lost vector index is rebuilt without embedding again."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile

import numpy as np

from kb.store.database import VECTORS_FORGOTTEN, Database, chunks, marks
from kb.store.sql.engine import Connection


@dataclass(frozen=True)
class Sentences:
    """A passage's sentences: `spans` (n×2) are start and end in its text, `vectors` (n×d float32) of unit length."""

    spans: np.ndarray
    vectors: np.ndarray


class Vectors:
    """The tables `vectors` and `sentences`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def missing(self) -> list[int]:
        """Ids of passages without a vector, ascending: the embedding queue."""
        sql = "SELECT id FROM passages WHERE id NOT IN (SELECT passage FROM vectors) ORDER BY id"
        return [int(row[0]) for row in self._database.rows(sql)]

    def put(self, ids: Sequence[int], vectors: np.ndarray, sentences: Sequence[Sentences] | None = None) -> list[int]:
        """Store float32 `vectors` (n×d, one row per id) and, where they are given, each passage's sentences.

        Returns the ids stored; passages deleted meanwhile are skipped.
        """
        with self._database.transaction() as connection:
            newest = connection.execute("SELECT coalesce(max(passage), 0) FROM vectors").scalar_one()
            known = {
                row[0]
                for chunk in chunks(ids)
                for row in connection.execute(f"SELECT id FROM passages WHERE id IN ({marks(chunk)})", chunk)  # noqa: S608
            }
            kept = [passage for passage in ids if passage in known]
            stored = zip(ids, np.asarray(vectors, dtype="<f4"), strict=True)
            connection.executemany(
                "INSERT INTO vectors (passage, vector, checksum) VALUES (?, ?, ?)"
                " ON CONFLICT (passage) DO UPDATE SET vector = excluded.vector, checksum = excluded.checksum",
                [(i, data, checksum(data)) for i, data in ((i, v.tobytes()) for i, v in stored if i in known)],
            )
            packed = [
                (passage, parts.spans.astype("<i4").tobytes(), _packed(parts.vectors))
                for passage, parts in zip(ids, sentences or (), strict=sentences is not None)
                if passage in known
            ]
            connection.executemany(
                "INSERT INTO sentences (passage, spans, vectors, checksum) VALUES (?, ?, ?, ?) ON CONFLICT (passage)"
                " DO UPDATE SET spans = excluded.spans, vectors = excluded.vectors, checksum = excluded.checksum",
                [(*values, checksum(*values[1:])) for values in packed],
            )
            # Snapshots only read vectors above the last id they know; if older passages get new ones, all are read again.
            is_appended = not kept or min(kept) > newest
            self._database.advance(connection, *(() if is_appended else (VECTORS_FORGOTTEN,)))
        return kept

    def sentences(self, ids: Sequence[int]) -> dict[int, Sentences]:
        """The sentences of these passages with their vectors, by passage id; passages without vectors are left out."""
        found = {}
        for chunk in chunks(ids):
            sql = f"SELECT passage, spans, vectors FROM sentences WHERE passage IN ({marks(chunk)})"  # noqa: S608
            rows = self._database.rows(sql, chunk)
            spans = [np.frombuffer(row[1], "<i4").reshape(-1, 2) for row in rows]
            vectors = _unpacked(b"".join(row[2] for row in rows), sum(map(len, spans)))
            ends = accumulate(map(len, spans))
            for row, bounds, end in zip(rows, spans, ends, strict=True):
                found[int(row[0])] = Sentences(bounds, vectors[end - len(bounds) : end])
        return found

    def of(self, ids: Sequence[int]) -> np.ndarray:
        """The vectors (n×d float32) of these passages, in order, up to the first without one."""
        sql = f"SELECT passage, vector FROM vectors WHERE passage IN ({marks(ids)})"  # noqa: S608
        found = {int(row[0]): np.frombuffer(row[1], "<f4") for row in self._database.rows(sql, ids)} if ids else {}
        known = list(takewhile(lambda vector: vector is not None, map(found.get, ids)))
        return np.array(known, np.float32)

    @staticmethod
    def outdated(connection: Connection, document: int) -> None:
        """Delete the vectors of a document's passages, which puts these back in the embedding queue. `document` is its number."""
        sql = "DELETE FROM vectors WHERE passage IN (SELECT id FROM passages WHERE document = ?)"
        connection.execute(sql, (document,))
        connection.execute(sql.replace("vectors", "sentences"), (document,))
        Database.advance(connection, VECTORS_FORGOTTEN)

    def batches(self, batch: int = 2000, after: int = 0) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield (ids int64, vectors float32 n×d) of all passages with an id above `after`, by ascending id."""
        while rows := self._database.rows(
            "SELECT passage, vector FROM vectors WHERE passage > ? ORDER BY passage LIMIT ?", (after, batch)
        ):
            ids = np.array([row[0] for row in rows], dtype=np.int64)
            yield ids, np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").reshape(len(rows), -1)
            after = int(ids[-1])

    def damaged(self) -> int:
        """Number of passages whose vector, or sentences' vectors, changed since they were stored."""
        wrong = set[int]()
        for table, parts in (("vectors", "vector"), ("sentences", "spans, vectors")):
            sql = f"SELECT passage, checksum, {parts} FROM {table} WHERE passage > ? ORDER BY passage LIMIT 2000"  # noqa: S608
            after = 0
            while rows := self._database.rows(sql, (after,)):
                wrong.update(row[0] for row in rows if row[1] != checksum(*row[2:]))
                after = rows[-1][0]
        return len(wrong)

    def forget(self) -> None:
        """Delete all vectors, which puts every passage back in the embedding queue."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM vectors")
            connection.execute("DELETE FROM sentences")
            connection.execute("DELETE FROM library WHERE key IN ('model', 'dimension')")
            self._database.advance(connection, VECTORS_FORGOTTEN)


def checksum(*parts: bytes) -> int:
    """CRC-32 of stored bytes."""
    found = 0
    for part in parts:
        found = zlib.crc32(part, found)
    return found


def _packed(vectors: np.ndarray) -> bytes:
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True, initial=0.0), 1e-12)
    packed: bytes = np.round(vectors * (127 / largest)).astype(np.int8).tobytes()
    return packed


def _unpacked(data: bytes, count: int) -> np.ndarray:
    if not count:
        return np.zeros((0, 0), np.float32)
    vectors = np.frombuffer(data, np.int8).reshape(count, -1).astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return vectors
