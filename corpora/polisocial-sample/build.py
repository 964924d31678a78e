"""Builds the sample corpus from its sources: PDF, Word, PowerPoint and HTML files, a manifest and questions.

Run it with `make corpus`. All documents are fictional; each says so in its text and in the manifest.
"""

import html
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import pptx
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    ListFlowable,
    ListItem,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)  # fmt: skip
from reportlab.platypus.tableofcontents import TableOfContents

from ingest.readers.registry import read
from kb.text.quotes import find_quote

HERE = Path(__file__).parent
FILES = HERE / "files"
NOTICE = {
    "it": "Documento di fantasia, scritto per la base di conoscenza: persone, enti e dati sono immaginari.",
    "en": "Fictional document, written for the knowledge base: people, organisations and data are imaginary.",
}
WORDS = {
    "it": {
        "supervisor": "Relatore", "co": "Correlatore", "by": "Tesi di Laurea di", "year": "Anno Accademico", "host": "Ente ospitante",
        "contents": "Indice", "teacher": "Docente", "contact": "Contatto", "partners": "Partner", "funders": "Finanziatori",
        "sdgs": "Obiettivi di sviluppo sostenibile", "scientific": "Responsabile scientifico", "places": "Luoghi",
        "chapter": "Capitolo",
    },
    "en": {
        "supervisor": "Supervisor", "co": "Co-supervisor", "by": "Master thesis by", "year": "Academic Year", "host": "Host organisation",
        "contents": "Contents", "teacher": "Teacher", "contact": "Contact", "partners": "Partners", "funders": "Funders",
        "sdgs": "Sustainable Development Goals", "scientific": "Scientific lead", "places": "Places", "chapter": "Chapter",
    },
}  # fmt: skip
FOLDERS = {"thesis": "tesi", "course": "corsi", "report": "progetti"}
FRONT = ("sommario", "abstract")


@dataclass(frozen=True)
class Block:
    """A heading (level 1 or 2), a paragraph, an item of a list or a row of a table."""

    kind: str
    text: str


@dataclass(frozen=True)
class Source:
    """A source file: its front matter and its blocks."""

    name: str
    meta: dict[str, Any]
    blocks: list[Block]

    @property
    def path(self) -> str:
        """Path of the file built from it, relative to `files/`."""
        return f"{FOLDERS[self.meta['kind']]}/{self.name}.{self.meta['format']}"

    def words(self, name: str) -> str:
        """A fixed term, such as "Supervisor", in the document's language."""
        return WORDS[self.meta["language"]][name]


def load(path: Path) -> Source:
    """Read a source."""
    _, front, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    return Source(path.stem, tomllib.loads(front), list(parse(body)))


def parse(body: str) -> Iterator[Block]:
    """The blocks of a source, in order."""
    for line in body.splitlines():
        for mark, kind in (("## ", "h2"), ("# ", "h1"), ("- ", "item"), ("| ", "row")):
            if line.startswith(mark):
                yield Block(kind, line.removeprefix(mark).removesuffix(" |").strip())
                break
        else:
            if line.strip():
                yield Block("p", line.strip())


# -- PDF -----------------------------------------------------------------------------------------------------------------


def _styles(thesis: bool) -> dict[str, ParagraphStyle]:
    size, leading = (12, 20) if thesis else (10.5, 15)
    body = ParagraphStyle(
        "p", fontName="Times-Roman", fontSize=size, leading=leading, alignment=TA_JUSTIFY, spaceAfter=leading * 0.55
    )
    return {
        "p": body,
        "item": body,
        "h1": ParagraphStyle(
            "h1", fontName="Helvetica-Bold", fontSize=18 if thesis else 14, leading=24, spaceBefore=14, spaceAfter=12
        ),
        "h2": ParagraphStyle(
            "h2", fontName="Helvetica-Bold", fontSize=13 if thesis else 11.5, leading=18, spaceBefore=10, spaceAfter=8
        ),
        "cover": ParagraphStyle("cover", fontName="Helvetica", fontSize=11.5, leading=17, alignment=TA_CENTER),
        "title": ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=21, leading=28, alignment=TA_CENTER),
        "small": ParagraphStyle("small", fontName="Helvetica-Oblique", fontSize=8.5, leading=12, alignment=TA_CENTER),
    }


