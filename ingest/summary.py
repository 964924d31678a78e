"""Outcome of an ingestion: the result of each file, and times."""

from dataclasses import dataclass, field, replace

from kb.model import Access
from kb.store.ledger import LedgerEntry

OUTCOMES = ("added", "replaced", "updated", "unchanged", "duplicate", "skipped", "failed")


@dataclass
class Summary:
    """The outcome of a run, in seconds of wall-clock time. `scanned` counts pages read by OCR, `passages` those embedded.

    `unstated` counts the new documents without a stated access, which got `default`. `embedding_error` is "" unless the
    embedding model failed.
    """

    by_path: dict[str, LedgerEntry] = field(default_factory=dict)
    searchable_seconds: float = 0.0
    scanned: int = 0
    scanned_seconds: float = 0.0
    embedded_seconds: float = 0.0
    passages: int = 0
    embedding_error: str = ""
    unstated: int = 0
    default: Access = "public"

    def add_entry(self, entry: LedgerEntry) -> None:
        """Add an entry. It replaces an earlier one of the same file (before its scans were read), but keeps its outcome."""
        known = self.by_path.get(entry.path)
        self.by_path[entry.path] = (
            replace(entry, outcome=known.outcome) if known and entry.outcome == "updated" else entry
        )

    @property
    def entries(self) -> list[LedgerEntry]:
        """The ledger entries, one per file, in order."""
        return list(self.by_path.values())

    def merge(self, other: "Summary") -> None:
        """Add the entries and times of another run."""
        for entry in other.entries:
            self.add_entry(entry)
        self.searchable_seconds += other.searchable_seconds
        self.scanned += other.scanned
        self.unstated, self.default = self.unstated + other.unstated, other.default
        self.scanned_seconds += other.scanned_seconds

    def count(self, outcome: str) -> int:
        """Number of files with this outcome."""
        return sum(entry.outcome == outcome for entry in self.entries)

    @property
    def pages(self) -> int:
        """Number of pages of added and replaced documents."""
        return sum(entry.pages for entry in self.entries if entry.outcome in ("added", "replaced"))
