"""Text that nobody sees, in every format: it isn't read, it is counted on its page, and it is flagged. All texts are fictional."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from ingest.build import FileTask, build_document
from ingest.stated.manifest import StatedMetadata
from kb.model import IngestedDocument
from tests.ingest.readers.markup.test_epub import book
from tests.ingest.readers.office.made import fill, paragraph, run, shape, slides, table, word
from tests.ingest.readers.office.test_opendocument import frame, p, span, style, text_file
from tests.ingest.readers.office.test_opendocument import slides as open_slides

SEEN = "The fictional co-operative of Lambrate restored seventeen flats for its neighbours."
SECRET = "quokka words that nobody sees"
WHITE = '<w:color w:val="FFFFFF"/>'
UNSEEN_STYLE = style("unseen", '<style:text-properties fo:color="#ffffff"/>')


def build(path: Path) -> IngestedDocument:
    return build_document(FileTask(path, path, path.name, "id", "hash", StatedMetadata(), "hash"))


def docx_run(folder: Path) -> Path:
    return word(folder / "a.docx", paragraph(SEEN) + paragraph(run(SECRET, WHITE)))


def docx_cell(folder: Path) -> Path:
    return word(folder / "a.docx", paragraph(SEEN) + table(["x", paragraph(run(SECRET, WHITE))]))


def docx_note(folder: Path) -> Path:
    return word(folder / "a.docx", paragraph(SEEN, f"<w:hyperlink>{run(SECRET, '<w:vanish/>')}</w:hyperlink>"))


def pptx_white(folder: Path) -> Path:
    return slides(folder / "a.pptx", shape(SEEN) + shape(SECRET, (10, 50, 20, 10), look=fill("FFFFFF")))


def pptx_off(folder: Path) -> Path:
    return slides(folder / "a.pptx", shape(SEEN) + shape(SECRET, (200, 50, 20, 10)))


def pptx_covered(folder: Path) -> Path:
    return slides(
        folder / "a.pptx", shape(SECRET, (10, 50, 20, 10)) + shape("", (5, 45, 40, 30), fill("335577")) + shape(SEEN)
    )


def odt_white(folder: Path) -> Path:
    return text_file(
        folder / "a.odt", p(SEEN) + p(f'<text:span text:style-name="unseen">{SECRET}</text:span>'), UNSEEN_STYLE
    )


def odt_section(folder: Path) -> Path:
    return text_file(folder / "a.odt", p(SEEN) + f'<text:section text:display="none">{p(SECRET)}</text:section>')


def odp_white(folder: Path) -> Path:
    return open_slides(folder / "a.odp", frame(SEEN, 1) + frame(p(span("white").replace("parola", SECRET)), 5))


def odp_off(folder: Path) -> Path:
    return open_slides(folder / "a.odp", frame(SEEN, 1) + frame(SECRET, 1, left=90))


def html_class(folder: Path) -> Path:
    (folder / "a.html").write_text(
        f"<style>.q{{position:absolute;left:-5000px}}</style><p>{SEEN}</p><p class=q>{SECRET}</p>"
    )
    return folder / "a.html"


def html_colour(folder: Path) -> Path:
    (folder / "a.html").write_text(f"<p>{SEEN}</p><p style='color:#fdfdfd;background:#fff'>{SECRET}</p>")
    return folder / "a.html"


def markdown_html(folder: Path) -> Path:
    (folder / "a.md").write_text(f"{SEEN}\n\n<div style='font-size:1px'>{SECRET}</div>\n")
    return folder / "a.md"


def epub_class(folder: Path) -> Path:
    chapter = f"<p>{SEEN}</p><p class='q'>{SECRET}</p>"
    return book(folder / "a.epub", {"a": chapter}, ["a"], O__q_css=".q{color:white}")


HIDING = [
    docx_run,
    docx_cell,
    docx_note,
    pptx_white,
    pptx_off,
    pptx_covered,
    odt_white,
    odt_section,
    odp_white,
    odp_off,
    html_class,
    html_colour,
    markdown_html,
    epub_class,
]


@pytest.mark.parametrize("make", HIDING, ids=lambda make: make.__name__)
def test_unseen_text_is_not_read_but_counted_and_flagged(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    document = build(make(tmp_path))
    text = " ".join(page.text for page in document.pages)
    assert "seventeen flats" in text
    assert "quokka" not in text
    assert not any("quokka" in passage.text for passage in document.passages)
    assert [flag.kind for flag in document.flags] == ["hidden text"]
    assert "characters of invisible text left out" in document.pages[0].note


def test_an_unseen_cell_of_a_workbook_is_left_out_and_remarked(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    for row in (("name", "note"), ("Lambrate", "seventeen flats"), ("Greco", SECRET)):
        made.active.append(row)
    made.active["B3"].font = Font(color="FFFFFFFF")
    made.save(tmp_path / "a.xlsx")
    document = build(tmp_path / "a.xlsx")
    assert not any("quokka" in page.text for page in document.pages)
    assert document.remarks == ("Sheet: 1 cell(s) that aren't seen not read",)


@pytest.mark.parametrize("make", [docx_run, odt_white, html_colour], ids=lambda make: make.__name__)
def test_a_title_is_never_taken_from_unseen_text(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    assert "quokka" not in build(make(tmp_path)).document.title
