"""The ingestion ledger: entries are only added, the newest come first; evaluations are kept beside it."""

from pathlib import Path

from kb.model import IngestedDocument, Page
from kb.store.catalogue import Catalogue
from kb.store.ledger import LedgerEntry
from tests.fakes import document


def test_entries_are_dated_and_the_newest_come_first(catalogue: Catalogue) -> None:
    ledger = catalogue.ledger
    for outcome in ("added", "unchanged", "failed"):
        ledger.record(LedgerEntry("/in/a.pdf", "a.pdf", outcome, pages=3))
    ledger.record(LedgerEntry("/in/b.pdf", "b.pdf", "added", at="2020-01-01T00:00:00+00:00"))
    entries = ledger.entries()
    assert [entry.outcome for entry in entries] == ["added", "failed", "unchanged", "added"]
    assert entries[0].at == "2020-01-01T00:00:00+00:00" and all(entry.at > "2024" for entry in entries[1:])
    assert [entry.source for entry in ledger.entries(limit=2)] == ["b.pdf", "a.pdf"]


def test_pages_are_counted_by_status(catalogue: Catalogue) -> None:
    pages = (Page(1, "1", "Water."), Page(2, "2", "", "empty"), Page(3, "3", "Bread."), Page(4, "4", "", "failed", "x"))
    work = IngestedDocument(document("one"), pages, ())
    catalogue.add(work, Path("one.txt"), "")
    assert catalogue.ledger.page_statuses() == {"one": {"text": 2, "empty": 1, "failed": 1}}


def test_evaluations_are_read_oldest_first(catalogue: Catalogue) -> None:
    for value in (0.5, 0.75, 1.0):
        catalogue.ledger.keep_evaluation("questions.toml", {"all": {"page@1": value}})
    assert [e.measured["all"]["page@1"] for e in catalogue.ledger.evaluations(limit=2)] == [0.75, 1.0]
