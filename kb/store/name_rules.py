"""Statements of curators about names: rules (show as another name, keep apart, hide, accept), contacts, kinds of organisations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from kb.store.database import DOCUMENTS, Database
from kb.store.sql.engine import Connection
from kb.text.normalise import name_key

NameKind = Literal["person", "organisation"]
Rule = tuple[str, str]  # ("same", name it is shown under) or ("apart", ""), ("hidden", "") or ("right", "")

_TABLES = {
    "person": ("document_people", "person", "people"),
    "organisation": ("document_organisations", "organisation", "organisations"),
}


@dataclass(frozen=True)
class Contact:
    """Contact of a person: department, position, e-mail, office, ORCID iD, and the last valid day (ISO 8601); "" for none."""

    name: str
    department: str = ""
    position: str = ""
    email: str = ""
    office: str = ""
    orcid: str = ""
    until: str = ""


def hide_other_spellings(connection: Connection, names: Iterable[str]) -> None:
    """Hide those of these names that are hidden in another spelling, within the transaction that inserts them."""
    rows = connection.execute("SELECT name FROM names WHERE kind = 'person' AND rule = 'hidden'")
    hidden = {name_key(row[0]) for row in rows}
    now = datetime.now(UTC).isoformat()
    for name in names:
        if name_key(name) in hidden:
            connection.execute("DELETE FROM names WHERE kind = 'person' AND name = ?", (name,))
            connection.execute("INSERT INTO names VALUES ('person', ?, 'hidden', '', ?)", (name, now))


class NameRules:
    """The tables `names`, `contacts` and `organisation_kinds`, in the catalogue's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, kind: NameKind) -> dict[str, Rule]:
        """All rules of one kind, by name as written in documents."""
        rows = self._database.rows("SELECT name, rule, target FROM names WHERE kind = ? ORDER BY name", (kind,))
        return {str(row[0]): (str(row[1]), str(row[2])) for row in rows}

    def set(self, kind: NameKind, name: str, rule: Rule | None) -> None:
        """Set the rule of a name, or delete it if None. Documents that contain the name are marked for reindexing."""
        link, column, table = _TABLES[kind]
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM names WHERE kind = ? AND name = ?", (kind, name))
            if rule is not None:
                now = datetime.now(UTC).isoformat()
                connection.execute("INSERT INTO names VALUES (?, ?, ?, ?, ?)", (kind, name, *rule, now))
            self._database.change(
                connection,
                f"SELECT DISTINCT l.document AS number FROM {link} l JOIN {table} n ON n.id = l.{column} WHERE n.name = ?",  # noqa: S608
                (name,),
            )

    def knows(self, kind: NameKind, name: str) -> bool:
        """Whether any document contains exactly this name."""
        return bool(self._database.rows(f"SELECT 1 FROM {_TABLES[kind][2]} WHERE name = ?", (name,)))  # noqa: S608

    def contacts(self) -> dict[str, Contact]:
        """All contacts, valid or not, by `name_key`."""
        rows = self._database.rows(
            "SELECT key, name, department, position, email, office, orcid, until FROM contacts ORDER BY key"
        )
        return {str(row[0]): Contact(*row[1:]) for row in rows}

    def set_contacts(self, contacts: Iterable[Contact]) -> None:
        """Add contacts, each replacing an earlier one of the same person."""
        now = datetime.now(UTC).isoformat()
        with self._database.transaction() as connection:
            for c in contacts:
                connection.execute("DELETE FROM contacts WHERE key = ?", (name_key(c.name),))
                connection.execute(
                    "INSERT INTO contacts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (name_key(c.name), c.name, c.department, c.position, c.email, c.office, c.orcid, c.until, now),
                )
            self._database.advance(connection, DOCUMENTS)

    def organisation_kinds(self) -> dict[str, str]:
        """The kinds that curators have set, by the name shown."""
        rows = self._database.rows("SELECT name, kind FROM organisation_kinds ORDER BY name")
        return {str(row[0]): str(row[1]) for row in rows}

    def set_organisation_kind(self, name: str, kind: str) -> None:
        """Set the kind of the organisation that is shown under a name."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM organisation_kinds WHERE name = ?", (name,))
            connection.execute("INSERT INTO organisation_kinds VALUES (?, ?)", (name, kind))
            self._database.advance(connection, DOCUMENTS)