class Book(BaseDocTemplate):
    """A PDF with running feet, an outline, roman and arabic page labels and a table of contents."""

    def __init__(self, path: Path, source: Source) -> None:
        thesis = source.meta["kind"] == "thesis"
        margin = 3 * cm if thesis else 2.4 * cm
        super().__init__(
            str(path), pagesize=A4, leftMargin=margin, rightMargin=margin, topMargin=2.8 * cm, bottomMargin=2.6 * cm,
            title=source.meta["title"], author=", ".join(source.meta.get("authors", [])), invariant=1,
        )  # fmt: skip
        self.source, self.front_pages = source, 0
        frame = Frame(self.leftMargin, self.bottomMargin, self.width, self.height, id="text")
        self.addPageTemplates([
            PageTemplate("cover", frame),
            PageTemplate("front", frame, onPage=self._front_foot),
            PageTemplate("body", frame, onPage=self._body_foot),
        ])  # fmt: skip

    def _front_foot(self, canvas: Any, _: Any) -> None:
        self.front_pages = canvas.getPageNumber()
        self._foot(canvas, _roman(canvas.getPageNumber()))

    def _body_foot(self, canvas: Any, _: Any) -> None:
        self._foot(canvas, str(canvas.getPageNumber() - self.front_pages))

    def _foot(self, canvas: Any, label: str) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", 8)
        canvas.drawString(self.leftMargin, 1.5 * cm, self.source.meta["title"].split(".")[0])
        canvas.drawRightString(A4[0] - self.rightMargin, 1.5 * cm, label)
        canvas.restoreState()

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802
        """Headings go into the outline and the table of contents."""
        level = {"h1": 0, "h2": 1}.get(getattr(flowable, "style", None) and flowable.style.name)
        if level is None:
            return
        text = flowable.getPlainText()
        key = re.sub(r"\W+", "-", f"{self.page}-{text}")
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(text, key, level)
        # The first pass doesn't know yet how many pages go before the body.
        number = self.page - self.front_pages
        self.notify("TOCEntry", (level, text, number if number > 0 else self.page, key))

    def beforeDocument(self) -> None:  # noqa: N802
        """Labels: roman for the front matter, arabic for the body."""
        thesis = self.source.meta["kind"] == "thesis"
        self.canv.addPageLabel(0, style="ROMAN_LOWER" if thesis else "ARABIC")
        if thesis:
            self.canv.addPageLabel(self.front_pages, style="ARABIC", start=1)


def _roman(number: int) -> str:
    return ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"][number]


def build_pdf(source: Source, path: Path) -> None:
    """A thesis gets a cover, front matter and a new page for each chapter; the others a heading block and run on."""
    thesis = source.meta["kind"] == "thesis"
    styles = _styles(thesis)
    chapters = _chapters(source, styles)
    if thesis:
        front = [c for title, c in chapters if title.lower() in FRONT]
        body = [c for title, c in chapters if title.lower() not in FRONT]
        contents = TableOfContents(dotsMinLevel=0, levelStyles=[
            ParagraphStyle(f"toc{level}", fontName="Times-Roman", fontSize=11.5, leading=20, leftIndent=18 * level) for level in (0, 1)
        ])  # fmt: skip
        story: list[Flowable] = [*_thesis_cover(source, styles), NextPageTemplate("front")]
        for chapter in front:
            story += [PageBreak(), *chapter]
        heading = ParagraphStyle("contents", parent=styles["h1"])
        story += [PageBreak(), Paragraph(source.words("contents"), heading), contents, NextPageTemplate("body")]
        for chapter in body:
            story += [PageBreak(), *chapter]
    else:
        story = [NextPageTemplate("body"), *_heading_block(source, styles)]
        for _, chapter in chapters:
            story += chapter
    Book(path, source).multiBuild(story)


def _chapters(source: Source, styles: dict[str, ParagraphStyle]) -> list[tuple[str, list[Flowable]]]:
    chapters: list[tuple[str, list[Flowable]]] = []
    rows: list[list[str]] = []
    items: list[ListItem] = []

    def flush() -> None:
        if rows:
            chapters[-1][1].append(
                Table(
                    [list(row) for row in rows],
                    style=[("FONTSIZE", (0, 0), (-1, -1), 9), ("GRID", (0, 0), (-1, -1), 0.4, "#888888")],
                )
            )
            rows.clear()
        if items:
            chapters[-1][1].append(ListFlowable(list(items), bulletType="bullet", start="•"))
            items.clear()

    for block in source.blocks:
        if block.kind not in ("row", "item"):
            flush()
        if block.kind == "h1":
            chapters.append((block.text, []))
        if block.kind == "row":
            rows.append([cell.strip() for cell in block.text.split("|")])
        elif block.kind == "item":
            items.append(ListItem(Paragraph(html.escape(block.text), styles["item"])))
        else:
            chapters[-1][1].append(Paragraph(html.escape(block.text), styles[block.kind]))
    flush()
    return chapters


