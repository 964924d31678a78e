"""The vectors of passages, kept with the truth: making them takes longest of all."""

from collections.abc import Iterator, Sequence

import numpy as np

from kb.store.database import VECTORS_FORGOTTEN, Database


class Vectors:
    """The table `vectors`, in the catalogue's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def missing(self) -> list[int]:
        """Ids of passages without a vector: the queue of the second step."""
        sql = "SELECT id FROM passages WHERE id NOT IN (SELECT passage FROM vectors) ORDER BY id"
        return [int(row[0]) for row in self._database.rows(sql)]

    def put(self, ids: Sequence[int], vectors: np.ndarray) -> list[int]:
        """Keep float32 `vectors`, one row per id; ids of passages that are gone by now are dropped. Returns the kept."""
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
        """(ids int64, vectors float32 n×d) of all passages with an id above `after`, in order of id."""
        while rows := self._database.rows(
            "SELECT passage, vector FROM vectors WHERE passage > ? ORDER BY passage LIMIT ?", (after, batch)
        ):
            ids = np.array([row[0] for row in rows], dtype=np.int64)
            yield ids, np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4").reshape(len(rows), -1)
            after = int(ids[-1])

    def forget(self) -> None:
        """Drop every vector, so that all passages are in the queue again."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM vectors")
            connection.execute("DELETE FROM library WHERE key IN ('model', 'dimension')")
            self._database.advance(connection, VECTORS_FORGOTTEN)
