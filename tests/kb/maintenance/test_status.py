"""Status of a library: contents, waiting and failed work."""

from kb.access.accounts import Accounts
from kb.library import Library
from kb.maintenance.delegate import HoldingServer
from kb.maintenance.status import status
from kb.ranking_config import FITTED_WITH
from kb.store.ledger import LedgerEntry
from tests.conftest import Put
from tests.fakes import document


def test_an_empty_library(library: Library) -> None:
    found = status(library)
    assert (found.documents, found.passages, found.waiting, found.members, found.model) == (0, 0, 0, 0, "")
    assert found.weights_of == ""
    assert found.held_by == "another polikb command" and found.server == "" and found.failed == []


def test_counts_failures_and_sizes(put: Put, library: Library) -> None:
    put(document("one", kind="report", page_count=9, pages_read=4), "Acqua.", "Pane.")
    put(document("two", access="internal"), "Oro.", embed=False)
    library.catalogue.ledger.record(LedgerEntry("/in/x.pdf", "x.pdf", "failed", "damaged"))
    Accounts(library.home).add("anna", "correct horse battery", "reader")
    HoldingServer.announced(library.home, "http://127.0.0.1:8000")
    found = status(library)
    assert (found.documents, found.pages, found.pages_read) == (2, 10, 5)
    assert (found.passages, found.waiting, found.model) == (3, 1, "hashing@1")
    assert found.weights_of == FITTED_WITH
    assert found.kinds == {"report": 1, "thesis": 1} and found.access == {"public": 1, "internal": 1}
    assert found.failed == ["x.pdf"] and found.members == 1 and found.server == "http://127.0.0.1:8000"
    originals = sum(file.stat().st_size for file in (library.home / "originals").rglob("*") if file.is_file())
    assert found.bytes["originals"] == originals and found.bytes["uploads"] == 0 < found.free
    assert found.bytes["catalogue.sqlite"] > 0 and found.last_change
