"""The catalogue: documents, pages and passages, the source of truth from which every index is rebuilt.

All SQL is in `kb/store`: here, in one file per group of tables, and in `migrations`; it works in SQLite and PostgreSQL.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import numpy as np

from kb.clock import today
from kb.errors import LibraryError, NotFound, Withdrawn
from kb.files import text_digest
from kb.model import Document, Field, IngestedDocument, Named, Page, Passage, VisibleDocument
from kb.process import without_collecting
from kb.store.database import MOVING, REMOVALS, Database, chunks, marks
from kb.store.deletions import PendingDeletions, Withdrawals
from kb.store.document_names import drop_names, drop_unused_names, insert_names, names_of
from kb.store.jobs.uploads import UploadStates
from kb.store.labels import Labels
from kb.store.ledger import Ledger, Stored
from kb.store.metadata import Metadata
from kb.store.name_rules import NameRules
from kb.store.passage_keys import PassageKeys
from kb.store.saved_answers import SavedAnswers
from kb.store.sql.engine import Connection, Place, Row
from kb.store.vectors import Vectors
from kb.text.normalise import fold

_STORED = (
    "SELECT id, source, content_hash, metadata_hash, stamp,"
    " (SELECT count(*) FROM pages p WHERE p.document = documents.number AND p.status = 'image' AND documents.format = 'pdf') FROM documents"
)
_DOCUMENT = (
    "SELECT number, id, source, title, kind, language, year, access, embargo_until, abstract, format, page_count,"
    " pages_read, content_hash, added_at, shown_since FROM documents"
)
_PASSAGE = (  # in the order of Passage's fields
    'SELECT p.id, d.id, p.page, g.label, p.start, p."end", substr(g.text, p.start + 1, p."end" - p.start), p.heading,'
    " p.language, p.part FROM passages p"
    " JOIN documents d ON d.number = p.document JOIN pages g ON g.document = p.document AND g.number = p.page"
)


class Catalogue(Database):
    """Documents, pages, passages and names. The other tables are reached through its attributes, such as `ledger`."""

    def __init__(self, place: Place, *, writable: bool = True) -> None:
        super().__init__(place, writable=writable)
        self.metadata, self.ledger = Metadata(self), Ledger(self)
        self.labels, self.name_rules = Labels(self), NameRules(self)
        self.vectors, self.saved_answers = Vectors(self), SavedAnswers(self)
        self.withdrawals, self.uploads = Withdrawals(self), UploadStates(self)
        self.pending_deletions = PendingDeletions(self)

    def check_complete(self) -> None:
        """Raise LibraryError while `polikb move` has copied only a part of a library."""
        if self.fact(MOVING) is not None:
            raise LibraryError(f"{self.place} holds a part of a library that is being moved. Run `polikb move` again.")

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
        return bool(self.rows("SELECT 1 FROM used_ids WHERE hash = ?", (text_digest(document_id),)))

    def ids_under(self, folder: Path) -> list[str]:
        """Ids of the documents ingested from `folder` or below it, in order of ingestion."""
        sql = "SELECT id FROM documents WHERE substr(path, 1, ?) = ? ORDER BY number"
        prefix = f"{folder}/"
        return [str(row[0]) for row in self.rows(sql, (len(prefix), prefix))]

    def path(self, document_id: str) -> Path:
        """Source path of a document; unique in the catalogue. Raises NotFound."""
        for row in self.rows("SELECT path FROM documents WHERE id = ?", (document_id,)):
            return Path(row.path)
        raise NotFound(f"document {document_id}")

    def add(self, work: IngestedDocument, path: Path, metadata_hash: str, stamp: str = "") -> None:
        """Insert a document with its pages and passages in one transaction, replacing an older one from the same path.

        Raises Withdrawn if its path or content was withdrawn, which may have happened since the file was read.
        """
        with self.transaction() as connection:
            if refusal := self.withdrawals.refusing(path, work.document.content_hash):
                raise Withdrawn(refusal.day, refusal.reason)
            now = datetime.now(UTC).isoformat()
            shown = self.metadata.shown_since(connection, path, work.document, now)
            document = replace(work.document, added_at=now, shown_since=shown)
            self._drop(connection, "path", str(path), document.content_hash)
            number = self._insert_document(connection, document, path, metadata_hash, stamp)
            connection.executemany(
                "INSERT INTO pages (document, number, label, text, status, note, width, height, confidence, hidden, seconds)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (number, p.number, p.label, p.text, p.status, p.note, p.width, p.height, p.confidence, p.hidden, p.seconds)
                    for p in work.pages
                ],
            )  # fmt: skip
            connection.executemany(
                'INSERT INTO passages (document, page, start, "end", heading, language, part) VALUES (?, ?, ?, ?, ?, ?, ?)',
                [(number, p.page, p.start, p.end, p.heading, p.language, p.part) for p in work.passages],
            )
            self.ledger.keep_text_hash(connection, number, work.pages)
            insert_names(connection, number, work.document)
            self.metadata.insert(connection, number, work)
            self.metadata.forget_former_rights(connection, work.document.content_hash)
            self._changed(connection, number)

    def update(self, document: Document, fields: Sequence[Field]) -> None:
        """Replace a document's metadata; its pages and passages stay."""
        with self.transaction() as connection:
            d, sql = document, "SELECT number, title, path FROM documents WHERE id = ?"
            number, title, path = connection.execute(sql, (d.id,)).one()
            shown = self.metadata.shown_since(connection, path, d, datetime.now(UTC).isoformat())
            if title != d.title:  # the title is embedded with each passage
                self.vectors.outdated(connection, number)
            connection.execute(
                "UPDATE documents SET title = ?, folded = ?, kind = ?, language = ?, year = ?, abstract = ?, access = ?,"
                " embargo_until = ?, shown_since = ?, metadata_hash = '' WHERE number = ?",
                (d.title, fold(d.title), d.kind, d.language, d.year, d.abstract, d.access, d.embargo_until, shown, number),
            )  # fmt: skip
            drop_names(connection, number)
            insert_names(connection, number, d)
            drop_unused_names(connection)
            self.metadata.replace_fields(connection, number, fields)
            self.labels.outdated(connection, number)
            self._changed(connection, number)

    @staticmethod
    def _insert_document(connection: Connection, d: Document, path: Path, metadata_hash: str, stamp: str) -> int:
        inserted = connection.execute(
            "INSERT INTO documents (id, path, source, content_hash, metadata_hash, format, title, folded, kind, language, year,"
            " abstract, access, embargo_until, page_count, pages_read, added_at, shown_since, stamp)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING number",
            (d.id, str(path), d.source, d.content_hash, metadata_hash, d.format, d.title, fold(d.title), d.kind, d.language,
             d.year, d.abstract, d.access, d.embargo_until, d.page_count, d.pages_read, d.added_at, d.shown_since, stamp),
        )  # fmt: skip
        connection.execute("INSERT INTO used_ids VALUES (?) ON CONFLICT DO NOTHING", (text_digest(d.id),))
        return int(inserted.scalar_one())

    def _changed(self, connection: Connection, number: int) -> None:
        self.change(connection, "SELECT CAST(? AS BIGINT) AS number", (number,))

    def _drop(self, connection: Connection, column: str, value: str, new_content: str | None = None) -> bool:
        sql = f"SELECT number, id, path, content_hash, format, access, embargo_until FROM documents WHERE {column} = ?"  # noqa: S608
        found = connection.execute(sql, (value,)).first()
        if found is None:
            return False
        self.metadata.keep_former_rights(connection, found)
        self.pending_deletions.record(connection, found, new_content)
        connection.execute("DELETE FROM documents WHERE number = ?", (found.number,))
        drop_unused_names(connection)
        self._changed(connection, found.number)
        return True

    def remove(self, document_id: str) -> None:
        """Delete a document and everything that refers to it. Raises NotFound."""
        with self.transaction() as connection:
            if not self._drop(connection, "id", document_id):
                raise NotFound(f"document {document_id}")
            self.advance(connection, REMOVALS)

    def withdraw(self, documents: Sequence[Document], reason: str) -> None:
        """Delete documents, their ledger entries and corrections, and refuse their files in future. Raises NotFound."""
        day, paths = today().isoformat(), [self.path(document.id) for document in documents]
        with self.transaction() as connection:
            for document, path in zip(documents, paths, strict=True):
                access = "restricted" if (document.embargo_until or "") > day else document.access
                self.withdrawals.record(connection, document, path, access, reason)
                self._drop(connection, "id", document.id)
            self.advance(connection, REMOVALS)

    # -- reading -----------------------------------------------------------------------------------------------------

    def documents(self, numbers: Iterable[int]) -> dict[int, Document]:
        """Documents by number; unknown numbers are left out. Hidden names are left out of them."""
        wanted = list(numbers)
        sql = f"{_DOCUMENT} WHERE number IN ({{}}) ORDER BY number"
        rows = [row for chunk in chunks(wanted) for row in self.rows(sql.format(marks(chunk)), chunk)]
        people, bodies = names_of(self, "person", wanted), names_of(self, "organisation", wanted)
        return {r.number: _document(r, people.get(r.number, []), bodies.get(r.number, [])) for r in rows}

    def all_documents(self) -> list[Document]:
        """Every document, whatever its access level, in order of number."""
        return list(self.documents(self.numbers().tolist()).values())

    def documents_with(self, content_hash: str) -> list[Document]:
        """The documents with this content, in order of ingestion."""
        sql = "SELECT number FROM documents WHERE content_hash = ? ORDER BY number"
        return list(self.documents(row[0] for row in self.rows(sql, (content_hash,))).values())

    def page(self, document: VisibleDocument, number: int) -> Page:
        """A page of a document by its physical number, 1-based. Raises NotFound."""
        rows = self._page_rows(document.id, "AND p.number = ?", number)
        if not rows:
            raise NotFound(f"page {number} in document {document.id}")
        return Page(**rows[0]._mapping)

    def page_of(self, passage: Passage) -> Page:
        """The page that a passage is on."""
        (row,) = self._page_rows(passage.document_id, "AND p.number = ?", passage.page)
        return Page(**row._mapping)

    def pages(self, document: VisibleDocument) -> list[Page]:
        """All pages of a document, in order."""
        return [Page(**row._mapping) for row in self._page_rows(document.id, "")]

    def _page_rows(self, document_id: str, clause: str, *more: object) -> list[Row]:
        return self.rows(
            "SELECT p.number, p.label, p.text, p.status, p.note, p.width, p.height, p.confidence, p.hidden, p.seconds FROM pages p"  # noqa: S608
            f" JOIN documents d ON d.number = p.document WHERE d.id = ? {clause} ORDER BY p.number",
            (document_id, *more),
        )

    def passages(self, ids: Sequence[int], longest: int | None = None) -> dict[int, Passage]:
        """Passages by id, those of at most `longest` characters if that is given; unknown ids are left out."""
        short = "" if longest is None else f' AND p."end" - p.start <= {longest:d}'
        sql = f"{_PASSAGE} WHERE p.id IN ({{}}){short} ORDER BY p.id"
        rows = [row for chunk in chunks(ids) for row in self.rows(sql.format(marks(chunk)), chunk)]
        return {row[0]: self._passage(row) for row in rows}

    def passages_of(self, number: int) -> list[Passage]:
        """All passages of one document, in reading order."""
        return [self._passage(row) for row in self.rows(f"{_PASSAGE} WHERE p.document = ? ORDER BY p.id", (number,))]

    @cached_property
    def library_id(self) -> str:
        """Random id of the library, generated once; derived indexes store it to detect that they belong to another one."""
        if (found := self.fact("id")) is None:
            with self.transaction() as connection:  # another process may be quicker
                connection.execute("INSERT INTO library VALUES ('id', ?) ON CONFLICT DO NOTHING", (uuid.uuid4().hex,))
            found = self.fact("id") or ""
        return found

    @cached_property
    def passage_keys(self) -> PassageKeys:
        """The encoder of passage ids as opaque ids, keyed by the library's id."""
        return PassageKeys(self.fact("id") or "")

    def _passage(self, row: Row) -> Passage:
        return Passage(*row, key=self.passage_keys.encode(row[0]))  # type: ignore[misc]  # as many values as `_PASSAGE` names

    def numbers(self) -> np.ndarray:
        """Numbers of all documents, ascending, int64."""
        return np.array([row[0] for row in self.rows("SELECT number FROM documents ORDER BY number")], np.int64)

    def passage_map(self, after: int = 0) -> tuple[np.ndarray, ...]:
        """Columns of all passages with an id above `after`, by ascending id.

        Returns five arrays of equal length: id, document number, page (int64), language, part (str).
        """
        sql = "SELECT id, document, page, language, part FROM passages WHERE id > ? ORDER BY id"
        with without_collecting():
            columns = list(zip(*self.rows(sql, (after,)), strict=True)) or [()] * 5
        kinds = ("int64", "int64", "int64", "U5", "U12")
        return tuple(np.array(column, kind) for column, kind in zip(columns, kinds, strict=True))

    def counts(self, *tables: str) -> dict[str, int]:
        """Number of documents, pages, passages and vectors by these names, or of some of them only."""
        tables = tables or ("documents", "pages", "passages", "vectors")
        counted = (f"(SELECT count(*) FROM {name}) AS {name}" for name in tables)  # noqa: S608
        return dict(self.rows(f"SELECT {', '.join(counted)}")[0]._mapping)

    def content_hashes(self) -> set[str]:
        """Content hashes of all documents: the originals that must be kept."""
        return {str(row[0]) for row in self.rows("SELECT content_hash FROM documents")}


def _document(row: Row, people: list[Named], organisations: list[Named]) -> Document:
    values = {key: value for key, value in row._mapping.items() if key != "number"}
    return Document(**values, people=tuple(people), organisations=tuple(organisations))
