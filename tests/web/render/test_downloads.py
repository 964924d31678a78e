"""Files that a browser saves."""

import pytest

from kb.output.bibliography import FORMATS
from kb.output.reference import Reference
from tests.fakes import document
from web.links import SiteLinks
from web.render.downloads import WORD, ReferenceFile, attachment, bibliography

LINKS = SiteLinks("https://kb.example")


def test_an_attachment_has_its_bytes_media_type_and_name() -> None:
    answer = attachment(b"abc", WORD, "need.docx")
    assert (answer.body, answer.headers["content-type"]) == (b"abc", WORD)
    assert answer.headers["content-disposition"] == 'attachment; filename="need.docx"'
    assert answer.headers["content-length"] == "3"


@pytest.mark.parametrize(
    ("format_", "media", "file", "contains"),
    [
        ("bibtex", "application/x-bibtex", "works.bib", "title = {Citt\\`a e acqua}"),
        ("ris", "application/x-research-info-systems", "works.ris", "TI  - Città e acqua"),
        ("csl", "application/vnd.citationstyles.csl+json", "works.json", '"Città e acqua"'),
        ("csv", "text/csv", "works.csv", "Città e acqua"),
        (
            "apa",
            "text/plain",
            "works.txt",
            "Rossi, A. (2020). Città e acqua [Thesis]. https://kb.example/documents/water",
        ),
    ],
)
def test_documents_leave_in_every_format(format_: str, media: str, file: str, contains: str) -> None:
    answer = bibliography([Reference(document("water", title="Città e acqua"))], ReferenceFile(format_, LINKS), "works")
    assert answer.headers["content-type"] == f"{media}; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="{file}"'
    text = bytes(answer.body).decode()
    assert contains in text and "https://kb.example/documents/water" in text


def test_no_document_is_a_valid_file_too() -> None:
    for format_ in FORMATS:
        assert "documents/" not in bytes(bibliography([], ReferenceFile(format_, LINKS), "works").body).decode()
