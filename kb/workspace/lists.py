"""Kept things of members: works in lists with notes; answers, searches, needs, ideas. Access to a work is checked when it is shown."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from kb.errors import NotFound, TooMany
from kb.store.database import Database

KeptKind = Literal["answer", "search", "need", "idea"]
LONGEST_NAME = 80  # characters of a list's name
LONGEST_NOTE = 2000
# By judgement: more than a person looks through.
_MAX_LISTS = 50
_MAX_PINS = 300  # in a list
_MAX_KEPT = 300


@dataclass(frozen=True)
class Pin:
    """A work in a list: the document's id, and a note."""

    document: str
    note: str


@dataclass(frozen=True)
class WorkList:
    """A member's list of works, the earliest pinned first."""

    id: str
    name: str
    pins: tuple[Pin, ...]


@dataclass(frozen=True)
class Kept:
    """A query, need or idea, or the token of a saved answer. `alert` is the token of its e-mail alert, "" for none."""

    id: str
    kind: KeptKind
    text: str
    alert: str
    created_at: str


class Workspace:
    """The tables `lists`, `pins` and `kept`. Each call names a member, by number, and reaches nothing of other members."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- works in lists ------------------------------------------------------------------------------------------------

    def lists(self, member: int) -> list[WorkList]:
        """A member's lists, the oldest first."""
        rows = self._database.rows("SELECT id, name FROM lists WHERE member = ? ORDER BY created_at, id", (member,))
        pins = self._database.rows(
            "SELECT p.list, p.document, p.note FROM pins p JOIN lists l ON l.id = p.list WHERE l.member = ?"
            " ORDER BY p.added_at, p.document",
            (member,),
        )
        return [
            WorkList(row.id, row.name, tuple(Pin(p.document, p.note) for p in pins if p.list == row.id)) for row in rows
        ]

    def find_list(self, member: int, list_id: str) -> WorkList:
        """One of a member's lists. Raises NotFound."""
        found = next((entry for entry in self.lists(member) if entry.id == list_id), None)
        if found is None:
            raise NotFound("list")
        return found

    def pinned(self, member: int) -> set[str]:
        """Ids of the documents in any of a member's lists."""
        return {pin.document for entry in self.lists(member) for pin in entry.pins}

    def add_list(self, member: int, name: str) -> WorkList:
        """Create a list. Raises TooMany."""
        if len(self.lists(member)) >= _MAX_LISTS:
            raise TooMany("There are too many lists. Delete one first.")
        made = WorkList(secrets.token_hex(6), name, ())
        with self._database.transaction() as connection:
            connection.execute("INSERT INTO lists VALUES (?, ?, ?, ?)", (made.id, member, name, _now()))
        return made

    def remove_list(self, member: int, list_id: str) -> None:
        """Delete a list with its notes. Raises NotFound."""
        self.find_list(member, list_id)
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM pins WHERE list = ?", (list_id,))
            connection.execute("DELETE FROM lists WHERE id = ?", (list_id,))

    def pin(self, member: int, document: str, list_id: str, note: str = "") -> None:
        """Add a document to a list, once; a note is added to the one it has there. Raises NotFound, TooMany."""
        notes = {pin.document: pin.note for pin in self.find_list(member, list_id).pins}
        if document not in notes and len(notes) >= _MAX_PINS:
            raise TooMany("There are too many works in this list. Make another list.")
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO pins VALUES (?, ?, '', ?) ON CONFLICT DO NOTHING", (list_id, document, _now())
            )
        held = notes.get(document, "")
        if note and f"\n{note}\n" not in f"\n{held}\n":  # whole lines: "2019" isn't the note "since 2019"
            self.note(member, document, list_id, f"{held}\n{note}".strip())

    def note(self, member: int, document: str, list_id: str, text: str) -> None:
        """Write a note on a work in a list. Raises NotFound."""
        self.find_list(member, list_id)
        with self._database.transaction() as connection:
            connection.execute("UPDATE pins SET note = ? WHERE list = ? AND document = ?", (text, list_id, document))

    def unpin(self, member: int, document: str, list_id: str = "") -> None:
        """Remove a document from a list, or from all of a member's lists."""
        with self._database.transaction() as connection:
            for entry in self.lists(member):
                if list_id in ("", entry.id):
                    connection.execute("DELETE FROM pins WHERE list = ? AND document = ?", (entry.id, document))

    # -- answers, searches, needs, ideas -------------------------------------------------------------------------------

    def kept(self, member: int) -> list[Kept]:
        """The answers, searches, needs and ideas that a member keeps, newest first."""
        rows = self._database.rows(
            "SELECT id, kind, text, alert, created_at FROM kept WHERE member = ? ORDER BY created_at DESC, id",
            (member,),
        )
        return [Kept(*row) for row in rows]

    def find_kept(self, member: int, kept_id: str) -> Kept:
        """One thing that a member keeps. Raises NotFound."""
        found = next((entry for entry in self.kept(member) if entry.id == kept_id), None)
        if found is None:
            raise NotFound("entry")
        return found

    def keep(self, member: int, kind: KeptKind, text: str) -> Kept:
        """Keep something, once. Raises TooMany."""
        held = self.kept(member)
        for entry in held:
            if (entry.kind, entry.text) == (kind, text):
                return entry
        if len(held) >= _MAX_KEPT:
            raise TooMany("There is too much in your workspace. Delete something first.")
        kept = Kept(secrets.token_hex(6), kind, text, "", _now())
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO kept VALUES (?, ?, ?, ?, ?, ?)", (kept.id, member, kind, text, "", kept.created_at)
            )
        return kept

    def set_alert(self, member: int, kept_id: str, alert: str) -> None:
        """Store the token of a kept thing's e-mail alert; "" for none."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE kept SET alert = ? WHERE id = ? AND member = ?", (alert, kept_id, member))

    def drop(self, member: int, kept_id: str) -> None:
        """Delete a kept thing."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM kept WHERE id = ? AND member = ?", (kept_id, member))


def _now() -> str:
    return datetime.now(UTC).isoformat()
