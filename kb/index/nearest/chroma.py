"""The vector index: passage ids and vectors in Chroma, embedded or on a server. Derived from the catalogue, disposable.

Embedded Chroma is not crash-safe. A stamp file beside it says whether it was closed properly; if not, it is deleted and
rebuilt from the catalogue in a temporary folder, which is then renamed.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings

from kb.errors import LibraryError, VectorIndexError
from kb.files import keep_checksums, replace_file
from kb.index.document_bitmaps import Numbers

VERSION = 2
BATCH = 5000  # rows per request; Chroma refuses more than 5461
# Against exact search over 300,000 vectors in groups of 35 near ones, the ten and the two hundred nearest have a recall of
# 0.80 and 0.76 with ef_search 200, of 0.97 both with 2000 (docs/decisions.md, kb/index).
_HNSW = {"space": "ip", "max_neighbors": 32, "ef_construction": 200, "ef_search": 2000}

Batches = Iterable[tuple[np.ndarray, np.ndarray]]


@contextmanager
def _named_errors() -> Iterator[None]:
    """Turn Chroma's errors, and those of its disk or its server, into VectorIndexError."""
    try:
        yield
    except LibraryError:
        raise
    except Exception as error:
        raise VectorIndexError(f"{type(error).__name__}: {error}") from error


