"""Rectangles cover the quoted words."""

import pypdfium2 as pdfium

from kb.answer.extract import ask
from kb.answer.pdf_pages import PageViewer
from kb.evaluation import load_questions
from kb.library import Library
from kb.model import OWNER
from kb.text.quotes import squash
from tests.conftest import SAMPLE


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
