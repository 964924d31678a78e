"""People and organisations of documents: the links of a document to their names."""

from collections.abc import Sequence

from kb.identifiers import SURE_NAME
from kb.model import Document, Named
from kb.store.database import Database, chunks, marks
from kb.store.name_rules import NameKind, hide_other_spellings
from kb.store.sql.engine import Connection
from kb.text.normalise import fold

_ROLES: dict[NameKind, str] = {
    "person": "('author', 'teacher', 'supervisor', 'co-supervisor', 'examiner', 'contact')",
    "organisation": "('university', 'partner', 'host', 'funder', 'acknowledged')",
}
_DOUBTED = {
    kind: f"f.confidence < {SURE_NAME[kind]} AND f.name IN {roles} AND f.origin NOT IN ('manifest', 'person', 'command line')"
    for kind, roles in _ROLES.items()
}
# SQL: whether field f is a name that waits for a curator.
DOUBTED_FIELD = f"(({_DOUBTED['person']} OR {_DOUBTED['organisation']}) AND f.value NOT IN (SELECT name FROM names))"  # noqa: S608
_HIDDEN = "(SELECT name FROM names WHERE kind = ? AND rule = 'hidden')"


def shown(kind: NameKind, link: str = "l", name: str = "n") -> str:
    """SQL: whether the name in alias `name` is shown for the link in alias `link`: not hidden, and not read with doubt.

    A curator's rule on a name settles the doubt.
    """
    return f"{name}.name NOT IN (SELECT name FROM names WHERE kind = '{kind}' AND rule = 'hidden') AND NOT {doubted(kind, link, name)}"  # noqa: S608


def doubted(kind: NameKind, link: str = "l", name: str = "n") -> str:
    """SQL: whether the name was read with doubt in the document of the link, and no curator has judged it."""
    return (
        f"(EXISTS (SELECT 1 FROM fields f WHERE f.document = {link}.document AND f.name = {link}.role AND f.value = {name}.name"  # noqa: S608
        f" AND {_DOUBTED[kind]})"
        f" AND NOT EXISTS (SELECT 1 FROM names r WHERE r.kind = '{kind}' AND r.name = {name}.name))"
    )


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
            parts = (named.family, named.given) if table == "people" else ()
            connection.execute(
                f"INSERT INTO {link} SELECT ?, ?, id, ?{', ?' * len(parts)} FROM {table} WHERE name = ?",  # noqa: S608
                (number, position, named.role, *parts, named.name),
            )
    hide_other_spellings(connection, [person.name for person in document.people])


def drop_names(connection: Connection, number: int) -> None:
    """Delete a document's names except hidden ones, which the person editing the document couldn't see."""
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
    """Delete names without a document."""
    for table, column in (("people", "person"), ("organisations", "organisation")):
        connection.execute(f"DELETE FROM {table} WHERE id NOT IN (SELECT {column} FROM document_{table})")  # noqa: S608


def names_of(
    database: Database, kind: NameKind, numbers: Sequence[int], *, doubtful: bool = False
) -> dict[int, list[Named]]:
    """The shown people or organisations, by document number; if `doubtful`, those that wait for a curator instead."""
    table = "people" if kind == "person" else "organisations"
    parts = ", l.family, l.given" if table == "people" else ""
    which = doubted(kind) if doubtful else shown(kind)
    found: dict[int, list[Named]] = {}
    for chunk in chunks(numbers):
        for row in database.rows(
            f"SELECT l.document, n.name, l.role{parts} FROM document_{table} l JOIN {table} n ON n.id = l.{kind}"  # noqa: S608
            f" WHERE l.document IN ({marks(chunk)}) AND {which} ORDER BY l.document, l.position",
            chunk,
        ):
            found.setdefault(row[0], []).append(Named(*row[1:]))
    return found
