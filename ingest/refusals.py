"""Why a file isn't added to the library though it could be read: it was withdrawn, or its content is in the library already."""

from dataclasses import replace
from pathlib import Path

from kb.store.catalogue import Catalogue
from kb.store.ledger import LedgerEntry


def refusal(catalogue: Catalogue, entry: LedgerEntry, digest: str, *, is_new: bool) -> LedgerEntry | None:
    """The entry of a file that isn't read because it was withdrawn, or is new and a duplicate; else None."""
    if withdrawal := catalogue.withdrawals.refusing(Path(entry.path), digest):
        return withdrawn(entry, withdrawal.day)
    return duplicate(catalogue, entry, digest) if is_new else None


def withdrawn(entry: LedgerEntry, day: str) -> LedgerEntry:
    """The entry of a file that was withdrawn on `day`."""
    reason = f"it was withdrawn on {day}; to allow it again: `polikb withdraw --undo ID` with the document's id"
    return replace(entry, outcome="failed", reason=reason)


def duplicate(catalogue: Catalogue, entry: LedgerEntry, digest: str) -> LedgerEntry | None:
    """The entry of a file with the same content as a document; None if there is no such document."""
    other = catalogue.same_content(digest)
    return replace(entry, outcome="duplicate", reason=f"the same file as {other.source}") if other else None
