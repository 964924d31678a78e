"""Deletion of withdrawn documents from the backups in a folder; each stays a complete backup whenever the process ends."""

import json
import shutil
from collections.abc import Iterable, Set
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kb.errors import BackupError
from kb.files import file_digest, replace_file, text_digest
from kb.model import Document
from kb.store.catalogue import Catalogue
from kb.store.deletions import Withdrawal
from kb.store.originals import Originals, forget_upload

LIST, _WITHDRAWN = "backup.json", "withdrawn.json"
# In a list being changed: the digest of the catalogue that replaces the listed one, and those of originals to delete.
BECOMING, _LEAVING = "becoming", "leaving"


def read_list(file: Path) -> Any:
    """The content of a list in a backup folder. Raises BackupError if it is missing or damaged."""
    try:
        return json.loads(file.read_text())
    except (OSError, ValueError) as error:
        advice = "delete it: the next backup writes it again" if file.name == _WITHDRAWN else "try an older backup"
        raise BackupError(
            f"{file} is missing or damaged; restore it from a copy of the folder, or {advice}."
        ) from error


def forget_withdrawn(folder: Path, newest_one: Path) -> None:
    """Write the list of withdrawn documents beside the backups, and delete them from the older ones."""
    catalogue = Catalogue(newest_one / "catalogue.sqlite", writable=False)
    lifted, needed = catalogue.withdrawals.lifted(), catalogue.content_hashes()
    withdrawn = {gone.id: gone for gone in (*noted(folder), *catalogue.withdrawals.all()) if gone.id not in lifted}
    catalogue.close()
    if not withdrawn and not (folder / _WITHDRAWN).is_file():
        return
    replace_file(folder / _WITHDRAWN, json.dumps([asdict(gone) for gone in withdrawn.values()], indent=1))
    _delete_originals(folder, {gone.content for gone in withdrawn.values()} - needed)
    for listed in folder.glob(f"*/{LIST}"):
        if not withdrawn.keys() <= set(read_list(listed).get("without", ())):
            _take_out(listed, Gone(withdrawn.values()), needed)


def _delete_originals(folder: Path, contents: Iterable[str]) -> None:
    for content in contents:
        for original in (folder / "originals" / content[:2]).glob(f"{content}.*"):
            original.unlink()


class Gone:
    """Withdrawals, looked up by a document's id or content hash."""

    def __init__(self, withdrawals: Iterable[Withdrawal]) -> None:
        self.by_id = {gone.id: gone for gone in withdrawals}
        self._by_content = {gone.content: gone for gone in self.by_id.values()}

    def of(self, document: Document) -> Withdrawal | None:
        """The withdrawal that a document falls under; None if there is none."""
        return self.by_id.get(text_digest(document.id)) or self._by_content.get(document.content_hash)


def noted(folder: Path) -> list[Withdrawal]:
    """The withdrawals listed beside the backups in a folder."""
    file = folder / _WITHDRAWN
    return [Withdrawal(**entry) for entry in read_list(file)] if file.is_file() else []


def _take_out(listed: Path, withdrawn: Gone, needed: Set[str]) -> None:
    """Delete withdrawn documents and files of their earlier versions from one backup; `needed` are digests of others' files.

    This isn't atomic: meanwhile the list has the digests before and after the change, so that it fits the backup after
    a crash, too.
    """
    moment = listed.parent
    # Opening a catalogue may migrate it, which would change its hash: open a copy, and replace the original only if needed.
    aside = moment / ".catalogue.sqlite.new"
    shutil.copyfile(moment / "catalogue.sqlite", aside)
    catalogue = Catalogue(aside)
    documents = catalogue.all_documents()
    gone = [document for document in documents if withdrawn.of(document)]
    paths = [catalogue.path(document.id) for document in gone]
    if gone:
        catalogue.uploads.take_over(moment / "uploads")
    catalogue.withdraw(gone, "")
    catalogue.pending_deletions.delete(Originals(moment), moment)
    catalogue.flush()
    catalogue.close()
    kept = read_list(listed)
    if gone or BECOMING in kept:
        leaving = sorted({document.content_hash for document in gone} | set(kept.get(_LEAVING, ())))
        replace_file(listed, json.dumps({**kept, BECOMING: file_digest(aside), _LEAVING: leaving}, indent=1))
        aside.replace(moment / "catalogue.sqlite")
        _forget_uploads(moment / "uploads", paths)
        _delete_originals(moment.parent, set(leaving) - needed)
        files = {name: file_digest(moment / name) for name in kept["files"] if (moment / name).is_file()}
        kept = {"documents": len(documents) - len(gone), "files": files}
    aside.unlink(missing_ok=True)
    replace_file(listed, json.dumps({**kept, "without": sorted(withdrawn.by_id)}, indent=1))


def _forget_uploads(uploads: Path, paths: Iterable[Path]) -> None:
    for path in paths:
        for parent in path.parents[1:3]:
            if parent.name == "uploads":
                forget_upload(uploads, path.relative_to(parent))