class ChromaIndex:
    """Nearest-neighbour index over unit vectors (HNSW, inner product). Only one process may open an embedded one."""

    def __init__(self, folder: Path, identity: dict[str, str], url: str = "") -> None:
        """Open the index of the library and model in `identity`. `stale` is true if it must be rebuilt before use."""
        self._folder, self._url = folder, url
        self._identity = {"version": str(VERSION), "at": url, **identity}
        self._stamp = folder / "stamp.json"
        self._name = f"passages-{identity['library'][:16]}"
        self._collection: Any = None
        self._client: Any = None
        self._count: int | None = None
        self.generation = -1
        self.stale = True
        stamp = self._read_stamp()
        if stamp.get("identity") == self._identity and not stamp.get("dirty", True) and self._opens(stamp):
            self.generation, self.stale = int(stamp["generation"]), False

    def _opens(self, stamp: dict[str, Any]) -> bool:
        """Open a store whose stamp says it is complete. If its files have changed since, a child process tries it first."""
        data = self._folder / "data"
        if not self._url and stamp.get("files") != _fingerprint(data) and not _survives(data, self._name):
            return False
        try:
            self._open()
            self._collection.count()
        except BaseException as error:  # a panic in Chroma's Rust core is a BaseException
            if isinstance(error, KeyboardInterrupt | SystemExit | LibraryError):
                raise
            self._client = self._collection = None
            return False
        return True

    def _read_stamp(self) -> dict[str, Any]:
        try:
            stamp = json.loads(self._stamp.read_text())
        except (OSError, ValueError):
            return {}
        return stamp if isinstance(stamp, dict) else {}

    def _write_stamp(self, *, dirty: bool, files: dict[str, int] | None = None) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"identity": self._identity, "generation": self.generation, "dirty": dirty, "files": files})
        replace_file(self._stamp, text)

    def _connect(self, folder: Path) -> Any:
        # chromadb sends telemetry unless it is turned off.
        settings = ChromaSettings(anonymized_telemetry=False)
        if not self._url:
            return chromadb.PersistentClient(path=str(folder), settings=settings)
        address = urlparse(self._url)
        try:
            return chromadb.HttpClient(
                host=address.hostname or "localhost", port=address.port or 8000,
                ssl=address.scheme == "https", settings=settings,
            )  # fmt: skip
        except ValueError as error:
            raise LibraryError(
                f"No Chroma server answers at POLIKB_CHROMA_URL={self._url}: {error}. Start it (`chroma run`), or unset "
                "the setting to use the embedded one."
            ) from error

    def _open(self, data: Path | None = None) -> None:
        self._count = None
        self._client = self._connect(data or self._folder / "data")
        # Without embedding_function=None Chroma tries to download an embedding model.
        self._collection = self._client.get_or_create_collection(
            self._name, embedding_function=None, configuration={"hnsw": _HNSW}
        )

    @_named_errors()
    def rebuild(self, batches: Batches, generation: int) -> None:
        """Delete the index and rebuild it from batches of (ids, vectors)."""
        self.close()
        aside = self._folder / "aside"
        shutil.rmtree(self._folder, ignore_errors=True)
        aside.mkdir(parents=True)
        self._open(aside)
        if self._url:
            self._client.delete_collection(self._name)
            self._open(aside)
        for ids, vectors in batches:
            self._upsert(ids, vectors)
        if not self._url:
            self._release()
            aside.rename(self._folder / "data")
            self._open()
        self.generation, self.stale = generation, False
        self._write_stamp(dirty=False)

    @_named_errors()
    def begin(self) -> None:
        """Start a series of upserts. A crash before `end` leaves the index stale."""
        self._write_stamp(dirty=True)

    @_named_errors()
    def end(self, generation: int) -> None:
        """End a series of upserts, after which the index matches this `generation` of the catalogue."""
        self.generation = generation
        self._write_stamp(dirty=False)

    @_named_errors()
    def upsert(self, ids: np.ndarray, vectors: np.ndarray) -> None:
        """Insert or replace float32 vectors, one row per id. Call between `begin` and `end`."""
        self._upsert(ids, vectors)

    def _upsert(self, ids: np.ndarray, vectors: np.ndarray) -> None:
        for start in range(0, len(ids), BATCH):
            self._count = None
            self._collection.upsert(
                ids=[str(i) for i in ids[start : start + BATCH]], embeddings=vectors[start : start + BATCH]
            )

    @_named_errors()
    def remove(self, ids: np.ndarray) -> None:
        """Remove vectors from the index. Call between `begin` and `end`. Their bytes may stay in its files until it is rebuilt."""
        for start in range(0, len(ids), BATCH):
            self._count = None
            self._collection.delete(ids=[str(i) for i in ids[start : start + BATCH]])

    @_named_errors()
    def ids(self) -> np.ndarray:
        """All ids in the index, int64 ascending; may include passages that the catalogue has deleted."""
        found: list[str] = self._collection.get(include=[])["ids"]
        return np.array(sorted(int(i) for i in found), dtype=np.int64)

    @_named_errors()
    def count(self) -> int:
        """Number of vectors in the index, including those of deleted passages."""
        if self._count is None:
            self._count = int(self._collection.count())
        return self._count

    @_named_errors()
    def search(self, query: np.ndarray, limit: int, allowed: Numbers | None = None) -> list[tuple[int, float]]:
        """(passage id, cosine) of the `limit` nearest, best first. Approximate. It can't be narrowed to `allowed` documents."""
        assert allowed is None
        limit = min(limit, self.count())
        if not limit:
            return []
        found = self._collection.query(query_embeddings=[query], n_results=limit, include=["distances"])
        return [(int(i), 1.0 - float(d)) for i, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def _release(self) -> None:
        """Close an embedded store, so that its folder can be renamed or deleted."""
        if self._client is not None and not self._url:
            self._client.close()
        self._client = self._collection = None

    def close(self) -> None:
        """Close the store and record the state of its files in the stamp."""
        self._release()
        stamp = self._read_stamp()
        if not self._url and stamp and not stamp.get("dirty", True):
            self._write_stamp(dirty=False, files=_fingerprint(self._folder / "data"))
            keep_checksums(self._folder / "data")


def _fingerprint(folder: Path) -> dict[str, int]:
    """Size plus modification time (ns) of each file, by relative path, to detect changes since the store was closed."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "checksums.json"]
    return {str(path.relative_to(folder)): path.stat().st_size + path.stat().st_mtime_ns for path in sorted(files)}


# The memory limit is against damaged files, which can make Chroma allocate any amount: a run took 22 GB.
_PROBE = """
import pathlib, resource, sys
size = sum(path.stat().st_size for path in pathlib.Path(sys.argv[1]).rglob('*') if path.is_file())
limit = 8 * 1024**3 + 4 * size
most = resource.getrlimit(resource.RLIMIT_AS)[1]
limit = limit if most == resource.RLIM_INFINITY else min(limit, most)
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
import chromadb
client = chromadb.PersistentClient(path=sys.argv[1], settings=chromadb.config.Settings(anonymized_telemetry=False))
collection = client.get_collection(sys.argv[2], embedding_function=None)
found = collection.get(limit=1, include=["embeddings"])["embeddings"]
if collection.count():
    collection.query(query_embeddings=[found[0]], n_results=1)
"""


def _survives(data: Path, name: str) -> bool:
    """Whether a child process can open and query the store. A damaged store can crash the process that opens it."""
    if not data.is_dir():
        return False
    command = [sys.executable, "-c", _PROBE, str(data), name]
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=120).returncode == 0
    except subprocess.TimeoutExpired:
        return False
