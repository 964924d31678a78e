"""Passage vectors in the catalogue, so that a lost vector index is rebuilt without embedding again."""

from collections.abc import Iterator, Sequence

import numpy as np

from kb.store.database import VECTORS_FORGOTTEN, Database


class Vectors:
    """The table `vectors`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def missing(self) -> list[int]:
        """Ids of passages without a vector, ascending: the embedding queue."""
        sql = "SELECT id FROM passages WHERE id NOT IN (SELECT passage FROM vectors) ORDER BY id"
        return [int(row[0]) for row in self._database.rows(sql)]

    def put(self, ids: Sequence[int], vectors: np.ndarray) -> list[int]:
        """Store float32 `vectors` (n×d, one row per id). Returns the ids stored; passages deleted meanwhile are skipped."""
        with self._database.transaction() as connection:
            kept = []
            for passage, vector in zip(ids, np.asarray(vectors, dtype="<f4"), strict=True):
                cursor = connection.execute(
                    "INSERT OR REPLACE INTO vectors SELECT id, ? FROM passages WHERE id = ?",
                    (vector.tobytes(), passage),
                )
                if cursor.rowcount:
                    kept.append(passage)
            self._database.advance(connection)
        return kept

    def batches(self, batch: int = 2000, after: int = 0) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield (ids int64, vectors float32 n×d) of all passages with an id above `after`, by ascending id."""
        while rows := self._database.rows(
            "SELECT passage, vector FROM vectors WHERE passage > ? ORDER BY passage LIMIT ?", (after, batch)
        ):
            ids = np.array([row[0] for row in rows], dtype=np.int64)
            yield ids, np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").reshape(len(rows), -1)
            after = int(ids[-1])

    def forget(self) -> None:
        """Delete all vectors, which puts every passage back in the embedding queue."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM vectors")
            connection.execute("DELETE FROM library WHERE key IN ('model', 'dimension')")
            self._database.advance(connection, VECTORS_FORGOTTEN)
