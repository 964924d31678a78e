"""Rendering of generated front pages as PDFs, and the part of each line that the reader finds there."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from bench.covers.kinds import made
from bench.covers.layouts import FONTS, Made, Piece, Row
from ingest.build import texts
from ingest.cover.blocks import FrontPages, front_pages
from ingest.readers.records import Heading, Line, Parsed, Properties, RawPage
from ingest.readers.registry import read
from kb.text.normalise import fold

Placed = tuple[float, float, float, Piece]  # baseline from the top, left, right


def pdf_sample(seed: int, folder: Path) -> tuple[FrontPages, list[str], Made]:
    """(front pages as read from a PDF, the part of each block, what was generated)."""
    document = made(seed)
    path = folder / f"{seed}.pdf"
    placed = _draw(document, path)
    parsed = read(path)
    path.unlink()
    front = front_pages(parsed, texts(parsed))
    labels = []
    for block in front.blocks:
        page = front.pages[block.page].number - 1
        base = block.line.top + 0.8 * block.line.size
        near = [p for p in placed[page] if p[1] < block.line.right + 1 and p[2] > block.line.left - 1]
        labels.append(_part(near, base))
    return front, labels, document


def _part(near: list[Placed], base: float) -> str:
    """The part of the pieces on this line; that of the name if a label and a name were read as one."""
    nearest = min((abs(p[0] - base) for p in near), default=0.0)
    parts = [p[3].part for p in near if abs(p[0] - base) <= nearest + 2.0]
    return next((part for part in parts if part != "label"), "label" if parts else "other")


def _draw(document: Made, path: Path) -> list[list[Placed]]:
    width, height = document.size
    canvas = Canvas(str(path), pagesize=document.size)
    canvas.setTitle(document.title)
    canvas.setAuthor(document.author)
    found = []
    for sheet in document.sheets:
        placed = list(_place(sheet, width, height, document.font))
        for base, left, _, piece in placed:
            canvas.setFont(FONTS[document.font] if piece.bold else document.font, piece.size)
            canvas.drawString(left, height - base, _drawable(piece.text))
        canvas.showPage()
        found.append(placed)
    canvas.save()
    return found


def _place(rows: tuple[Row, ...], width: float, height: float, font: str) -> Iterator[Placed]:
    """Yield each piece on the page; pieces that don't fit are left out."""
    used = sum(row.gap + max(piece.size for piece in row.pieces) for row in rows)
    shares = sum(row.stretch for row in rows)
    rest = max(0.0, height * 0.86 - used)
    base = height * 0.07
    for row in rows:
        base += row.gap + max(piece.size for piece in row.pieces) + (rest * row.stretch / shares if shares else 0.0)
        if base > height * 0.96:
            return
        for piece in row.pieces:
            long = stringWidth(_drawable(piece.text), FONTS[font] if piece.bold else font, piece.size)
            a, b = piece.span[0] * width, piece.span[1] * width
            left = {"l": a, "r": b - long, "c": (a + b - long) / 2}[piece.align]
            yield base, left, left + long, piece


def _drawable(text: str) -> str:
    """The text in the letters that the standard fonts have."""
    return (
        "".join(char if char.encode("cp1252", "ignore") else fold(char) for char in text)
        .encode("cp1252", "ignore")
        .decode("cp1252")
    )


def flow_sample(seed: int) -> tuple[FrontPages, list[str], Made]:
    """(front pages as read from a format without page layout, the part of each block, what was generated)."""
    document, random = made(seed), Random(seed)
    slides = document.size[0] > document.size[1]
    format_ = (
        random.choice(("pptx", "pptx", "odp"))
        if slides
        else random.choice(("docx", "docx", "docx", "odt", "markdown", "html", "notebook"))
    )
    sized, styled = (
        format_ in ("docx", "odt", "pptx", "odp") and random.random() < 0.7,
        random.random() < (0.9 if format_ in ("markdown", "html", "notebook") else 0.45),
    )
    pages, headings, parts = [], [], {}
    for number, sheet in enumerate(filter(None, document.sheets), 1):
        lines = []
        for text, part, size, bold in _flowing(sheet, random):
            if (part == "title" and styled and number == 1) or (part == "heading" and random.random() < 0.75):
                headings.append(Heading(number, text, 1 if part == "title" else random.choice((1, 1, 2))))
            style = _style(part, format_, random) if sized and number == 1 else ""
            lines.append(Line(text, size if sized else 0.0, bold=bold and sized, style=style))
            for cell in text.split(" | "):
                parts[cell] = part
        pages.append(
            RawPage(
                number,
                tuple(lines),
                width=document.size[0] if slides else 0.0,
                height=document.size[1] if slides else 0.0,
            )
        )
    properties = Properties(document.title, document.author)
    parsed = Parsed(format_, tuple(pages), tuple(headings), properties, flowing=True)
    front = front_pages(parsed, [(page, "\n".join(line.text for line in page.lines)) for page in pages])
    return (
        front,
        [_cell_parts(sheet_parts(document)).get(block.text, parts.get(block.text, "other")) for block in front.blocks],
        document,
    )


def _style(part: str, format_: str, random: Random) -> str:
    """The style or placeholder of a text with this part: slides mostly have them, with anything in that of the subtitle."""
    slides = format_ in ("pptx", "odp")
    if part in ("title", "subtitle", "date") and random.random() < (0.7 if slides else 0.3):
        return part
    if part == "author" and random.random() < 0.4:
        return "subtitle" if slides else random.choice(("author", "", ""))
    return "subtitle" if slides and part in ("university", "organisation") and random.random() < 0.4 else ""


def _flowing(sheet: tuple[Row, ...], random: Random) -> Iterator[tuple[str, str, float, bool]]:
    """(text, part, size, whether bold) of each line: rows that continue are joined, columns are the cells of a table."""
    whole = {"title": random.random() < 0.75}
    texts: list[list[str]] = []
    pieces: list[Piece] = []
    for row in sheet:
        if row.continues and texts and whole.get(row.pieces[0].part, True) and len(row.pieces) == len(texts[-1]):
            texts[-1] = [f"{before} {piece.text}" for before, piece in zip(texts[-1], row.pieces, strict=True)]
        else:
            texts.append([piece.text for piece in row.pieces])
            pieces.append(row.pieces[0])
    for cells, piece in zip(texts, pieces, strict=True):
        yield " | ".join(cells), piece.part, piece.size, piece.bold


def sheet_parts(document: Made) -> Iterator[tuple[str, str]]:
    """(text, part) of each piece, including continued ones."""
    for sheet in document.sheets:
        for row in sheet:
            yield from ((piece.text, piece.part) for piece in row.pieces)


def _cell_parts(pieces: Iterator[tuple[str, str]]) -> dict[str, str]:
    return dict(pieces)


def samples(seeds: range) -> Iterator[tuple[FrontPages, list[str], Made]]:
    """The samples with these numbers; those without any line are left out."""
    with TemporaryDirectory() as folder:
        for seed in seeds:
            sample = flow_sample(seed) if seed % 4 == 3 else pdf_sample(seed, Path(folder))
            if sample[0].blocks:
                yield sample
