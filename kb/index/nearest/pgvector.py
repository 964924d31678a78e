"""The vector index in PostgreSQL: pgvector's halfvec under HNSW, for all servers of a library. Derived, disposable.

Its tables have a schema of their own, which `polikb move` doesn't copy. A foreign key deletes a vector in the same transaction that
deletes it from the catalogue.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np

from kb.errors import LibraryError, VectorIndexError
from kb.index.document_bitmaps import Numbers
from kb.store.sql.engine import Connection, Schema, open_engine

_SCHEMA = "nearest"
_VERSION = "1"
_BATCH = 1000  # vectors sent at once
# By judgement; a test holds recall@10 against exact search at 1,200 vectors, with 2 to 100 % of them allowed.
_HNSW = "m = 24, ef_construction = 128"
_SETTINGS = {"hnsw.ef_search": "400", "hnsw.iterative_scan": "strict_order", "hnsw.max_scan_tuples": "100000"}
_TABLES = (
    f"CREATE SCHEMA IF NOT EXISTS {_SCHEMA}",
    "CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
)


class PgVectorIndex:
    """Nearest-neighbour index over unit vectors. Its search applies filters: it continues until enough passages are allowed."""

    def __init__(self, place: Schema, identity: dict[str, str]) -> None:
        """Open the index of the library and model in `identity`. `stale` is true if it must be rebuilt. Raises LibraryError."""
        self._engine = open_engine(Schema(place.url, f"{_SCHEMA},public"), writable=True)
        self._identity, self._truth = "|".join((_VERSION, *identity.values())), place.name
        try:
            with self._connected() as connection:
                connection.execute("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public")
                for statement in _TABLES:
                    connection.execute(statement)
        except VectorIndexError as error:
            self.close()
            raise LibraryError(
                f"pgvector can't be used in the database ({error}). Install it there and run `CREATE EXTENSION vector SCHEMA public` as an "
                "administrator, or unset POLIKB_VECTORS."
            ) from error
        self.stale = self._state("identity") != self._identity

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """A connection; its errors become VectorIndexError."""
        try:
            with self._engine.connect() as connection:
                yield Connection(connection)
        except Exception as error:  # of the network, the server, or the extension
            raise VectorIndexError(" ".join(str(error).split())[:300]) from error

    def _state(self, key: str) -> str:
        with self._connected() as connection:
            return str(connection.execute("SELECT value FROM state WHERE key = ?", (key,)).scalar() or "")

    def _set(self, connection: Connection, key: str, value: str) -> None:
        sql = "INSERT INTO state VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        connection.execute(sql, (key, value))

    @property
    def generation(self) -> int:
        """The generation of the catalogue that the index matches, whichever server updated it; -1 for none."""
        return int(self._state("generation") or -1)

    def rebuild(self, batches: Iterable[tuple[np.ndarray, np.ndarray]], generation: int) -> None:
        """Delete the index and rebuild it from batches of (ids, vectors), unless another server does so first."""
        with self._connected() as connection:
            connection.execute("SELECT pg_advisory_lock(hashtext('polikb nearest'))")
            if self._state("identity") != self._identity:
                connection.execute("DROP TABLE IF EXISTS vectors")
                for ids, vectors in batches:
                    _make_table(connection, self._truth, vectors.shape[1])
                    self._insert(connection, ids, vectors)
                _make_index(connection)
                self._set(connection, "generation", str(generation))
                self._set(connection, "identity", self._identity)
            connection.execute("SELECT pg_advisory_unlock(hashtext('polikb nearest'))")
        self.stale = False

    def begin(self) -> None:
        """Start a series of upserts. Does nothing: each is committed by itself."""

    def end(self, generation: int) -> None:
        """End a series of upserts, after which the index matches this `generation` of the catalogue."""
        with self._connected() as connection:
            self._set(connection, "generation", str(generation))

    def upsert(self, ids: np.ndarray, vectors: np.ndarray) -> None:
        """Insert or replace float32 vectors, one row per id. Ids deleted from the catalogue meanwhile are skipped."""
        with self._connected() as connection:
            _make_table(connection, self._truth, vectors.shape[1])
            _make_index(connection)
            self._insert(connection, ids, vectors)

    def _insert(self, connection: Connection, ids: np.ndarray, vectors: np.ndarray) -> None:
        sql = (
            "INSERT INTO vectors SELECT v.passage, p.document, ?::halfvec"  # noqa: S608
            f" FROM {self._truth}.vectors v JOIN {self._truth}.passages p ON p.id = v.passage WHERE v.passage = ?"
            " ON CONFLICT (passage) DO UPDATE SET vector = excluded.vector"
        )
        for start in range(0, len(ids), _BATCH):
            part = slice(start, start + _BATCH)
            connection.executemany(sql, zip(map(_written, vectors[part].tolist()), ids[part].tolist(), strict=True))

    def remove(self, ids: np.ndarray) -> None:
        """Remove vectors from the index."""
        with self._connected() as connection:
            connection.executemany("DELETE FROM vectors WHERE passage = ?", [(i,) for i in ids.tolist()])

    def ids(self) -> np.ndarray:
        """All ids in the index, int64 ascending."""
        with self._connected() as connection:
            rows = (
                connection.execute("SELECT passage FROM vectors ORDER BY passage").all()
                if _has_table(connection)
                else ()
            )
        return np.array([row[0] for row in rows], np.int64)

    def count(self) -> int:
        """Number of vectors in the index."""
        with self._connected() as connection:
            return int(connection.execute("SELECT count(*) FROM vectors").scalar_one()) if _has_table(connection) else 0

    def search(self, query: np.ndarray, limit: int, allowed: Numbers | None = None) -> list[tuple[int, float]]:
        """(passage id, cosine) of the `limit` nearest passages of the `allowed` documents (None: all), best first. Approximate."""
        narrowed, among = ("", []) if allowed is None else ("WHERE document = ANY(?)", [allowed.to_array().tolist()])
        written = _written(query.tolist())
        sql = f"SELECT passage, -(vector <#> ?::halfvec) FROM vectors {narrowed} ORDER BY vector <#> ?::halfvec LIMIT ?"  # noqa: S608
        with self._connected() as connection:
            if not _has_table(connection):
                return []
            for key, value in _SETTINGS.items():
                connection.execute("SELECT set_config(?, ?, false)", (key, value))
            rows = connection.execute(sql, (written, *among, written, limit)).all()
        return [(int(row[0]), float(row[1])) for row in rows]

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()


def _has_table(connection: Connection) -> bool:
    return connection.execute("SELECT to_regclass('vectors')").scalar() is not None


def _make_table(connection: Connection, truth: str, dimension: int) -> None:
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS vectors (passage BIGINT PRIMARY KEY REFERENCES {truth}.vectors (passage) ON DELETE CASCADE,"
        f" document BIGINT NOT NULL, vector halfvec({dimension}) NOT NULL)"
    )


def _make_index(connection: Connection) -> None:
    """Create the index of the table, if it exists: after inserting many vectors, which is quicker than before."""
    if _has_table(connection):
        connection.execute("CREATE INDEX IF NOT EXISTS vectors_document ON vectors (document)")
        connection.execute(
            f"CREATE INDEX IF NOT EXISTS vectors_near ON vectors USING hnsw (vector halfvec_ip_ops) WITH ({_HNSW})"
        )


def _written(vector: list[float]) -> str:
    """A vector as pgvector reads it; halfvec keeps 11 bits."""
    return f"[{','.join(format(value, '.5g') for value in vector)}]"
