"""The ingestion ledger: one entry for each attempt to read a file. Also page statuses and kept evaluations."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kb.files import text_digest
from kb.model import Page
from kb.store.database import Database
from kb.store.sql.engine import Connection

_READ, _NOT_IN = ("added", "replaced", "updated"), ("failed", "skipped", "duplicate")
_NOT_OPENED = ("unchanged", "skipped", "duplicate")  # a folder that is ingested each night meets these files each night
# Removals and withdrawals have no path; each is listed.
_FILES = f"""
WITH latest AS (
    SELECT max(id) AS last, max(CASE WHEN outcome IN {_READ} THEN id END) AS read FROM ledger
    GROUP BY path, CASE WHEN path = '' THEN id END
)
SELECT path, source, outcome, reason, pages, seconds, at FROM ledger WHERE id IN (
    SELECT CASE ledger.outcome WHEN 'unchanged' THEN coalesce(latest.read, latest.last) ELSE latest.last END
    FROM latest JOIN ledger ON ledger.id = latest.last
) ORDER BY id DESC"""  # noqa: S608


@dataclass(frozen=True)
class LedgerEntry:
    """One attempt to read a file. `at` is ISO 8601, UTC.

    `outcome` is added, replaced, updated, unchanged, duplicate, skipped, failed, removed or withdrawn.
    """

    path: str
    source: str
    outcome: str
    reason: str = ""
    pages: int = 0
    seconds: float = 0.0
    at: str = ""


@dataclass(frozen=True)
class Evaluation:
    """Results of an evaluation: group ("all", "language it" …) → measure → value. `at` is ISO 8601, UTC."""

    at: str
    questions: str
    measured: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Stored:
    """Stored facts of a source file that decide whether it is read again. `unread` counts PDF pages left for OCR."""

    id: str
    source: str
    content_hash: str
    metadata_hash: str
    stamp: str
    unread: int


class Ledger:
    """The tables `ledger` and `evaluations`. Entries are only added; withdrawing a document deletes its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, entry: LedgerEntry) -> None:
        """Append an entry, dated now if it has no date; one of a file that wasn't read only if it says something new."""
        if entry.outcome in _NOT_OPENED and self._is_known(entry):
            return
        at = entry.at or datetime.now(UTC).isoformat()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO ledger (at, path, source, outcome, reason, pages, seconds) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (at, entry.path, entry.source, entry.outcome, entry.reason, entry.pages, entry.seconds),
            )

    def _is_known(self, entry: LedgerEntry) -> bool:
        """Whether the file's latest entry says the same; of an unchanged file, also that it was read."""
        rows = self._database.rows(
            "SELECT outcome, reason FROM ledger WHERE path = ? ORDER BY id DESC LIMIT 1", (entry.path,)
        )
        latest = tuple(rows[0]) if rows else ("", "")
        return latest == (entry.outcome, entry.reason) or (entry.outcome == "unchanged" and latest[0] in _READ)

    def files(self) -> list[LedgerEntry]:
        """The entry of every file's latest attempt, newest first, and every removal and withdrawal.

        If the latest attempt found the file unchanged, the entry is that of the attempt that read it, with its remarks.
        """
        return [LedgerEntry(*row) for row in self._database.rows(_FILES)]

    def remarked(self) -> list[LedgerEntry]:
        """Those of `files` that didn't go in, and those in the library with a remark, such as pages that weren't read."""
        held = {str(row[0]) for row in self._database.rows("SELECT path FROM documents")}
        return [e for e in self.files() if e.outcome in _NOT_IN or (e.outcome in _READ and e.reason and e.path in held)]

    def page_statuses(self) -> dict[str, dict[str, int]]:
        """Number of pages by status, for each document id."""
        found: dict[str, dict[str, int]] = {}
        for row in self._database.rows(
            "SELECT d.id, p.status, count(*) FROM pages p JOIN documents d ON d.number = p.document GROUP BY 1, 2"
        ):
            found.setdefault(row[0], {})[row[1]] = row[2]
        return found

    @staticmethod
    def keep_text_hash(connection: Connection, document: int, pages: Iterable[Page]) -> None:
        """Store the hash of a new document's text, within the transaction that inserts it. `document` is its number."""
        texts = (page.text for page in sorted(pages, key=lambda page: page.number))
        connection.execute("UPDATE documents SET text_hash = ? WHERE number = ?", (_text_hash(texts), document))

    def changed_texts(self) -> list[str]:
        """Sources of the documents whose stored text isn't as it was read: a part of the database is damaged."""
        changed = []
        for number, source, kept in self._database.rows(
            "SELECT number, source, text_hash FROM documents ORDER BY number"
        ):
            pages = self._database.rows("SELECT text FROM pages WHERE document = ? ORDER BY number", (number,))
            if kept != _text_hash(page.text for page in pages):
                changed.append(str(source))
        return changed

    def keep_evaluation(self, questions: str, measured: Mapping[str, Mapping[str, float]]) -> None:
        """Store the results of an evaluation; `questions` names the question file."""
        at = datetime.now(UTC).isoformat()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO evaluations (at, questions, measured) VALUES (?, ?, ?)",
                (at, questions, json.dumps(measured)),
            )

    def evaluations(self, limit: int = 50) -> list[Evaluation]:
        """The latest evaluations, oldest first."""
        sql = "SELECT at, questions, measured FROM evaluations ORDER BY id DESC LIMIT ?"
        rows = self._database.rows(sql, (limit,))
        return [Evaluation(row[0], row[1], json.loads(row[2])) for row in reversed(rows)]


def _text_hash(pages: Iterable[str]) -> str:
    return text_digest("\f".join(pages))
