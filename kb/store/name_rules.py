"""Curators' rules about names: show under another name, keep apart from similar names, or hide."""

from datetime import UTC, datetime
from typing import Literal

from kb.store.database import DOCUMENTS, Database

NameKind = Literal["person", "organisation"]
Rule = tuple[str, str]  # ("same", name it is shown under) or ("apart", "") or ("hidden", "")

_TABLES = {
    "person": ("document_people", "person", "people"),
    "organisation": ("document_organisations", "organisation", "organisations"),
}


class NameRules:
    """The table `names`, in the catalogue's database."""

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
            connection.execute(
                f"INSERT OR IGNORE INTO pending_words SELECT l.document FROM {link} l JOIN {table} n ON n.id = l.{column}"  # noqa: S608
                " WHERE n.name = ?",
                (name,),
            )
            self._database.advance(connection, DOCUMENTS)

    def knows(self, kind: NameKind, name: str) -> bool:
        """Whether any document contains exactly this name."""
        return bool(self._database.rows(f"SELECT 1 FROM {_TABLES[kind][2]} WHERE name = ?", (name,)))  # noqa: S608
