"""Subject labels of documents: goals, places and concept counts, derived from text and lists (kb/subjects/indexing.py)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.model import Goal
from kb.store.database import DOCUMENTS, Database
from kb.store.sql.engine import Connection, Row
from kb.text.normalise import fold

WAITING = " until embedded"  # end of the stamp of documents that had no vectors yet when they were labelled


@dataclass(frozen=True)
class DocumentLabels:
    """The labels of one document. `concept_counts` maps each concept it uses to its frequency."""

    goals: Sequence[Goal]
    places: Sequence[str]
    concept_counts: Mapping[str, int]


class Labels:
    """The tables `goals`, `places` and `profiles`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- goals and places ----------------------------------------------------------------------------------------------

    def pending(self, stamp: str) -> list[int]:
        """Numbers of the documents not labelled with the lists of this `stamp`, or labelled before they were embedded."""
        sql = (
            "SELECT number FROM documents d WHERE labelled <> ? AND (labelled <> ? OR EXISTS"
            " (SELECT 1 FROM passages p JOIN vectors v ON v.passage = p.id WHERE p.document = d.number)) ORDER BY number"
        )
        return [int(row[0]) for row in self._database.rows(sql, (stamp, stamp + WAITING))]

    def unlabelled(self, most: int) -> list[int]:
        """Numbers of at most `most` documents without labels since they were added or changed, newest first."""
        sql = "SELECT number FROM documents WHERE labelled = '' ORDER BY number DESC LIMIT ?"
        return [int(row[0]) for row in self._database.rows(sql, (most,))]

    def put(self, labels: Mapping[int, DocumentLabels], stamp: str) -> None:
        """Replace the labels of these documents, in one transaction; `stamp` ends in WAITING for those without vectors."""
        if not labels:
            return
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
            "INSERT INTO goals (document, goal, confidence, origin, passage) SELECT number, ?, ?, ?, ? FROM documents WHERE number = ?",
            [(g.goal, g.confidence, g.origin, g.passage, number) for g in found.goals],
        )
        connection.execute("DELETE FROM places WHERE document = ?", (number,))
        connection.executemany(
            "INSERT INTO places (document, position, place, folded) SELECT number, ?, ?, ? FROM documents WHERE number = ?",
            [(at, place, fold(place), number) for at, place in enumerate(found.places)],
        )
        connection.execute(
            "INSERT INTO profiles (document, concepts) SELECT number, ? FROM documents WHERE number = ?"
            " ON CONFLICT (document) DO UPDATE SET concepts = excluded.concepts",
            (json.dumps(found.concept_counts), number),
        )

    @staticmethod
    def outdated(connection: Connection, number: int) -> None:
        """Mark a document for relabelling, within the transaction that changes it."""
        connection.execute("UPDATE documents SET labelled = '' WHERE number = ?", (number,))

    def goals(self) -> dict[int, list[Goal]]:
        """The goals of all documents by number, most confident first."""
        found: dict[int, list[Goal]] = {}
        sql = "SELECT document, goal, confidence, origin, passage FROM goals ORDER BY document, confidence DESC, CAST(goal AS INTEGER)"
        for row in self._database.rows(sql):
            found.setdefault(row[0], []).append(Goal(row[1], row[2], row[3], row[4]))
        return found

    def places(self) -> dict[int, list[str]]:
        """The places of all documents by number."""
        found: dict[int, list[str]] = {}
        for document, place in self._database.rows("SELECT document, place FROM places ORDER BY document, position"):
            found.setdefault(document, []).append(place)
        return found

    def filtered_by(self) -> tuple[list[Row], list[Row]]:
        """(document number, goal) and (document number, folded place) of all documents."""
        goals = self._database.rows("SELECT document, goal FROM goals ORDER BY document")
        return goals, self._database.rows("SELECT document, folded FROM places ORDER BY document")

    def concept_counts(self) -> dict[int, dict[str, int]]:
        """Concept counts of all documents by number."""
        rows = self._database.rows("SELECT document, concepts FROM profiles ORDER BY document")
        return {int(row[0]): json.loads(row[1]) for row in rows}
