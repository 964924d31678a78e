"""What hangs on documents and names beside what was read: goals, places, and what curators say of names. In the catalogue's database."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from kb.model import Goal
from kb.store.database import DOCUMENTS, Connection, Database

NameKind = Literal["person", "organisation"]
Rule = tuple[str, str]  # (same · apart · hidden, the name it is shown under or "")


@dataclass(frozen=True)
class DocumentLabels:
    """The labels of one document; `profile` counts the concepts it uses."""

    goals: Sequence[Goal]
    places: Sequence[str]
    profile: Mapping[str, int]


class Labels:
    """The tables `goals`, `places`, `profiles` and `names`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- goals and places ----------------------------------------------------------------------------------------------

    def pending(self, stamp: str) -> list[int]:
        """Numbers of the documents that were not labelled by these lists."""
        rows = self._database.rows("SELECT number FROM documents WHERE labelled <> ? ORDER BY number", (stamp,))
        return [int(row[0]) for row in rows]

    def put(self, labels: Mapping[int, DocumentLabels], stamp: str) -> None:
        """Keep the labels of these documents instead of those they had, all of them or none."""
        with self._database.transaction() as connection:
            for number, found in labels.items():
                self._put(connection, number, found)
            connection.executemany(
                "UPDATE documents SET labelled = ? WHERE number = ?", [(stamp, number) for number in labels]
            )
            self._database.advance(connection, DOCUMENTS)

    @staticmethod
    def _put(connection: Connection, number: int, found: DocumentLabels) -> None:
        connection.execute("DELETE FROM goals WHERE document = ?", (number,))
        connection.executemany(
            "INSERT INTO goals SELECT number, ?, ?, ?, ? FROM documents WHERE number = ?",
            [(g.goal, g.confidence, g.origin, g.passage, number) for g in found.goals],
        )
        connection.execute("DELETE FROM places WHERE document = ?", (number,))
        connection.executemany(
            "INSERT INTO places SELECT number, ?, ? FROM documents WHERE number = ?",
            [(at, place, number) for at, place in enumerate(found.places)],
        )
        connection.execute(
            "INSERT OR REPLACE INTO profiles SELECT number, ? FROM documents WHERE number = ?",
            (json.dumps(found.profile), number),
        )

    @staticmethod
    def outdated(connection: Connection, number: int) -> None:
        """Have a document labelled anew, in the transaction that changes it."""
        connection.execute("UPDATE documents SET labelled = '' WHERE number = ?", (number,))

    def goals(self) -> dict[int, list[Goal]]:
        """The goals of all documents, by number, the surest first."""
        found: dict[int, list[Goal]] = {}
        sql = "SELECT document, goal, confidence, origin, passage FROM goals ORDER BY document, confidence DESC, CAST(goal AS INTEGER)"
        for row in self._database.rows(sql):
            found.setdefault(row[0], []).append(Goal(row[1], row[2], row[3], row[4]))
        return found

    def places(self) -> dict[int, list[str]]:
        """The places of all documents, by number."""
        found: dict[int, list[str]] = {}
        for document, place in self._database.rows("SELECT document, place FROM places ORDER BY document, position"):
            found.setdefault(document, []).append(place)
        return found

    def profiles(self) -> dict[int, dict[str, int]]:
        """The concepts that each document uses, by number."""
        rows = self._database.rows("SELECT document, concepts FROM profiles")
        return {int(row[0]): json.loads(row[1]) for row in rows}

    # -- names ---------------------------------------------------------------------------------------------------------

    def rules(self, kind: NameKind) -> dict[str, Rule]:
        """What curators say of names, by name as it is written in documents."""
        rows = self._database.rows("SELECT name, rule, target FROM names WHERE kind = ? ORDER BY name", (kind,))
        return {str(row[0]): (str(row[1]), str(row[2])) for row in rows}

    def rule(self, kind: NameKind, name: str, rule: Rule | None) -> None:
        """Keep a curator's word on a name; None takes it back. The documents that name it are indexed anew."""
        link, column, table = _TABLES[kind]
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM names WHERE kind = ? AND name = ?", (kind, name))
            if rule is not None:
                now = datetime.now(UTC).isoformat()
                connection.execute("INSERT INTO names VALUES (?, ?, ?, ?, ?)", (kind, name, *rule, now))
            connection.execute(
                f"INSERT OR IGNORE INTO pending_words SELECT l.document FROM {link} l JOIN {table} n ON n.id = l.{column}"  # noqa: S608
                " WHERE n.name = ?",
                (name,),
            )
            self._database.advance(connection, DOCUMENTS)

    def knows(self, kind: NameKind, name: str) -> bool:
        """Whether any document has this name, as it is written."""
        return bool(self._database.rows(f"SELECT 1 FROM {_TABLES[kind][2]} WHERE name = ?", (name,)))  # noqa: S608


_TABLES = {
    "person": ("document_people", "person", "people"),
    "organisation": ("document_organisations", "organisation", "organisations"),
}
