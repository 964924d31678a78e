"""Invisible text in every format isn't read, is counted on its page, and is flagged. All texts are fictional."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.styles.colors import Color

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


def _docx(body: str) -> Callable[[Path], Path]:
    return lambda folder: word(folder / "a.docx", paragraph(SEEN) + body)


def _run_with(properties: str) -> Callable[[Path], Path]:
    return _docx(paragraph(run(SECRET, properties)))


def _paragraph_with(properties: str) -> Callable[[Path], Path]:
    return _docx(f"<w:p><w:pPr>{properties}</w:pPr>{run(SECRET)}</w:p>")


def _word_shape(style: str) -> Callable[[Path], Path]:
    box = f"<v:textbox><w:txbxContent>{paragraph(SECRET)}</w:txbxContent></v:textbox>"
    return _docx(f'<w:p><w:r><w:pict><v:shape style="{style}">{box}</v:shape></w:pict></w:r></w:p>')


def _word_drawing(inside: str, hidden: str = "") -> Callable[[Path], Path]:
    box = f"<wps:txbx><w:txbxContent>{paragraph(SECRET)}</w:txbxContent></wps:txbx>"
    anchor = f'<wp:anchor>{inside}<wp:docPr id="5" name="box" {hidden}/><wps:wsp>{box}</wps:wsp></wp:anchor>'
    return _docx(f"<w:p><w:r><w:drawing>{anchor}</w:drawing></w:r></w:p>")


def _slide_fill(look: str) -> Callable[[Path], Path]:
    return lambda folder: slides(folder / "a.pptx", shape(SEEN) + shape(SECRET, (10, 50, 20, 10), look=look))


def _odt_frame(attributes: str) -> Callable[[Path], Path]:
    box = f"<draw:frame {attributes}><draw:text-box>{p(SECRET)}</draw:text-box></draw:frame>"
    return lambda folder: text_file(folder / "a.odt", p(SEEN) + p(box))


def odt_narrow(folder: Path) -> Path:
    narrow = style("narrow", '<style:text-properties style:text-scale="1%"/>')
    return text_file(folder / "a.odt", p(SEEN) + p(f'<text:span text:style-name="narrow">{SECRET}</text:span>'), narrow)


def _latex(body: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / "a.tex").write_text(
            f"\\documentclass{{article}}\n\\begin{{document}}\n{SEEN}\n\n{body}\n\\end{{document}}\n"
        )
        return folder / "a.tex"

    return write


def _svg(attributes: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / "a.html").write_text(f"<p>{SEEN}</p><svg><text y='9' {attributes}>{SECRET}</text></svg>")
        return folder / "a.html"

    return write


def html_collapsed(folder: Path) -> Path:
    rows = f"<tr><td>{SEEN}</td><td>{SECRET}</td><td>9</td></tr>"
    (folder / "a.html").write_text(
        f"<style>.gone {{ visibility: collapse }}</style><table><colgroup><col><col class='gone'></colgroup>{rows}</table>"
    )
    return folder / "a.html"


def slide_list_style(folder: Path) -> Path:
    style = f"<a:lstStyle><a:lvl1pPr><a:defRPr>{fill('FFFFFF')}</a:defRPr></a:lvl1pPr></a:lstStyle>"
    unseen = shape(SECRET, (10, 50, 20, 10)).replace("<p:txBody>", f"<p:txBody>{style}")
    return slides(folder / "a.pptx", shape(SEEN) + unseen)


WHITE_STOP = '<a:gs pos="0"><a:srgbClr val="FFFFFF"/></a:gs>'
FURTHER = {
    "word theme colour": _run_with('<w:color w:val="auto" w:themeColor="background1"/>'),
    "word narrow letters": _run_with('<w:w w:val="1"/>'),
    "word lines without height": _paragraph_with('<w:spacing w:line="1" w:lineRule="exact"/>'),
    "word frame off the page": _paragraph_with('<w:framePr w:x="-20000" w:y="0"/>'),
    "word indent off the page": _paragraph_with('<w:ind w:left="-30000"/>'),
    "word row without height": _docx(
        f'<w:tbl><w:tr><w:trPr><w:trHeight w:val="1" w:hRule="exact"/></w:trPr><w:tc>{paragraph(SECRET)}</w:tc></w:tr></w:tbl>'
    ),
    "word hidden shape": _word_shape("width:90pt;height:9pt;visibility:hidden"),
    "word shape off the page": _word_shape("margin-left:-3000pt;width:90pt;height:9pt"),
    "word shape of no size": _word_shape("width:0;height:0"),
    "word hidden drawing": _word_drawing("", 'hidden="1"'),
    "word drawing of no size": _word_drawing('<wp:extent cx="0" cy="0"/>'),
    "word drawing off the page": _word_drawing("<wp:positionH><wp:posOffset>-90000000</wp:posOffset></wp:positionH>"),
    "slide shares of colours": _slide_fill('<a:solidFill><a:scrgbClr r="100000" g="100000" b="100000"/></a:solidFill>'),
    "slide hue": _slide_fill('<a:solidFill><a:hslClr hue="0" sat="0" lum="100000"/></a:solidFill>'),
    "slide preset colour": _slide_fill('<a:solidFill><a:prstClr val="snow"/></a:solidFill>'),
    "slide gradient": _slide_fill(f"<a:gradFill><a:gsLst>{WHITE_STOP}{WHITE_STOP}</a:gsLst></a:gradFill>"),
    "slide hidden group": lambda folder: slides(
        folder / "a.pptx",
        shape(SEEN) + f'<p:grpSp><p:nvGrpSpPr><p:cNvPr id="9" name="g" hidden="1"/></p:nvGrpSpPr>{shape(SECRET, (10, 50, 20, 10))}</p:grpSp>',
    ),
    "odt frame without size": _odt_frame('svg:width="0cm" svg:height="0cm"'),
    "odt frame off the page": _odt_frame('svg:x="-90cm" svg:width="5cm" svg:height="1cm"'),
    "odt frame not shown": _odt_frame('draw:display="none" svg:width="5cm" svg:height="1cm"'),
    "odt narrow letters": odt_narrow,
    "latex white": _latex(f"{{\\color{{white}} {SECRET}}}"),
    "latex tiny": _latex(f"{{\\fontsize{{0.1pt}}{{1pt}}\\selectfont {SECRET}}}"),
    "svg without fill": _svg("fill='none'"),
    "svg white": _svg("fill='#fff'"),
    "svg transparent": _svg("fill-opacity='0'"),
    "svg off the page": _svg("x='-5000'"),
}  # fmt: skip


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
    html_collapsed,
    slide_list_style,
    markdown_html,
    epub_class,
]


@pytest.mark.parametrize("make", [*HIDING, *FURTHER.values()], ids=[*(make.__name__ for make in HIDING), *FURTHER])
def test_unseen_text_is_not_read_but_counted_and_flagged(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    document = build(make(tmp_path))
    text = " ".join(page.text for page in document.pages)
    assert "seventeen flats" in text
    assert "quokka" not in text
    assert not any("quokka" in passage.text for passage in document.passages)
    assert [flag.kind for flag in document.flags] == ["hidden text"]
    assert "characters of invisible text left out" in document.pages[0].note


@pytest.mark.parametrize(
    "font", [Font(color="FFFFFFFF"), Font(color=Color(theme=0)), Font(color=Color(indexed=9)), Font(size=1)]
)
def test_an_unseen_cell_of_a_workbook_is_left_out_and_remarked(tmp_path: Path, font: Font) -> None:
    made = openpyxl.Workbook()
    for row in (("name", "note"), ("Lambrate", "seventeen flats"), ("Greco", SECRET)):
        made.active.append(row)
    made.active["B3"].font = font
    made.save(tmp_path / "a.xlsx")
    document = build(tmp_path / "a.xlsx")
    assert not any("quokka" in page.text for page in document.pages)
    assert document.remarks == ("Sheet: 1 cell(s) that aren't seen not read",)


@pytest.mark.parametrize(("size", "what"), [("rows", "row"), ("columns", "column")])
def test_rows_and_columns_without_size_are_hidden(tmp_path: Path, size: str, what: str) -> None:
    made = openpyxl.Workbook()
    for row in (("name", "note"), ("Lambrate", "seventeen flats"), (None, SECRET)):
        made.active.append(row)
    if size == "rows":
        made.active.row_dimensions[3].height = 0.1
    else:
        made.active["C3"], made.active["B3"] = SECRET, None
        made.active.column_dimensions["C"].width = 0.1
    made.save(tmp_path / "a.xlsx")
    document = build(tmp_path / "a.xlsx")
    assert not any("quokka" in page.text for page in document.pages)
    assert document.remarks == (f"Sheet: 1 hidden {what}(s) not read",)


@pytest.mark.parametrize("make", [docx_run, odt_white, html_colour], ids=lambda make: make.__name__)
def test_a_title_is_never_taken_from_unseen_text(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    assert "quokka" not in build(make(tmp_path)).document.title
