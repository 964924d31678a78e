"""Slides and Word documents become pictures of pages if LibreOffice is installed, which a script replaces here."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from fastapi.testclient import TestClient

from ingest.pipeline import ingest
from ingest.sources.discover import Options
from kb.library import Library
from kb.model import OWNER, Document
from kb.search.scope import all_documents
from kb.settings import Settings
from tests.fakes import write_pdf
from tests.ingest.readers.office.test_old_formats import pretend
from tests.served import OpenClient, services_of
from web.app import create_app

BEFORE = "The garden has nine beds, says this fictional report."
QUOTE = "Forty families grow beans in the courtyard."


@pytest.fixture
def garden(library: Library, tmp_path: Path) -> Document:
    written = docx.Document()
    for heading, text in (("Beds", BEFORE), ("Beans", QUOTE)):
        written.add_heading(heading, 1)
        written.add_paragraph(text)
    written.save(str(tmp_path / "garden.docx"))
    ingest(library, [tmp_path / "garden.docx"], Options())
    (found,) = all_documents(library, OWNER)
    library.close()
    return found


@pytest.fixture
def client(garden: Document, settings: Settings) -> Iterator[TestClient]:
    with OpenClient(create_app(settings), headers={"Accept-Language": "en"}) as client:
        yield client


def until(holds: Callable[[], bool]) -> None:
    for _ in range(200):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it never holds")


@pytest.mark.slow
def test_a_word_document_is_shown_as_it_is_printed(
    client: TestClient, garden: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = write_pdf(tmp_path / "printed.pdf", [["Beds", BEFORE], ["Beans", QUOTE]])
    go = tmp_path / "go"
    convert = f'mkdir -p "$made"; cp {printed} "$made/document.pdf"'
    pretend(tmp_path, monkeypatch, f"while [ ! -e {go} ]; do sleep 0.05; done; {convert}")
    about, second = f"/documents/{garden.id}", f"/documents/{garden.id}/pages/2"
    assert "<img" not in client.get(about).text, "not yet"
    go.touch()
    until(lambda: "pages/2/picture" in client.get(about).text)
    html = client.get(second, params={"quote": "beans in the"}).text
    assert f"{second}/picture?" in html and html.count("<svg") == 1 and html.count('<rect class="quoted"') == 1
    assert "<mark>beans in the</mark>" in html and "marked on the page" in html and ">families</text>" not in html
    assert client.get(f"{second}/picture", params={"width": 200}).content.startswith(b"\x89PNG")
    assert client.get(f"/documents/{garden.id}/pages/3/picture").status_code == 404
    strip = client.get(about, params={"q": '"beans"'}).text.partition('<ol class="strip')[2].partition("</ol>")[0]
    assert re.findall(r'<li class="hit">.*?pages/(\d+)', strip) == ["2"]
    assert 'class="front"' in client.get("/documents").text and "pages/1/picture" in client.get("/documents").text
    pages = services_of(client).office_pages
    made = pages.pdf(garden)
    assert made
    services_of(client).library.originals.remove(garden.content_hash, garden.format)
    assert not made.exists(), "it is deleted with the document's pictures"


@pytest.mark.slow
def test_what_cannot_be_converted_stays_text_and_is_tried_once(
    client: TestClient, garden: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(tmp_path, monkeypatch, f"echo once >> {tmp_path}/tried")
    pages = services_of(client).office_pages
    assert pages.pdf(garden) is None
    until(lambda: any((services_of(client).settings.home / "pictures").glob("*-pages.pdf")))
    assert pages.pdf(garden) is None and QUOTE in client.get(f"/documents/{garden.id}/pages/2").text
    pages.stop()
    assert (tmp_path / "tried").read_text() == "once\n"
    assert pages.pdf(replace(garden, content_hash="0" * 64)) is None, "nothing is begun any more"


def test_without_libreoffice_and_for_other_formats_there_are_no_pictures(
    client: TestClient, garden: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert shutil.which("soffice") is None
    pages = services_of(client).office_pages
    assert pages.pdf(garden) is None and pages.pdf(replace(garden, format="text")) is None
    html = client.get(f"/documents/{garden.id}/pages/2", params={"quote": QUOTE}).text
    assert "<svg" not in html and f"<mark>{QUOTE[:-1]}</mark>" in html
