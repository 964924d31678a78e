"""Consistency checks of originals, catalogue, lexical index and vector index."""

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kb.access.accounts import MIGRATIONS as ACCOUNTS
from kb.errors import LibraryError
from kb.files import changed_files, file_digest
from kb.index.lexical_by_access import INDEXES
from kb.library import Library
from kb.model import OWNER
from kb.ranking_config import foreign_weights
from kb.search.scope import all_documents
from kb.store.catalogue import Catalogue
from kb.store.database import Database

if TYPE_CHECKING:
    from kb.index.nearest.vector_search import VectorIndex

_SAMPLE = 50
_OFF = 1e-3  # by which a number of a packed vector may differ from the catalogue's


@dataclass(frozen=True)
class Finding:
    """The result of one check; `detail` says what was found and, in case of a problem, what to do."""

    check: str
    sound: bool
    detail: str


def examine(library: Library) -> list[Finding]:
    """Run all checks and return the findings. The library must be open for writing; opening it has repaired the indexes."""
    catalogue = library.catalogue
    counts = catalogue.counts()
    return [
        _finding("catalogue file", catalogue.check(), "SQLite finds its file sound"),
        _accounts(library),
        _originals(library),
        _finding(
            "text",
            [
                f"the text of {source} was changed on disk; restore a backup, or remove it and ingest it again"
                for source in catalogue.ledger.changed_texts()
            ],
            "the text of each document is as it was read",
        ),
        _offsets(catalogue),
        *(
            _files(library, name)
            for name in ("words", *(f"words-{name}" for name in INDEXES))
            if (library.home / name).is_dir()
        ),
        Finding(
            "words",
            not library.words_are_behind(),
            f"{library.lexical.count()} passages in the word index, {counts['passages']} in the catalogue",
        ),
        Finding(
            "embedding",
            counts["vectors"] == counts["passages"],
            f"{counts['vectors']} vectors for {counts['passages']} passages"
            + ("" if counts["vectors"] == counts["passages"] else "; run `polikb ingest` or `polikb reindex --resume`"),
        ),
        _stored_vectors(catalogue),
        _packed(library),
        *_vectors(library),
        _weights(catalogue.fact("model") or ""),
    ]


def _finding(check: str, problems: list[str], fine: str) -> Finding:
    return Finding(check, not problems, "; ".join(problems[:5]) or fine)


def _originals(library: Library) -> Finding:
    documents = all_documents(library, OWNER)
    missing = [document.source for document in documents if not library.originals.path(document).is_file()]
    problems = [f"the original of {source} is missing; ingest it again" for source in missing]
    problems += [
        f"the original of {document.source} was changed on disk; restore it from a backup, or remove the document and ingest it again"
        for document in documents
        if document.source not in missing and file_digest(library.originals.path(document)) != document.content_hash
    ]
    if strangers := library.originals.strangers({document.content_hash for document in documents}):
        problems.append(
            f"{len(strangers)} files of documents that aren't there (`polikb doctor --repair` deletes them)"
        )
    return _finding("originals", problems, f"{len(documents)} documents, each with its original")


def _files(library: Library, name: str) -> Finding:
    """Whether the files of a derived index are unchanged since they were written."""
    changed = changed_files(library.home / name)
    problems = [f"{len(changed)} files were changed on disk; run `polikb doctor --repair`"] if changed else []
    return _finding(f"files in {name}", problems, "as they were written")


def _offsets(catalogue: Catalogue) -> Finding:
    ids = catalogue.passage_map()[0]
    chosen = np.random.default_rng(0).permutation(ids)[: _SAMPLE * 4]
    found = catalogue.passages(chosen.tolist())
    wrong = [p for p in found.values() if len(p.text) != p.end - p.start or not p.text.strip()]
    return _finding(
        "passages",
        [f"passage {p.id} doesn't fit its page" for p in wrong],
        f"{len(found)} sampled passages fit their pages",
    )


def _stored_vectors(catalogue: Catalogue) -> Finding:
    """Whether all vectors in the catalogue are as stored: a damaged one would rank its passage anywhere."""
    wrong, count = catalogue.vectors.damaged(), catalogue.counts()["vectors"]
    problems = [f"{wrong} vectors were changed on disk; run `polikb reindex`, which embeds all passages again"]
    return _finding("vectors", problems if wrong else [], f"{count} vectors in the catalogue, as they were stored")


def _accounts(library: Library) -> Finding:
    """Whether SQLite finds the accounts sound. They have a file of their own, which is migrated here, too."""
    file = library.home / "accounts.sqlite"
    if library.settings.database_url or not file.is_file():
        return Finding("accounts", True, "in the database" if library.settings.database_url else "none")
    try:
        with closing(Database(file, migrations=ACCOUNTS)) as accounts:
            problems = accounts.check()
    except LibraryError as error:
        problems = [str(error)]
    return _finding(
        "accounts", [f"{problem}; restore a backup" for problem in problems], "SQLite finds their file sound"
    )


def _packed(library: Library) -> Finding:
    """Whether the packed vectors, which searches compare and files may hold, are those of the catalogue."""
    matrix, wrong = library.snapshot().matrix, 0
    for ids, vectors in library.catalogue.vectors.batches():
        rows = matrix.rows_of(ids)
        with np.errstate(over="ignore", invalid="ignore"):
            off = np.abs(matrix.store.unpacked(rows) - vectors).max(axis=1)
        wrong += int(((rows < 0) | (off > _OFF)).sum())
    problems = [f"{wrong} are others than the catalogue's; run `polikb doctor --repair`"] if wrong else []
    return _finding("packed vectors", problems, f"{matrix.rows} vectors, as the catalogue has them")


def _weights(model: str) -> Finding:
    """The model whose weights rank, answer and judge relevance. Those of another model are no problem."""
    if other := foreign_weights(model):
        return Finding(
            "ranking weights", True,
            f"{model} has none of its own, so those of {other} are used: what is said to answer, to be related or to be refused is less"
            " sure. bench/fit_ranking, bench/fit_refusal and bench/relevance fit them",
        )  # fmt: skip
    return Finding("ranking weights", True, "fitted for the embedding model in use")


def _vectors(library: Library) -> list[Finding]:
    matrix = library.snapshot().matrix
    if not len(matrix.ids):
        return []
    files = [] if library.vector_search.is_open else [_files(library, "chroma/data")]
    if not all(finding.sound for finding in files):
        return files  # a damaged file may kill the process that opens it
    if (index := library.open_vectors()) is None:
        return [Finding("vector index", True, f"none: {len(matrix.ids)} vectors are compared one by one")]
    known, wanted = set(index.ids().tolist()), set(matrix.ids.tolist())
    problems = [f"{len(wanted - known)} vectors are missing"] if wanted - known else []
    problems += [f"{len(known - wanted)} vectors of removed passages are left"] if known - wanted else []
    rows = np.random.default_rng(0).permutation(len(matrix.ids))[:_SAMPLE]
    # A passage with the same text has the same vector, so the nearest score must be 1, whichever id comes first.
    lost = [int(matrix.ids[row]) for row in rows if not _finds_itself(index, matrix.vector(int(row)))]
    return [
        *files,
        _finding("vector index", problems, f"{len(known)} vectors"),
        _finding(
            "self-search", [f"passage {i} isn't found by its own vector" for i in lost], f"{len(rows)} sampled vectors"
        ),
    ]


def _finds_itself(index: "VectorIndex", vector: np.ndarray) -> bool:
    found = index.search(vector, 1)
    return bool(found) and found[0][1] > 0.999
