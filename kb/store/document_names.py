"""People and organisations of documents: the links of a document to their names."""

from collections.abc import Sequence

from kb.model import Document, Named
from kb.store.database import Database, chunks, marks
from kb.store.name_rules import hide_other_spellings
from kb.store.sql.engine import Connection
from kb.text.normalise import fold

_HIDDEN = "(SELECT name FROM names WHERE kind = ? AND rule = 'hidden')"


def insert_names(connection: Connection, number: int, document: Document) -> None:
    """Insert the people and organisations of a new document, in order; `number` is the document's."""
    for table, link, names in (
        ("people", "document_people", document.people),
        ("organisations", "document_organisations", document.organisations),
    ):
        for position, named in enumerate(names):
            connection.execute(
                f"INSERT INTO {table} (name, folded) VALUES (?, ?) ON CONFLICT DO NOTHING",  # noqa: S608
                (named.name, fold(named.name)),
            )
            connection.execute(
                f"INSERT INTO {link} SELECT ?, ?, id, ? FROM {table} WHERE name = ?",  # noqa: S608
                (number, position, named.role, named.name),
            )
    parts = [(person.family, person.given, person.name) for person in document.people if person.family]
    connection.executemany("UPDATE people SET family = ?, given = ? WHERE name = ?", parts)
    hide_other_spellings(connection, [person.name for person in document.people])


def drop_names(connection: Connection, number: int) -> None:
    """Delete a document's names except hidden ones: the person who edited the document couldn't see those."""
    for table, column in (("people", "person"), ("organisations", "organisation")):
        hidden = f"(SELECT id FROM {table} n WHERE n.name IN {_HIDDEN})"  # noqa: S608
        link = f"document_{table}"
        connection.execute(
            f"DELETE FROM {link} WHERE document = ? AND {column} NOT IN {hidden}",  # noqa: S608
            (number, column),
        )
        connection.execute(
            f"UPDATE {link} SET position = -1 - position WHERE document = ? AND position >= 0",  # noqa: S608
            (number,),
        )


def drop_unused_names(connection: Connection) -> None:
    """Delete names that no document has any more."""
    for table, column in (("people", "person"), ("organisations", "organisation")):
        connection.execute(f"DELETE FROM {table} WHERE id NOT IN (SELECT {column} FROM document_{table})")  # noqa: S608


def names_of(database: Database, table: str, column: str, numbers: Sequence[int]) -> dict[int, list[Named]]:
    """The names in `table` ("people" or "organisations") by document number, without hidden ones. `column` is its key in links."""
    found: dict[int, list[Named]] = {}
    parts = ", n.family, n.given" if table == "people" else ""
    for chunk in chunks(numbers):
        for row in database.rows(
            f"SELECT l.document, n.name, l.role{parts} FROM document_{table} l JOIN {table} n ON n.id = l.{column}"  # noqa: S608
            f" WHERE l.document IN ({marks(chunk)}) AND n.name NOT IN {_HIDDEN} ORDER BY l.document, l.position",
            [*chunk, column],
        ):
            found.setdefault(row[0], []).append(Named(*row[1:]))
    return found
