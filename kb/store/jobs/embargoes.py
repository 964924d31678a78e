"""Ends of embargoes, recorded as changes: indexes and alerts follow changes, and nothing else changes on that day."""

from kb.clock import today
from kb.store.database import Database

_LIFTED = "embargoes lifted"  # key of a fact: the day until which ended embargoes are recorded as changes


def note_lifted_embargoes(database: Database) -> bool:
    """Record a change of the documents whose embargo has ended since the last call; returns whether there are any.

    Visibility doesn't depend on it, but the indexes by access level follow changes.
    """
    before, day = database.fact(_LIFTED) or "", today().isoformat()
    if before >= day:
        return False
    ended = "SELECT number FROM documents WHERE embargo_until > ? AND embargo_until <= ?"
    found = bool(database.rows(ended, (before, day)))
    if found:
        with database.transaction() as connection:
            database.change(connection, ended, (before, day))
    database.set_fact(_LIFTED, day)
    return found
