"""Vectors of the embedded model, kept in pytest's cache: hundreds of tests put the same documents into a library."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from kb.models.bert import BertEncoder, Progress
from tests.prepared import digest

Embed = Callable[[BertEncoder, Sequence[str], Progress | None], np.ndarray]
EMBEDDED = "multilingual-e5-small"  # other models are made by the tests
_SECONDS = 60  # that a worker waits for another that is writing
_AT_ONCE = 500  # keys of one statement


def remembering(config: pytest.Config, embed: Embed) -> Embed:
    """`embed`, which embeds passages, with the vectors of texts that it had before from a file; for this process's tests alone.

    A change of the code of the models, of their data or of a locked package begins another file.
    """
    folder = config.cache.mkdir("vectors")
    file = folder / f"{digest(('kb/models', 'requirements.lock'))}.db"
    for outdated in folder.glob("*.db"):
        if outdated != file:
            outdated.unlink(missing_ok=True)
    with closing(_open(file)) as database, database:
        database.execute("CREATE TABLE IF NOT EXISTS vectors (text BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")

    def remembered(self: BertEncoder, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        if not self.identity.startswith(EMBEDDED):
            return embed(self, texts, progress)
        keys = [hashlib.sha256(f"{self.identity}\n{text}".encode()).digest() for text in texts]
        with closing(_open(file)) as database:
            known = _read(database, keys)
            new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
            if progress and len(new) < len(texts):
                progress(len(texts) - len(new))
            vectors: Iterable[np.ndarray] = embed(self, [*new.values()], progress) if new else ()
            made = dict(zip(new, vectors, strict=True))
            with database:
                database.executemany(
                    "INSERT OR IGNORE INTO vectors VALUES (?, ?)",
                    [(key, vector.tobytes()) for key, vector in made.items()],
                )
        known |= made
        rows = [known[key] for key in keys]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.dimension)

    return remembered


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=_SECONDS)


def _read(database: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, np.ndarray]:
    found: dict[bytes, np.ndarray] = {}
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        rows = database.execute(f"SELECT text, vector FROM vectors WHERE text IN ({','.join('?' * len(some))})", some)
        found |= {key: np.frombuffer(vector, dtype=np.float32) for key, vector in rows}
    return found
