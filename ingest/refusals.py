"""Why a file isn't added to the library though it could be read: it was withdrawn, or its content is in the library already."""

import shlex
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ingest.stated.access import tightening
from ingest.stated.manifest import StatedMetadata
from kb.store.catalogue import Catalogue
from kb.store.ledger import LedgerEntry


def refusal(
    catalogue: Catalogue, entry: LedgerEntry, digest: str, stated: StatedMetadata, *, is_new: bool
) -> LedgerEntry | None:
    """The entry of a file that isn't read because it was withdrawn, or is new and a duplicate; else None."""
    if withdrawal := catalogue.withdrawals.refusing(Path(entry.path), digest):
        return withdrawn(entry, withdrawal.day)
    return duplicate(catalogue, entry, digest, stated) if is_new else None


def withdrawn(entry: LedgerEntry, day: str) -> LedgerEntry:
    """The entry of a file that was withdrawn on `day`."""
    reason = f"it was withdrawn on {day}; to allow it again: `polikb withdraw --undo ID` with the document's id"
    return replace(entry, outcome="failed", reason=reason)


def duplicate(catalogue: Catalogue, entry: LedgerEntry, digest: str, stated: StatedMetadata) -> LedgerEntry | None:
    """The entry of a file with the same content as a document, which fails if that is more open than is `stated`; else None."""
    other = catalogue.same_content(digest)
    if other is None:
        return None
    path = catalogue.path(other.id)
    name, rights = other.source if other.source != entry.source else path, catalogue.metadata.rights(path)
    if rights is None or not (changes := tightening(stated, rights)):
        return replace(entry, outcome="duplicate", reason=f"the same file as {name}")
    reason = f"the same file as {name}, which more people may see than is stated here; to change that: {_command(other.id, changes)}"
    return replace(entry, outcome="failed", reason=reason)


def _command(document: str, changes: Mapping[str, str]) -> str:
    said = (f"{name}={shlex.quote(value)}" if value else f"--forget {name}" for name, value in changes.items())
    return f"`polikb edit {document} {' '.join(said)}`"
