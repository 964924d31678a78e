"""Audit log: one JSON object per line. Search terms are never recorded."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from kb.model import Document, Rights

Event = Literal[
    "signed in", "sign-in refused", "signed out", "password refused", "password changed", "token issued", "token revoked",
    "account added", "account linked", "account changed", "account removed",  # linked: to a provider's person
    "denied", "uploaded", "corrected", "curated", "contacts imported", "exported", "default access set",
    "put in", "rights changed", "removed", "withdrawn", "readmitted",  # of documents, by any command or page
    "need sent", "need assigned", "need answered", "need closed", "need erased",
]  # fmt: skip
_lock = threading.Lock()


class AuditLog:
    """The file `audit.jsonl` in the library's folder, which is only appended to."""

    def __init__(self, home: Path) -> None:
        self._path = home / "audit.jsonl"

    def note(self, event: Event, **about: str) -> None:
        """Append an event with what it is `about`, such as the member and the document."""
        line = json.dumps({"at": datetime.now(UTC).isoformat(), "event": event, **about}, ensure_ascii=False)
        with _lock, self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def note_rights(self, before: Rights, now: Document) -> None:
        """Note a change of a document's rights."""
        self.note(
            "rights changed", document=now.id, access=now.access, embargo=now.embargo_until or "", before=before.access,
            embargo_before=before.embargo_until or "",
        )  # fmt: skip
