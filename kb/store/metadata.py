"""Metadata of documents: fields with origin and confidence, flags, words of scanned pages, editions, corrections."""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kb.clock import today
from kb.files import text_digest
from kb.model import ACCESSES, Document, Field, Flag, IngestedDocument, Named, Rights, Word
from kb.store.database import Database, chunks, marks
from kb.store.document_names import DOUBTED_FIELD, names_of
from kb.store.name_rules import NameKind
from kb.store.sql.engine import Connection, Row
from kb.text.normalise import account_name, fold
from kb.text.sketches import ALIKE, likeness

CERTAIN = 0.5  # confidence of a field below which pages show its origin, and a curator is asked
_HIDDEN = "(SELECT name FROM names WHERE rule = 'hidden')"  # names of people who asked not to be shown
# An ORCID iD (19 characters) is followed by the name that it belongs to.
_SHOWN = f"f.value NOT IN {_HIDDEN} AND NOT (f.name = 'orcid' AND substr(f.value, 21) IN {_HIDDEN})"


class Metadata:
    """The tables `fields`, `readers`, `flags`, `page_words`, `sketches`, `editions` and `corrections`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def insert(self, connection: Connection, number: int, work: IngestedDocument) -> None:
        """Insert a new document's metadata, within the transaction that inserts the document."""
        self.replace_fields(connection, number, work.fields)
        connection.executemany(
            "INSERT INTO flags VALUES (?, ?, ?, ?)", [(number, f.page, f.kind, f.detail) for f in work.flags]
        )
        connection.executemany(
            "INSERT INTO page_words VALUES (?, ?, ?)",
            [(number, page, _packed(words)) for page, words in work.words.items()],
        )
        self._link_editions(connection, number, work.sketch)
        connection.executemany("INSERT INTO sketches VALUES (?, ?)", [(value, number) for value in work.sketch])

    @staticmethod
    def replace_fields(connection: Connection, number: int, fields: Sequence[Field]) -> None:
        """Replace all fields of a document, except hidden names, and the readers derived from them."""
        connection.execute(f"DELETE FROM fields WHERE document = ? AND value NOT IN {_HIDDEN}", (number,))  # noqa: S608
        connection.execute("UPDATE fields SET position = -1 - position WHERE document = ? AND position >= 0", (number,))
        connection.executemany(
            "INSERT INTO fields (document, position, name, value, folded, origin, confidence) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(number, at, f.name, f.value, fold(f.value), f.origin, f.confidence) for at, f in enumerate(fields)],
        )
        connection.execute("DELETE FROM readers WHERE document = ?", (number,))
        connection.executemany(
            "INSERT INTO readers VALUES (?, ?) ON CONFLICT DO NOTHING",
            [(number, account_name(f.value)) for f in fields if f.name == "reader" and f.origin != "text"],
        )

    @staticmethod
    def _link_editions(connection: Connection, number: int, sketch: tuple[int, ...]) -> None:
        if not sketch:
            return
        marks = ",".join("?" * len(sketch))
        near = connection.execute(
            f"SELECT document FROM sketches WHERE hash IN ({marks}) GROUP BY document HAVING count(*) >= ?",  # noqa: S608
            (*sketch, int(len(sketch) * ALIKE / 2)),
        ).all()
        for (other,) in near:
            rows = connection.execute("SELECT hash FROM sketches WHERE document = ? ORDER BY hash", (other,))
            alike = likeness(sketch, [int(row[0]) for row in rows])
            if alike >= ALIKE:
                connection.executemany(
                    "INSERT INTO editions VALUES (?, ?, ?)", [(number, other, alike), (other, number, alike)]
                )

    def titles(self, passages: Sequence[int]) -> dict[str, str]:
        """Titles of the documents that passages with these ids belong to, by document id."""
        sql = (
            "SELECT DISTINCT d.id, d.title FROM passages p JOIN documents d ON d.number = p.document WHERE p.id IN ({})"
        )
        rows = (row for chunk in chunks(passages) for row in self._database.rows(sql.format(marks(chunk)), chunk))
        return {str(row[0]): str(row[1]) for row in rows}

    def fields(self, document_id: str, *, doubtful: bool = False) -> list[Field]:
        """The fields of a document without hidden names, in order; names read with doubt only if `doubtful`. The caller has checked access."""
        sql = (
            "SELECT f.name, f.value, f.origin, f.confidence FROM fields f JOIN documents d ON d.number = f.document"  # noqa: S608
            f" WHERE d.id = ? AND {_SHOWN}{'' if doubtful else f' AND NOT {DOUBTED_FIELD}'} ORDER BY f.position"
        )
        return [Field(*row) for row in self._database.rows(sql, (document_id,))]

    def doubtful_names(self, kind: NameKind, numbers: Sequence[int]) -> dict[int, list[Named]]:
        """The names that wait for a curator, by document number; they are shown nowhere else."""
        return names_of(self._database, kind, numbers, doubtful=True)

    def values(self, *names: str) -> dict[int, list[tuple[str, str]]]:
        """(name, value) of all fields with these names, by document number."""
        marks = ",".join("?" * len(names))
        found: dict[int, list[tuple[str, str]]] = {}
        sql = f"SELECT document, name, value FROM fields WHERE name IN ({marks}) ORDER BY document, position"  # noqa: S608
        for document, name, value in self._database.rows(sql, names):
            found.setdefault(document, []).append((name, value))
        return found

    def stated(self, name: str) -> dict[int, list[Field]]:
        """The values of field `name` that come from a manifest or a person, by document number."""
        found: dict[int, list[Field]] = {}
        sql = (
            "SELECT document, name, value, origin, confidence FROM fields WHERE name = ? AND origin IN ('manifest', 'person')"
            " ORDER BY document, position"
        )
        for document, *values in self._database.rows(sql, (name,)):
            found.setdefault(document, []).append(Field(*values))
        return found

    def doubtful(self, names: Sequence[str], below: float) -> list[tuple[int, Field]]:
        """(document number, field) of found fields with these names and a confidence under `below`, least certain first."""
        sql = (
            f"SELECT document, name, value, origin, confidence FROM fields WHERE name IN ({marks(names)})"  # noqa: S608
            f" AND origin NOT IN ('manifest', 'person') AND confidence < ? AND value NOT IN {_HIDDEN}"
            " ORDER BY confidence, document, position"
        )
        return [(int(row[0]), Field(*row[1:])) for row in self._database.rows(sql, (*names, below))]

    def restated(self) -> dict[str, str]:
        """The time of the last correction of each document or decision on one of its names (ISO 8601, UTC), by document id."""
        sql = (
            "SELECT d.id, max(c.at) AS at FROM corrections c JOIN documents d ON d.path = c.path GROUP BY d.id"
            " UNION ALL SELECT d.id, max(r.at) AS at FROM names r JOIN people n ON r.kind = 'person' AND n.name = r.name"
            " JOIN document_people l ON l.person = n.id JOIN documents d ON d.number = l.document GROUP BY d.id"
            " UNION ALL SELECT d.id, max(r.at) AS at FROM names r JOIN organisations n ON r.kind = 'organisation' AND n.name = r.name"
            " JOIN document_organisations l ON l.organisation = n.id JOIN documents d ON d.number = l.document GROUP BY d.id"
        )
        found: dict[str, str] = {}
        for document, at in self._database.rows(sql):
            found[document] = max(at, found.get(document, ""))
        return found

    def headings(self, document_id: str) -> list[tuple[str, int, str]]:
        """(heading, physical page, page label) of each section of a document, in reading order, without duplicates."""
        rows = self._database.rows(
            "SELECT p.heading, p.page, g.label FROM passages p JOIN documents d ON d.number = p.document"
            " JOIN pages g ON g.document = p.document AND g.number = p.page"
            " WHERE d.id = ? AND p.heading <> '' ORDER BY p.id",
            (document_id,),
        )
        first = {row.heading: row for row in reversed(rows)}
        return [(row.heading, row.page, row.label) for row in rows if first[row.heading] is row]

    def flags(self, document_id: str | None = None) -> list[tuple[str, Flag]]:
        """(document id, flag) of one document, or of all documents if None. For curators only."""
        sql = "SELECT d.id, f.page, f.kind, f.detail FROM flags f JOIN documents d ON d.number = f.document"
        where, values = ("", ()) if document_id is None else (" WHERE d.id = ?", (document_id,))
        rows = self._database.rows(f"{sql}{where} ORDER BY d.id, f.page, f.kind", values)
        return [(str(row[0]), Flag(row[1], row[2], row[3])) for row in rows]

    def words(self, document_id: str, page: int) -> tuple[Word, ...]:
        """The words of a page read by OCR, in reading order, with their boxes; () for a page with a text layer."""
        rows = self._database.rows(
            "SELECT w.words FROM page_words w JOIN documents d ON d.number = w.document WHERE d.id = ? AND w.page = ?",
            (document_id, page),
        )
        return tuple(Word(*values) for values in json.loads(zlib.decompress(rows[0][0]))) if rows else ()

    def filtered_by(self) -> list[Row]:
        """(document number, year, kind, language, access level) of all documents."""
        return self._database.rows("SELECT number, year, kind, language, access FROM documents ORDER BY number")

    def editions(self) -> dict[int, dict[int, float]]:
        """For each document number, the numbers of its other editions with their estimated Jaccard index, 0..1."""
        found: dict[int, dict[int, float]] = {}
        for document, other, alike in self._database.rows(
            "SELECT document, other, likeness FROM editions ORDER BY 1, 2"
        ):
            found.setdefault(document, {})[other] = alike
        return found

    def rights(self, path: Path, content_hash: str = "") -> Rights | None:
        """The access rights of the document from `path`; None for a new one.

        If it, or one with the same content, was removed: the strictest level and the latest embargo it ever had.
        """
        sql = "SELECT number, access, embargo_until FROM documents WHERE path = ?"
        for number, access, embargo in self._database.rows(sql, (str(path),)):
            names = self._database.rows("SELECT name FROM readers WHERE document = ? ORDER BY name", (number,))
            return Rights(access, embargo, tuple(str(row[0]) for row in names))
        sql = "SELECT access, embargo_until FROM former_rights WHERE path = ? OR content = ?"
        former = [Rights(*row) for row in self._database.rows(sql, (text_digest(str(path)), content_hash))]
        if not former:
            return None
        embargo = max((rights.embargo_until or "" for rights in former), default="")
        return Rights(max((rights.access for rights in former), key=ACCESSES.index), embargo or None)

    @staticmethod
    def keep_former_rights(connection: Connection, row: Row) -> None:
        """Store the rights of a document that isn't public, within the transaction that deletes it; `row` is of `documents`.

        A document that is added again without stated rights isn't opened by that.
        """
        if row.access != "public" or row.embargo_until is not None:
            connection.execute(
                "INSERT INTO former_rights VALUES (?, ?, ?, ?) ON CONFLICT (path, content)"
                " DO UPDATE SET access = excluded.access, embargo_until = excluded.embargo_until",
                (text_digest(row.path), row.content_hash, row.access, row.embargo_until),
            )

    @staticmethod
    def forget_former_rights(connection: Connection, content_hash: str) -> None:
        """Delete the rights kept for a content, within the transaction that inserts it again.

        Those of other contents that had its path stay: they may come back under any name.
        """
        connection.execute("DELETE FROM former_rights WHERE content = ?", (content_hash,))

    @staticmethod
    def shown_since(connection: Connection, path: Path | str, document: Document, now: str) -> str:
        """The time since which the document from `path`, about to be stored `now`, is shown (ISO 8601, UTC), whatever its embargo.

        Reading a file again doesn't make its document new; opening it to more readers does, and so does reading the text of a
        scan, by which nobody could find it before.
        """
        sql = (
            "SELECT access, embargo_until, shown_since, EXISTS (SELECT 1 FROM passages p WHERE p.document = documents.number) AS has_text"
            " FROM documents WHERE path = ?"
        )
        before, day = connection.execute(sql, (str(path),)).first(), today().isoformat()
        if before is None or not before.has_text:
            return now
        is_opened = ACCESSES.index(document.access) < ACCESSES.index(before.access)
        is_lifted = (before.embargo_until or "") > day >= (document.embargo_until or "")
        return now if is_opened or is_lifted else str(before.shown_since)

    def kind_said(self, path: Path) -> str | None:
        """The kind that a command or a form gave the document from `path`; None if it has another origin, or there is none."""
        sql = (
            "SELECT f.value FROM fields f JOIN documents d ON d.number = f.document"
            " WHERE d.path = ? AND f.name = 'kind' AND f.origin = 'command line'"
        )
        rows = self._database.rows(sql, (str(path),))
        return str(rows[0][0]) if rows else None

    def corrections(self, path: Path) -> dict[str, str]:
        """Corrections of the document from `path`: manifest field → value."""
        sql = "SELECT name, value FROM corrections WHERE path = ? ORDER BY name"
        return {str(row[0]): str(row[1]) for row in self._database.rows(sql, (str(path),))}

    def correct(self, path: Path, changes: Mapping[str, str | None]) -> None:
        """Store corrections by manifest field; None deletes the correction of a field."""
        now = datetime.now(UTC).isoformat()
        with self._database.transaction() as connection:
            for name, value in changes.items():
                connection.execute("DELETE FROM corrections WHERE path = ? AND name = ?", (str(path), name))
                if value is not None:
                    connection.execute("INSERT INTO corrections VALUES (?, ?, ?, ?)", (str(path), name, value, now))


def _packed(words: Iterable[Word]) -> bytes:
    return zlib.compress(json.dumps([[w.text, w.x, w.y, w.width, w.height] for w in words]).encode())
