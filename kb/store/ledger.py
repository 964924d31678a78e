"""The record of what was read and what was not: every attempt at every file, and the pages by how they were read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kb.store.database import Database


@dataclass(frozen=True)
class LedgerEntry:
    """One attempt at one file. `outcome` is added, replaced, updated, unchanged, duplicate, failed, removed or withdrawn."""

    path: str
    source: str
    outcome: str
    reason: str = ""
    pages: int = 0
    seconds: float = 0.0
    at: str = ""


@dataclass(frozen=True)
class Evaluation:
    """What an evaluation measured: group ("all", "language it" …) → measure → value."""

    at: str
    questions: str
    measured: Mapping[str, Mapping[str, float]]


class Ledger:
    """The ledger in the catalogue's database; entries are only ever added."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, entry: LedgerEntry) -> None:
        """Append to the ledger."""
        at = entry.at or datetime.now(UTC).isoformat()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO ledger (at, path, source, outcome, reason, pages, seconds) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (at, entry.path, entry.source, entry.outcome, entry.reason, entry.pages, entry.seconds),
            )

    def entries(self, limit: int = 1000) -> list[LedgerEntry]:
        """The newest entries, newest first."""
        sql = "SELECT path, source, outcome, reason, pages, seconds, at FROM ledger ORDER BY id DESC LIMIT ?"
        return [LedgerEntry(*row) for row in self._database.rows(sql, (limit,))]

    def page_statuses(self) -> dict[str, dict[str, int]]:
        """How many pages of each status every document has, by document id."""
        found: dict[str, dict[str, int]] = {}
        for row in self._database.rows(
            "SELECT d.id, p.status, count(*) FROM pages p JOIN documents d ON d.number = p.document GROUP BY 1, 2"
        ):
            found.setdefault(row[0], {})[row[1]] = row[2]
        return found

    def keep_evaluation(self, questions: str, measured: Mapping[str, Mapping[str, float]]) -> None:
        """Keep what an evaluation measured, under the name of its questions."""
        at = datetime.now(UTC).isoformat()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO evaluations (at, questions, measured) VALUES (?, ?, ?)",
                (at, questions, json.dumps(measured)),
            )

    def evaluations(self, limit: int = 50) -> list[Evaluation]:
        """The last evaluations, the oldest of them first."""
        sql = "SELECT at, questions, measured FROM evaluations ORDER BY id DESC LIMIT ?"
        rows = self._database.rows(sql, (limit,))
        return [Evaluation(row[0], row[1], json.loads(row[2])) for row in reversed(rows)]
