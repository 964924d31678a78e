"""Rectangles cover the quoted words."""

from pathlib import Path

import pypdfium2 as pdfium
import pytest

from kb.answer.extract import ask
from kb.answer.locate import rectangles, text_layer
from kb.answer.pdf_pages import PageViewer
from kb.evaluation import load_questions
from kb.library import Library
from kb.model import OWNER, IngestedDocument, Page, Rectangle, Word
from kb.text.quotes import squash
from tests.conftest import SAMPLE
from tests.fakes import document

pytestmark = pytest.mark.slow


def test_rectangles_cover_exactly_the_quoted_words(sample: Library, viewer: PageViewer) -> None:
    checked = 0
    for question in load_questions(SAMPLE / "questions.toml")[:40]:
        for citation in ask(sample, viewer, question.text, OWNER).citations:
            if citation.document.format != "pdf":
                continue
            assert citation.located
            with pdfium.PdfDocument(sample.originals.path(citation.document)) as document:
                page = document[citation.page - 1]
                height = page.get_height()
                textpage = page.get_textpage()
                covered = "".join(
                    textpage.get_text_bounded(
                        r.x - 0.5, height - r.y - r.height - 0.5, r.x + r.width + 0.5, height - r.y + 0.5
                    )
                    for r in citation.rectangles
                )
                textpage.close()
                page.close()
            assert squash(covered)[0] == squash(citation.quote)[0]
            checked += 1
    assert checked > 20


def test_lines_of_a_page_stand_where_its_quotes_are_marked(sample: Library, viewer: PageViewer) -> None:
    (citation, *_) = ask(
        sample, viewer, "Quante famiglie hanno trovato casa con il progetto Porte Aperte?", OWNER
    ).citations
    page = sample.catalogue.page_of(sample.catalogue.passages([citation.passage.id])[citation.passage.id])
    lines = text_layer(sample, viewer, citation.document, page)
    assert len(lines) > 5
    for box in rectangles(sample, viewer, citation.document, page, citation.quote):
        assert any(abs(line.y - box.y) < 3 and line.x <= box.x + 1 for line in lines)
    assert rectangles(sample, viewer, citation.document, page, "words that stand nowhere on it") == ()


def test_a_scanned_page_is_marked_by_the_words_of_its_ocr(library: Library, viewer: PageViewer, tmp_path: Path) -> None:
    words = (Word("Acqua", 72, 90, 40, 12), Word("potabile", 115, 90, 60, 12), Word("per", 72, 110, 20, 12))
    page = Page(1, "1", "Acqua potabile per", "ocr")
    record = document("scan", format="pdf")
    (tmp_path / "scan.pdf").write_bytes(b"%PDF")
    work = IngestedDocument(record, (page,), (), words={1: words})
    library.add(work, tmp_path / "scan.pdf", tmp_path / "scan.pdf", "")
    assert text_layer(library, viewer, record, page) == words
    assert rectangles(library, viewer, record, page, "potabile per") == (
        Rectangle(115, 90, 60, 12),
        Rectangle(72, 110, 20, 12),
    )
