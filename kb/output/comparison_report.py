"""Export of a comparison of works (kb/explore/comparison.py) as a Word document or CSV."""

import csv
import io
from collections.abc import Sequence

import docx
from docx.enum.section import WD_ORIENT
from docx.shared import Pt

from kb.explore.comparison import ASPECTS, ComparedWork, Quote
from kb.links import Links
from kb.output.bibliography import safe_cells
from kb.translations import Translate, place_name

_SMALL = 8  # points, so that seven columns fit on a sheet


def word(works: Sequence[ComparedWork], links: Links, _: Translate) -> bytes:
    """A Word document with a table on landscape sheets, with absolute `links`, translated with `_`."""
    paper = docx.Document()
    paper.core_properties.title = _("Works compared")
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    paper.styles["Normal"].font.size = Pt(_SMALL)
    paper.add_heading(_("Works compared"), 1)
    table = paper.add_table(rows=1, cols=1 + len(ASPECTS), style="Table Grid")
    for cell, heading in zip(
        table.rows[0].cells, (_("Work"), *(_(f"compare {aspect}") for aspect in ASPECTS)), strict=True
    ):
        cell.text = heading
    for work in works:
        document = work.document
        title = f"{document.title} ({document.year or '–'})\n{links.document(document.id)}"
        values = (title, *(_cell(work.cells.get(aspect), links, _) for aspect in ASPECTS))
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = value
    written = io.BytesIO()
    paper.save(written)
    return written.getvalue()


def _cell(quote: Quote | None, links: Links, _: Translate) -> str:
    if quote is None:
        return _("not stated")
    place = place_name(_, quote.passage.page_label)
    return f"«{quote.text}» {place}\n{links.passage(quote.passage, quote.span)}"


def table(works: Sequence[ComparedWork], links: Links) -> bytes:
    """CSV in UTF-8 with a byte order mark: a line for each work; for each aspect sentence, page and address, "" if not stated."""
    written = io.StringIO()
    writer = csv.writer(written)
    of_aspects = [f"{aspect}{part}" for aspect in ASPECTS for part in ("", "_page", "_url")]
    writer.writerow(["id", "title", "authors", "year", "url", *of_aspects])
    for work in works:
        document = work.document
        authors = "; ".join(person.name for person in document.people if person.role in ("author", "teacher"))
        row = [document.id, document.title, authors, str(document.year or ""), links.document(document.id)]
        for aspect in ASPECTS:
            quote = work.cells.get(aspect)
            row += (
                [quote.text, quote.passage.page_label, links.passage(quote.passage, quote.span)]
                if quote
                else ["", "", ""]
            )
        writer.writerow(safe_cells(row))
    return written.getvalue().encode("utf-8-sig")
