"""Audit log: one JSON object per line. Search terms are never recorded."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

from kb.model import Document, Rights

_lock = threading.Lock()


class AuditLog:
    """The file `audit.jsonl` in the library's folder, which is only appended to."""

    def __init__(self, home: Path) -> None:
        self._path = home / "audit.jsonl"

    def note(self, event: str, **about: str) -> None:
        """`event` is one of: signed in, sign-in refused, signed out, password refused, password changed, token issued, token revoked, denied, uploaded,
        corrected, exported; of documents, by any command or page: put in, rights changed, removed; of needs: need sent,
        assigned, answered, closed, erased."""
        line = json.dumps({"at": datetime.now(UTC).isoformat(), "event": event, **about}, ensure_ascii=False)
        with _lock, self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def note_rights(self, before: Rights, now: Document) -> None:
        """Note a change of a document's rights."""
        self.note(
            "rights changed", document=now.id, access=now.access, embargo=now.embargo_until or "", before=before.access,
            embargo_before=before.embargo_until or "",
        )  # fmt: skip
