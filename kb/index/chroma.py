"""The meaning: passage ids and vectors in Chroma, embedded or as a server. Derived, disposable.

An embedded store is not crash-safe, so a stamp beside it says whether it was closed in order; one that was not is
thrown away and built again from the catalogue, aside, and renamed into place.
"""

import ctypes
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings

from kb.errors import LibraryError
from kb.files import replace_file

VERSION = 1
BATCH = 5000  # Chroma refuses more than 5461 rows at once.
# Measured: recall@10 against exact search is above 0.99 at 100,000 vectors with these.
_HNSW = {"space": "ip", "max_neighbors": 32, "ef_construction": 200, "ef_search": 200}

_M_PERTURB, _FILLER = -6, 1  # malloc.h; what is let go is overwritten with this byte, what is taken with its complement

Batches = Iterable[tuple[np.ndarray, np.ndarray]]


class VectorIndex:
    """Nearest neighbours by inner product of vectors of length one. One process at a time may hold an embedded one."""

    def __init__(self, folder: Path, identity: dict[str, str], url: str = "") -> None:
        """Open the index of the library and model that `identity` names; `stale` is true when it must be rebuilt."""
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
        """Open a store that claims to be whole. One whose files changed since it was closed is tried in a child first."""
        data = self._folder / "data"
        if not self._url and stamp.get("files") != _fingerprint(data) and not _survives(data, self._name):
            return False
        try:
            self._open()
            self._collection.count()
        except BaseException as error:  # Chroma's Rust core panics with a BaseException of its own
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
        # chromadb announces itself to a telemetry host unless told not to.
        settings = ChromaSettings(anonymized_telemetry=False)
        if not self._url:
            _overwrite_memory()
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
        # Without embedding_function=None Chroma tries to download a model of its own.
        self._collection = self._client.get_or_create_collection(
            self._name, embedding_function=None, configuration={"hnsw": _HNSW}
        )

    def rebuild(self, batches: Batches, generation: int) -> None:
        """Throw the index away and build it from (ids, vectors) batches."""
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

    def begin(self) -> None:
        """Before a series of upserts: whatever happens until `end`, the store isn't trusted again."""
        self._write_stamp(dirty=True)

    def end(self, generation: int) -> None:
        """After a series of upserts that brought the index to the catalogue's `generation`."""
        self.generation = generation
        self._write_stamp(dirty=False)

    def upsert(self, ids: np.ndarray, vectors: np.ndarray) -> None:
        """Put float32 vectors, one row per id, between `begin` and `end`."""
        self._upsert(ids, vectors)

    def _upsert(self, ids: np.ndarray, vectors: np.ndarray) -> None:
        for start in range(0, len(ids), BATCH):
            self._count = None
            self._collection.upsert(
                ids=[str(i) for i in ids[start : start + BATCH]], embeddings=vectors[start : start + BATCH]
            )

    def ids(self) -> np.ndarray:
        """All ids in the index, ascending; ids that the catalogue no longer knows may be among them."""
        found: list[str] = self._collection.get(include=[])["ids"]
        return np.array(sorted(int(i) for i in found), dtype=np.int64)

    def count(self) -> int:
        """Vectors in the index, orphans included."""
        if self._count is None:
            self._count = int(self._collection.count())
        return self._count

    def search(self, query: np.ndarray, limit: int) -> list[tuple[int, float]]:
        """(passage id, cosine) of the nearest, best first."""
        limit = min(limit, self.count())
        if not limit:
            return []
        found = self._collection.query(query_embeddings=[query], n_results=limit, include=["distances"])
        return [(int(i), 1.0 - float(d)) for i, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def _release(self) -> None:
        """Let go of an embedded store, so that its folder can be renamed or removed."""
        if self._client is not None and not self._url:
            self._client.close()
        self._client = self._collection = None

    def close(self) -> None:
        """Release the store, and note how its files were left."""
        self._release()
        stamp = self._read_stamp()
        if not self._url and stamp and not stamp.get("dirty", True):
            self._write_stamp(dirty=False, files=_fingerprint(self._folder / "data"))


def _overwrite_memory() -> None:
    """Have memory overwritten when it is let go and when it is taken, where the system's allocator is glibc's.

    Chroma writes places that hold no vector yet to the disk as they are: with whatever stood there before, such as words of
    documents that were withdrawn. Measured: a search takes as long as without.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_PERTURB, _FILLER)


def _fingerprint(folder: Path) -> dict[str, int]:
    """Size plus time of change of each file: tells a store that nobody touched."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.stat().st_size + path.stat().st_mtime_ns for path in sorted(files)}


_PROBE = """
import sys, chromadb
client = chromadb.PersistentClient(path=sys.argv[1], settings=chromadb.config.Settings(anonymized_telemetry=False))
collection = client.get_collection(sys.argv[2], embedding_function=None)
found = collection.get(limit=1, include=["embeddings"])["embeddings"]
if collection.count():
    collection.query(query_embeddings=[found[0]], n_results=1)
"""


def _survives(data: Path, name: str) -> bool:
    """Whether a child process can open and query the store: a damaged one can take the process down."""
    if not data.is_dir():
        return False
    command = [sys.executable, "-c", _PROBE, str(data), name]
    return subprocess.run(command, capture_output=True, check=False, timeout=120).returncode == 0
