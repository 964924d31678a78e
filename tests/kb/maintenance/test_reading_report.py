"""Reading coverage: how each page was read, and which documents have unread pages."""

from pathlib import Path

from kb.library import Library
from kb.maintenance.reading_report import library_coverage, page_coverage
from kb.model import ANONYMOUS, OWNER, IngestedDocument, Page, Passage
from kb.search.scope import open_document
from tests.conftest import Put
from tests.fakes import document


def test_pages_with_their_passages_and_languages(library: Library, tmp_path: Path) -> None:
    pages = (Page(1, "i", "Acqua. Water. Pane."), Page(2, "1", "", "image", "OCR is off"))
    places = ((0, 6, "it"), (7, 13, "en"), (14, 19, "it"))
    passages = tuple(Passage(0, "one", 1, "i", a, b, pages[0].text[a:b], "", language) for a, b, language in places)
    (tmp_path / "one.txt").write_text("x")
    record = document("one", page_count=2, pages_read=1)
    library.add(IngestedDocument(record, pages, passages), tmp_path / "one.txt", tmp_path / "one.txt", "")
    first, second = page_coverage(library, open_document(library, "one", OWNER))
    assert (first.page.label, first.passages, first.languages) == ("i", 3, ("it", "en"))
    assert (second.page.status, second.page.note, second.passages, second.languages) == ("image", "OCR is off", 0, ())


def test_those_with_most_unread_pages_come_first(put: Put, library: Library) -> None:
    put(document("whole", page_count=3, pages_read=3), "Acqua.", embed=False)
    put(document("half", page_count=9, pages_read=4), "Acqua.", embed=False)
    put(document("secret", access="internal", page_count=50, pages_read=0), "Oro.", embed=False)
    assert [(c.document.id, c.unread) for c in library_coverage(library, OWNER)] == [
        ("secret", 50),
        ("half", 5),
        ("whole", 0),
    ]
    public = library_coverage(library, ANONYMOUS)
    assert [c.document.id for c in public] == ["half", "whole"] and public[0].statuses == {"text": 1}
