"""The catalogue: documents, pages and passages in SQLite, the source of truth from which every index is rebuilt.

All SQL stands in `kb/store`: here, in one file per group of tables, and in `migrations`.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import numpy as np

from kb.clock import today
from kb.errors import NotFound
from kb.model import Document, Field, IngestedDocument, Named, Page, Passage, VisibleDocument
from kb.store.database import DOCUMENTS, Connection, Database, Row, chunks, marks
from kb.store.document_names import drop_names, drop_unused_names, insert_names, names_of
from kb.store.labels import Labels
from kb.store.ledger import Ledger
from kb.store.metadata import Metadata
from kb.store.name_rules import NameRules
from kb.store.passage_keys import PassageKeys
from kb.store.saved_answers import SavedAnswers
from kb.store.vectors import Vectors
from kb.store.withdrawals import Withdrawals

_STORED = (
    "SELECT id, source, content_hash, metadata_hash, stamp,"
    " (SELECT count(*) FROM pages p WHERE p.document = documents.number AND p.status = 'image' AND documents.format = 'pdf') FROM documents"
)
_DOCUMENT = (
    "SELECT number, id, source, title, kind, language, year, access, embargo_until, abstract, format, page_count,"
    " pages_read, content_hash, added_at FROM documents"
)
_PASSAGE = (
    'SELECT p.id, d.id AS document_id, p.document, p.page, g.label, p.start, p."end", p.heading, p.language, p.part,'
    ' substr(g.text, p.start + 1, p."end" - p.start) AS text FROM passages p'
    " JOIN documents d ON d.number = p.document JOIN pages g ON g.document = p.document AND g.number = p.page"
)


@dataclass(frozen=True)
class Stored:
    """What is stored of a source file, to decide whether to read it again. `unread` counts PDF pages left for OCR."""

    id: str
    source: str
    content_hash: str
    metadata_hash: str
    stamp: str
    unread: int


class Catalogue(Database):
    """Documents, pages, passages and names. The other tables are reached through its attributes, such as `ledger`."""

    def __init__(self, path: Path, *, writable: bool = True) -> None:
        super().__init__(path, writable=writable)
        self.metadata, self.ledger = Metadata(self), Ledger(self)
        self.labels, self.name_rules = Labels(self), NameRules(self)
        self.vectors, self.saved_answers, self.withdrawals = Vectors(self), SavedAnswers(self), Withdrawals(self)

    # -- writing documents -----------------------------------------------------------------------------------------

    def stored(self, path: Path) -> Stored | None:
        """The document that was ingested from `path`; None if there is none."""
        rows = self.rows(f"{_STORED} WHERE path = ?", (str(path),))
        return Stored(*rows[0]) if rows else None

    def same_content(self, content_hash: str) -> Stored | None:
        """The first document with this content hash; None if there is none."""
        rows = self.rows(f"{_STORED} WHERE content_hash = ? ORDER BY number", (content_hash,))
        return Stored(*rows[0]) if rows else None

    def set_stamp(self, path: Path, stamp: str) -> None:
        """Record a new stamp (size and modification time) for the unchanged file at `path`."""
        with self.transaction() as connection:
            connection.execute("UPDATE documents SET stamp = ? WHERE path = ?", (stamp, str(path)))

    def is_taken(self, document_id: str) -> bool:
        """Whether a document has this id, or ever had it."""
        return bool(self.rows("SELECT 1 FROM used_ids WHERE hash = sha256(?)", (document_id,)))

    def ids_under(self, folder: Path) -> list[str]:
        """Ids of the documents ingested from `folder` or below it, in order of ingestion."""
        sql = "SELECT id FROM documents WHERE substr(path, 1, ?) = ? ORDER BY number"
        prefix = f"{folder}/"
        return [str(row[0]) for row in self.rows(sql, (len(prefix), prefix))]

    def path(self, document_id: str) -> Path:
        """Source path of a document; unique in the catalogue. Raises NotFound."""
        rows = self.rows("SELECT path FROM documents WHERE id = ?", (document_id,))
        if not rows:
            raise NotFound(f"document {document_id}")
        return Path(rows[0][0])

    def add(self, work: IngestedDocument, path: Path, metadata_hash: str, stamp: str = "") -> None:
        """Insert a document with its pages and passages in one transaction, replacing an older one from the same path."""
        with self.transaction() as connection:
            self._drop(connection, "path", str(path))
            number = self._insert_document(connection, work.document, path, metadata_hash, stamp)
            connection.executemany(
                "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (number, p.number, p.label, p.text, p.status, p.note, p.width, p.height, p.confidence, p.hidden, p.seconds)
                    for p in work.pages
                ],
            )  # fmt: skip
            connection.executemany(
                'INSERT INTO passages (document, page, start, "end", heading, language, part) VALUES (?, ?, ?, ?, ?, ?, ?)',
                [(number, p.page, p.start, p.end, p.heading, p.language, p.part) for p in work.passages],
            )
            self.ledger.keep_text_hash(connection, number)
            insert_names(connection, number, work.document)
            self.metadata.insert(connection, number, work)
            self._changed(connection, number)

    def update(self, document: Document, fields: Sequence[Field]) -> None:
        """Replace a document's metadata; its pages and passages stay."""
        with self.transaction() as connection:
            d = document
            number, title = connection.execute("SELECT number, title FROM documents WHERE id = ?", (d.id,)).fetchone()
            if title != d.title:  # it is embedded with each passage
                self.vectors.outdated(connection, number)
            connection.execute(
                "UPDATE documents SET title = ?, kind = ?, language = ?, year = ?, abstract = ?, access = ?,"
                " embargo_until = ?, metadata_hash = '' WHERE number = ?",
                (d.title, d.kind, d.language, d.year, d.abstract, d.access, d.embargo_until, number),
            )
            drop_names(connection, number)
            insert_names(connection, number, d)
            drop_unused_names(connection)
            self.metadata.replace_fields(connection, number, fields)
            self.labels.outdated(connection, number)
            self._changed(connection, number)

    @staticmethod
    def _insert_document(connection: Connection, d: Document, path: Path, metadata_hash: str, stamp: str) -> int:
        cursor = connection.execute(
            "INSERT INTO documents (id, path, source, content_hash, metadata_hash, format, title, kind, language, year,"
            " abstract, access, embargo_until, page_count, pages_read, added_at, stamp) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (d.id, str(path), d.source, d.content_hash, metadata_hash, d.format, d.title, d.kind, d.language, d.year,
             d.abstract, d.access, d.embargo_until, d.page_count, d.pages_read, datetime.now(UTC).isoformat(), stamp),
        )  # fmt: skip
        return int(cursor.lastrowid or 0)

    def _changed(self, connection: Connection, number: int) -> None:
        connection.execute("INSERT OR IGNORE INTO pending_words VALUES (?)", (number,))
        self.advance(connection, DOCUMENTS)

    def _drop(self, connection: Connection, column: str, value: str) -> bool:
        found = connection.execute(f"SELECT number FROM documents WHERE {column} = ?", (value,)).fetchone()  # noqa: S608
        if found is None:
            return False
        connection.execute("DELETE FROM documents WHERE number = ?", (found[0],))
        drop_unused_names(connection)
        self._changed(connection, found[0])
        return True

    def remove(self, document_id: str) -> None:
        """Delete a document and everything that refers to it. Raises NotFound."""
        with self.transaction() as connection:
            if not self._drop(connection, "id", document_id):
                raise NotFound(f"document {document_id}")

    def withdraw(self, document: Document, reason: str) -> None:
        """Delete a document, its ledger entries and corrections, and refuse its file in future. Raises NotFound."""
        path = self.path(document.id)
        access = "restricted" if (document.embargo_until or "") > today().isoformat() else document.access
        with self.transaction() as connection:
            self.withdrawals.record(connection, document, path, access, reason)
            self._drop(connection, "id", document.id)

    # -- outbox of the lexical index -------------------------------------------------------------------------------

    def pending_words(self) -> list[int]:
        """Numbers of documents that the lexical index must update; a number without a document must be deleted there."""
        return [int(row[0]) for row in self.rows("SELECT document FROM pending_words ORDER BY document")]

    def all_pending(self) -> None:
        """Mark every document as pending, for a rebuild."""
        with self.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO pending_words SELECT number FROM documents")

    def words_done(self, numbers: Iterable[int]) -> None:
        """Remove documents from the outbox, after the lexical index has committed them."""
        with self.transaction() as connection:
            connection.executemany("DELETE FROM pending_words WHERE document = ?", [(n,) for n in numbers])

    # -- reading -----------------------------------------------------------------------------------------------------

    def documents(self, numbers: Iterable[int]) -> dict[int, Document]:
        """Documents by number; unknown numbers are left out. Hidden names are left out of them."""
        wanted = list(numbers)
        rows = [r for c in chunks(wanted) for r in self.rows(f"{_DOCUMENT} WHERE number IN ({marks(c)})", c)]
        people = names_of(self, "people", "person", wanted)
        bodies = names_of(self, "organisations", "organisation", wanted)
        return {r["number"]: _document(r, people.get(r["number"], []), bodies.get(r["number"], [])) for r in rows}

    def all_documents(self) -> list[Document]:
        """Every document, whatever its access level, in order of number."""
        return list(self.documents(self.numbers().tolist()).values())

    def documents_with(self, content_hash: str) -> list[Document]:
        """The documents with this content, in order of ingestion."""
        rows = self.rows("SELECT number FROM documents WHERE content_hash = ? ORDER BY number", (content_hash,))
        return list(self.documents(row[0] for row in rows).values())

    def page(self, document: VisibleDocument, number: int) -> Page:
        """A page of a document by its physical number, 1-based. Raises NotFound."""
        rows = self._page_rows(document.id, "AND p.number = ?", number)
        if not rows:
            raise NotFound(f"page {number} in document {document.id}")
        return Page(**dict(rows[0]))

    def page_of(self, passage: Passage) -> Page:
        """The page that a passage is on."""
        (row,) = self._page_rows(passage.document_id, "AND p.number = ?", passage.page)
        return Page(**dict(row))

    def pages(self, document: VisibleDocument) -> list[Page]:
        """All pages of a document, in order."""
        return [Page(**dict(row)) for row in self._page_rows(document.id, "")]

    def _page_rows(self, document_id: str, clause: str, *more: object) -> list[Row]:
        return self.rows(
            "SELECT p.number, p.label, p.text, p.status, p.note, p.width, p.height, p.confidence, p.hidden, p.seconds FROM pages p"  # noqa: S608
            f" JOIN documents d ON d.number = p.document WHERE d.id = ? {clause} ORDER BY p.number",
            (document_id, *more),
        )

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Passages by id; unknown ids are left out."""
        rows = [r for c in chunks(ids) for r in self.rows(f"{_PASSAGE} WHERE p.id IN ({marks(c)})", c)]
        return {row["id"]: self._passage(row) for row in rows}

    def passages_of(self, number: int) -> list[Passage]:
        """All passages of one document, in reading order."""
        return [self._passage(row) for row in self.rows(f"{_PASSAGE} WHERE p.document = ? ORDER BY p.id", (number,))]

    @cached_property
    def library_id(self) -> str:
        """Random id of the library, generated once; derived indexes store it to detect that they belong to another one."""
        if (found := self.fact("id")) is None:
            self.set_fact("id", uuid.uuid4().hex)
            found = self.fact("id") or ""
        return found

    @cached_property
    def passage_keys(self) -> PassageKeys:
        """The encoder of passage ids into opaque ids, keyed by the library's id."""
        return PassageKeys(self.fact("id") or "")

    def _passage(self, row: Row) -> Passage:
        return Passage(
            row["id"], row["document_id"], row["page"], row["label"], row["start"], row["end"], row["text"],
            row["heading"], row["language"], row["part"], self.passage_keys.encode(row["id"]),
        )  # fmt: skip

    def headings(self, document_id: str) -> list[tuple[str, int, str]]:
        """(heading, physical page, page label) of each section of a document, in reading order, without duplicates."""
        rows = self.rows(
            "SELECT p.heading, min(p.page), g.label FROM passages p JOIN documents d ON d.number = p.document"
            " JOIN pages g ON g.document = p.document AND g.number = p.page"
            " WHERE d.id = ? AND p.heading <> '' GROUP BY p.heading ORDER BY min(p.id)",
            (document_id,),
        )
        return [tuple(row) for row in rows]

    def numbers(self) -> np.ndarray:
        """Numbers of all documents, ascending, int64."""
        return np.array([row[0] for row in self.rows("SELECT number FROM documents ORDER BY number")], np.int64)

    def passage_map(self, after: int = 0) -> tuple[np.ndarray, ...]:
        """Columns of all passages with an id above `after`, by ascending id.

        Returns five arrays of equal length: id, document number, page (int64), language, part (str).
        """
        sql = "SELECT id, document, page, language, part FROM passages WHERE id > ? ORDER BY id"
        columns = list(zip(*self.rows(sql, (after,)), strict=True)) or [()] * 5
        kinds = ("int64", "int64", "int64", "U5", "U12")
        return tuple(np.array(column, kind) for column, kind in zip(columns, kinds, strict=True))

    def counts(self) -> dict[str, int]:
        """Number of documents, pages, passages and vectors, by those names."""
        names = ("documents", "pages", "passages", "vectors")
        return {name: int(self.rows(f"SELECT count(*) FROM {name}")[0][0]) for name in names}  # noqa: S608

    def content_hashes(self) -> set[str]:
        """Content hashes of all documents: the originals that must be kept."""
        return {str(row[0]) for row in self.rows("SELECT content_hash FROM documents")}


def _document(row: Row, people: list[Named], organisations: list[Named]) -> Document:
    values = {key: row[key] for key in row.keys() if key != "number"}  # noqa: SIM118
    return Document(**values, people=tuple(people), organisations=tuple(organisations))
