"""Which quotes the precision of marks is measured on."""

from dataclasses import replace
from pathlib import Path

from bench.marks import is_exact
from kb.answer.locate import rectangles
from kb.answer.pdf_pages import PageViewer
from kb.answer.records import Citation
from kb.library import Library
from kb.model import IngestedDocument, Page, Passage, Word
from tests.fakes import document, write_pdf


def test_a_quote_that_ocr_read_from_a_picture_is_not_checked_by_the_text_layer(
    library: Library, tmp_path: Path
) -> None:
    text = "Water from the well. Honey from the roof."
    words = tuple(Word(word, 72 + 50 * at, 400, 45, 12) for at, word in enumerate("Honey from the roof.".split()))
    page, passage = Page(1, "1", text), Passage(1, "d", 1, "1", 0, len(text), text, "", "en")
    path = write_pdf(tmp_path / "d.pdf", [["Water from the well."]])
    record = document("d", format="pdf")
    library.add(IngestedDocument(record, (page,), (passage,), words={1: words}), path, path, "")
    viewer = PageViewer()
    in_text, in_picture = Citation(1, record, passage, 0, 20), Citation(2, record, passage, 21, len(text))
    checked = []
    for citation in (in_text, in_picture):
        marked = rectangles(library, viewer, record, page, citation.quote)
        assert marked
        checked.append(is_exact(library, viewer, replace(citation, rectangles=marked)))
    viewer.close()
    assert checked == [True, None]
