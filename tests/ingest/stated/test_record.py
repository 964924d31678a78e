"""Stated text that a document lacks is a page of its own: searched, quoted, shown. All texts are fictional."""

from pathlib import Path

import pytest

from ingest.pipeline import ingest
from ingest.sources.discover import Options
from ingest.stated.record import record_page
from kb.library import Library
from kb.model import OWNER, RECORD, Field, Origin, Page
from kb.search.scope import all_documents, open_document
from kb.search.search import search
from tests.fakes import document, write_pdf

TEXT = Page(1, "1", "Gli orti pensili del rione furono curati da dodici famiglie. Il raccolto fu diviso.")
STATED = "Tetti verdi contro il caldo estivo. Uno studio inventato."


def field(name: str, value: str, origin: Origin = "manifest") -> Field:
    return Field(name, value, origin, 1.0)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ([field("abstract", STATED)], STATED),
        ([field("abstract", STATED, "text")], None),
        ([field("abstract", "Gli orti  pensili del rione furono curati da dodici famiglie.")], None),
        ([field("keywords", "tetti"), field("keywords", "orti pensili"), field("keywords", "caldo", "file")], "Parole chiave: tetti, caldo"),
        ([field("abstract", STATED, "file"), field("keywords", "roofs")], f"{STATED}\nParole chiave: roofs"),
        ([field("subtitle", "altro")], None),
    ],
)  # fmt: skip
def test_only_what_the_text_lacks_is_on_the_page(fields: list[Field], text: str | None) -> None:
    page = record_page(document("a", language="it"), fields, [TEXT])
    assert (page and page.text) == text
    assert page is None or (page.number, page.label, page.has_text, page.width) == (2, RECORD, True, 0.0)


@pytest.fixture
def filled(library: Library, tmp_path: Path) -> Library:
    works = tmp_path / "works"
    works.mkdir()
    write_pdf(works / "orti.pdf", [["Gli orti pensili del rione", "furono curati da dodici famiglie finte."]])
    (works / "manifest.csv").write_text(f"path,abstract,keywords\norti.pdf,{STATED},fitodepurazione\n")
    ingest(library, [works], Options())
    library.embedding_queue.run()
    return library


def test_a_stated_abstract_is_found_and_isn_t_counted_as_a_page(filled: Library) -> None:
    (hit, *_) = search(filled, "fitodepurazione", OWNER).hits
    assert (hit.passage.page_label, hit.passage.page, hit.document.page_count) == (RECORD, 2, 1)
    (found,) = all_documents(filled, OWNER)
    pages = filled.catalogue.pages(open_document(filled, found.id, OWNER))
    assert [page.status for page in pages] == ["text", RECORD] and found.pages_read == 1
    assert all(page.text[passage.start : passage.end] == passage.text for page in pages
               for passage in filled.catalogue.passages_of(1) if passage.page == page.number)  # fmt: skip
