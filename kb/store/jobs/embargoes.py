"""Embargoes that end: nobody changes anything that day, but indexes and alerts follow changes."""

from kb.clock import today
from kb.store.database import Database

_LIFTED = "embargoes lifted"  # key of a fact: the day until which ended embargoes are noted as changes


def note_lifted_embargoes(database: Database) -> bool:
    """Note a change of the documents whose embargo has ended since this was last called; returns whether there are any.

    Their visibility needs none, but indexes of what readers may see follow changes.
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