def _people(meta: dict[str, Any], field: str) -> str:
    return ", ".join(meta.get(field, []))


def _titled(name: str) -> str:
    return ("Prof.ssa " if name.split()[0].endswith("a") and name.split()[0] != "Andrea" else "Prof. ") + name


def _thesis_cover(source: Source, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    meta, italian = source.meta, source.meta["language"] == "it"
    lines = [
        ("POLITECNICO DI MILANO", "title"), (meta["department"], "cover"), (meta["degree"], "cover"), (None, 3.2),
        (meta["title"], "title"), (None, 2.8),
        *((f"{source.words('supervisor')}: {_titled(name) if italian else 'Prof. ' + name}", "cover") for name in meta["supervisors"]),
        *((f"{source.words('co')}: {_titled(name) if italian else 'Prof. ' + name}", "cover") for name in meta["co_supervisors"]),
        (f"{source.words('host')}: {meta['host']}", "cover"), (None, 1.2),
        (f"{source.words('by')}:", "cover"), *((f"{name}, matr. {900000 + sum(map(ord, name))}", "cover") for name in meta["authors"]),
        (None, 1.6), (f"{source.words('year')} {meta['year'] - 1}–{meta['year']}", "cover"), (None, 1.0),
        (NOTICE[meta["language"]], "small"),
    ]  # fmt: skip
    return [
        Spacer(1, size * cm) if text is None else Paragraph(html.escape(str(text)), styles[size])
        for text, size in lines
    ]  # type: ignore[operator,index]


def _facts(source: Source) -> list[str]:
    """The lines under the title of a report or course document: department, year, people, partners, places, goals."""
    meta = source.meta
    named = [
        ("teacher", _people(meta, "teachers")), ("scientific", _people(meta, "supervisors")), ("contact", _people(meta, "contacts")),
        ("partners", _people(meta, "partners")), ("funders", _people(meta, "funders")), ("places", _people(meta, "places")),
        ("sdgs", ", ".join(str(goal) for goal in meta.get("sdgs", []))),
    ]  # fmt: skip
    return [
        meta.get("degree", ""),
        meta["department"],
        f"Politecnico di Milano, {meta['year']}",
        *(f"{source.words(k)}: {v}" for k, v in named if v),
    ]


def _heading_block(source: Source, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    lines = [line for line in _facts(source) if line]
    title = ParagraphStyle("report title", parent=styles["title"], fontSize=19, leading=25, spaceAfter=10)
    return [
        Paragraph(html.escape(source.meta["title"]), title), *(Paragraph(html.escape(line), styles["cover"]) for line in lines),
        Spacer(1, 0.3 * cm), Paragraph(NOTICE[source.meta["language"]], styles["small"]), Spacer(1, 0.5 * cm),
    ]  # fmt: skip


# -- the other formats -----------------------------------------------------------------------------------------------------


def build_docx(source: Source, path: Path) -> None:
    """A Word document with heading styles."""
    document = docx.Document()
    document.add_heading(source.meta["title"], 0)
    for line in [*_facts(source), NOTICE[source.meta["language"]]]:
        document.add_paragraph(line)
    for block in source.blocks:
        if block.kind in ("h1", "h2"):
            document.add_heading(block.text, int(block.kind[1]))
        else:
            document.add_paragraph(block.text, style="List Bullet" if block.kind == "item" else None)
    properties = document.core_properties
    properties.title, properties.author = (
        source.meta["title"],
        _people(source.meta, "teachers") or _people(source.meta, "contacts"),
    )
    properties.created = properties.modified = datetime(source.meta["year"], 1, 1)
    document.save(str(path))


def build_pptx(source: Source, path: Path) -> None:
    """A title slide, then a slide per chapter."""
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text = source.meta["title"]
    slide.placeholders[1].text = "\n".join([*filter(None, _facts(source)), NOTICE[source.meta["language"]]])
    body: Any = None
    for block in source.blocks:
        if block.kind == "h1":
            slide = deck.slides.add_slide(deck.slide_layouts[1])
            slide.shapes.title.text = block.text
            body = slide.placeholders[1].text_frame
        else:
            paragraph = body.paragraphs[0] if not body.text else body.add_paragraph()
            paragraph.text = block.text
    deck.core_properties.title, deck.core_properties.author = source.meta["title"], _people(source.meta, "teachers")
    deck.core_properties.created = deck.core_properties.modified = datetime(source.meta["year"], 1, 1)
    deck.save(str(path))


def build_html(source: Source, path: Path) -> None:
    """One page with headings."""
    meta = source.meta
    author = _people(meta, "teachers") or _people(meta, "contacts")
    tags = {"h1": "h2", "h2": "h3", "p": "p", "item": "li", "row": "p"}
    blocks = "\n".join(f"<{tags[b.kind]}>{html.escape(b.text)}</{tags[b.kind]}>" for b in source.blocks)
    facts = "\n".join(f"<p>{html.escape(line)}</p>" for line in [*_facts(source), NOTICE[meta["language"]]] if line)
    path.write_text(
        f'<!doctype html>\n<html lang="{meta["language"]}">\n<head><meta charset="utf-8"><title>{html.escape(meta["title"])}</title>'
        f'<meta name="author" content="{html.escape(author)}"></head>\n<body>\n<h1>{html.escape(meta["title"])}</h1>\n'
        f"{facts}\n{blocks}\n</body>\n</html>\n",
        encoding="utf-8",
    )


BUILDERS = {"pdf": build_pdf, "docx": build_docx, "pptx": build_pptx, "html": build_html}


# -- manifest and questions --------------------------------------------------------------------------------------------------


def _toml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def manifest(sources: list[Source]) -> str:
    """`manifest.toml`: the metadata a librarian would state for each document."""
    roles = {
        "authors": "author",
        "teachers": "teacher",
        "supervisors": "supervisor",
        "co_supervisors": "co-supervisor",
        "contacts": "contact",
    }
    bodies = {"partners": "partner", "funders": "funder"}
    parts = ["# Every document of this corpus is fictional. Written by build.py from sources/; change it there.\n"]
    for source in sources:
        meta = source.meta
        people = [(name, role) for field, role in roles.items() for name in meta.get(field, [])]
        organisations = [(name, role) for field, role in bodies.items() for name in meta.get(field, [])]
        lines = [
            f"{key} = {_toml(meta[key])}"
            for key in ("title", "kind", "language", "year", "access", "places", "sdgs", "projects")
            if key in meta
        ]
        for key, named in (("people", people), ("organisations", organisations)):
            if named:
                lines.append(f"{key} = [{', '.join(f'{{name = {_toml(n)}, role = {_toml(r)}}}' for n, r in named)}]")
        parts.append("\n".join(["[[document]]", f"path = {_toml(source.path)}", "fictional = true", *lines]) + "\n")
    return "\n".join(parts)


def questions(rows: list[dict[str, Any]]) -> str:
    """`questions.toml`: the questions, with the pages that contain their evidence."""
    parts = ["# Written by build.py from sources/questions.toml; change it there.\n"]
    texts: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        if row.get("doc"):
            name = row["doc"]
            if name not in texts:
                texts[name] = [(p.number, "\n".join(line.text for line in p.lines)) for p in read(FILES / name).pages]
            pages = [number for number, text in texts[name] if find_quote(text, row["evidence"]) is not None]
            if not pages:
                raise SystemExit(f"The evidence {row['evidence']!r} isn't in {name}.")
            row = {**row, "pages": pages}
        parts.append("\n".join(["[[question]]", *(f"{key} = {_toml(value)}" for key, value in row.items())]) + "\n")
    return "\n".join(parts)


def main() -> None:
    """Build everything."""
    sources = [load(path) for path in sorted((HERE / "sources").glob("*.md"))]
    for source in sources:
        path = FILES / source.path
        path.parent.mkdir(parents=True, exist_ok=True)
        BUILDERS[source.meta["format"]](source, path)
    (FILES / "manifest.toml").write_text(manifest(sources), encoding="utf-8")
    rows = tomllib.loads((HERE / "sources" / "questions.toml").read_text(encoding="utf-8"))["question"]
    (HERE / "questions.toml").write_text(questions(rows), encoding="utf-8")
    sys.stdout.write(f"{len(sources)} documents, {len(rows)} questions.\n")


if __name__ == "__main__":
    main()
