"""The ingestion ledger: entries are only added, the newest come first; evaluations are kept beside it."""

from pathlib import Path

from kb.model import IngestedDocument, Page
from kb.store.catalogue import Catalogue
from kb.store.ledger import LedgerEntry
from tests.fakes import document


def test_every_file_is_listed_as_it_was_read_last_and_the_newest_come_first(catalogue: Catalogue) -> None:
    ledger = catalogue.ledger
    for source, outcome, reason in (
        ("a.pdf", "failed", "it is damaged"),
        ("a.pdf", "added", "3 of 9 pages not read"),
        ("a.pdf", "unchanged", ""),
        ("b.pdf", "added", ""),
        ("b.pdf", "failed", "it is damaged"),
        ("c.pdf", "unchanged", ""),
    ):
        ledger.record(LedgerEntry(f"/in/{source}", source, outcome, reason))
    ledger.record(LedgerEntry("", "d.pdf", "removed", at="2020-01-01T00:00:00+00:00"))
    ledger.record(LedgerEntry("", "e.pdf", "removed"))
    files = ledger.files()
    assert [(entry.source, entry.outcome, entry.reason) for entry in files] == [
        ("e.pdf", "removed", ""),
        ("d.pdf", "removed", ""),
        ("c.pdf", "unchanged", ""),
        ("b.pdf", "failed", "it is damaged"),
        ("a.pdf", "added", "3 of 9 pages not read"),
    ]
    assert files[1].at == "2020-01-01T00:00:00+00:00" and all(entry.at > "2024" for entry in files[2:])


def test_a_file_that_is_met_again_and_not_read_takes_no_further_row(catalogue: Catalogue) -> None:
    def rows() -> list[str]:
        return [row[0] for row in catalogue.rows("SELECT outcome FROM ledger ORDER BY id")]

    ledger, why = catalogue.ledger, "files of this kind (.dwg) aren't read"
    for night in range(3):
        ledger.record(LedgerEntry("/in/a.pdf", "a.pdf", "unchanged" if night else "added"))
        ledger.record(LedgerEntry("/in/map.dwg", "map.dwg", "skipped", why))
        ledger.record(LedgerEntry("/in/b.pdf", "b.pdf", "duplicate", "the same file as a.pdf"))
        ledger.record(LedgerEntry("/in/c.pdf", "c.pdf", "failed", "it is damaged"))
    assert rows() == ["added", "skipped", "duplicate", "failed", "failed", "failed"], "a file that fails was tried"
    ledger.record(LedgerEntry("/in/b.pdf", "b.pdf", "duplicate", "the same file as z.pdf"))
    ledger.record(LedgerEntry("/in/c.pdf", "c.pdf", "unchanged", "access stays restricted"))
    ledger.record(LedgerEntry("/in/c.pdf", "c.pdf", "unchanged", "access stays restricted"))
    assert rows()[6:] == ["duplicate", "unchanged"]
    assert {entry.source: entry.outcome for entry in ledger.files()} == {
        "a.pdf": "added", "map.dwg": "skipped", "b.pdf": "duplicate", "c.pdf": "unchanged",
    }  # fmt: skip


def test_more_files_than_a_page_holds_are_all_listed(catalogue: Catalogue) -> None:
    for number in range(1100):
        catalogue.ledger.record(LedgerEntry(f"/in/{number}", str(number), "added"))
    assert len(catalogue.ledger.files()) == 1100


def test_what_did_not_go_in_or_only_in_part_is_remarked(catalogue: Catalogue) -> None:
    catalogue.add(IngestedDocument(document("part"), (Page(1, "1", "Water."),), ()), Path("/in/part.pdf"), "")
    for source, outcome, reason in (
        ("part.pdf", "added", "1 of 2 pages not read"),
        ("gone.pdf", "added", "1 of 2 pages not read"),
        ("whole.pdf", "added", ""),
        ("same.pdf", "duplicate", "the same file as whole.pdf"),
        ("map.dwg", "skipped", "files of this kind (.dwg) aren't read"),
    ):
        catalogue.ledger.record(LedgerEntry(f"/in/{source}", source, outcome, reason))
    assert [entry.source for entry in catalogue.ledger.remarked()] == ["map.dwg", "same.pdf", "part.pdf"]


def test_pages_are_counted_by_status(catalogue: Catalogue) -> None:
    pages = (Page(1, "1", "Water."), Page(2, "2", "", "empty"), Page(3, "3", "Bread."), Page(4, "4", "", "failed", "x"))
    work = IngestedDocument(document("one"), pages, ())
    catalogue.add(work, Path("one.txt"), "")
    assert catalogue.ledger.page_statuses() == {"one": {"text": 2, "empty": 1, "failed": 1}}


def test_evaluations_are_read_oldest_first(catalogue: Catalogue) -> None:
    for value in (0.5, 0.75, 1.0):
        catalogue.ledger.keep_evaluation("questions.toml", {"all": {"page@1": value}})
    assert [e.measured["all"]["page@1"] for e in catalogue.ledger.evaluations(limit=2)] == [0.75, 1.0]
