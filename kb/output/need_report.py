"""Exports the result of a need search (kb/explore/needs.py) as a Word document or CSV."""

import csv
import io
from collections.abc import Callable

import docx

from kb.explore.needs import NeedReport
from kb.model import Document, Hit
from kb.output.bibliography import safe_cells
from kb.output.urls import entity_url, page_url

Translate = Callable[..., str]


def word(found: NeedReport, base: str, _: Translate) -> bytes:
    """The report as a .docx file. Links start with `base`; `_` translates message ids into the reader's language."""
    paper = docx.Document()
    paper.core_properties.title = _("What do you need?")
    paper.add_heading(_("Your need, part by part"), 1)
    for part in found.parts:
        paper.add_paragraph(part.text, style="List Number")
        if not part.hits:
            paper.add_paragraph(_("Nobody has worked on this yet, as far as these documents tell."))
        for hit in part.hits[:2]:
            paper.add_paragraph(_cited(hit, base, _))
    for kind, works in found.works.items():
        paper.add_heading(_("match " + kind), 1)
        for work in works:
            paper.add_heading(f"{work.document.title} ({work.document.year or '–'})", 2)
            paper.add_paragraph(_cited(work.hits[0], base, _))
            if work.came_of_it:
                place = _("p. {label}", label=work.came_of_it.page_label)
                paper.add_paragraph(f"{_('What came of it')} ({place}): {' '.join(work.came_of_it.text.split())}")
    for heading, entries in (
        (_("People to ask"), found.experts.people),
        (_("Partners who faced the same"), found.experts.organisations),
    ):
        if entries:
            paper.add_heading(heading, 1)
        for expert in entries:
            roles = ", ".join(_("role " + role) for role in expert.roles)
            paper.add_paragraph(
                f"{expert.entity.name} ({roles}). {_cited(expert.evidence[0], base, _)}", style="List Bullet"
            )
    paper.add_paragraph(_("{count} documents were looked through.", count=found.searched))
    written = io.BytesIO()
    paper.save(written)
    return written.getvalue()


def _cited(hit: Hit, base: str, _: Translate) -> str:
    place = _("p. {label}", label=hit.passage.page_label)
    return f"«{' '.join(hit.snippet.split())}» {hit.document.title}, {place}, {base}{page_url(hit.document, hit.passage.page)}"


def table(found: NeedReport, base: str) -> bytes:
    """The report as CSV (UTF-8 with BOM), one row for each part, work, person and organisation. Links start with `base`."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(["section", "name", "authors", "year", "page", "quote", "url"])
    for part in found.parts:
        writer.writerow(safe_cells(["covered" if part.hits else "not covered", part.text, "", "", "", "", ""]))
    for kind, works in found.works.items():
        for work in works:
            hit = work.hits[0]
            writer.writerow(safe_cells([kind, *_about(work.document), *_where(hit, base)]))
    for section, entries in (("person", found.experts.people), ("organisation", found.experts.organisations)):
        for expert in entries:
            page, quote, _ = _where(expert.evidence[0], base)
            years = "–".join(dict.fromkeys(map(str, expert.years)))
            writer.writerow(
                safe_cells([section, expert.entity.name, "", years, page, quote, base + entity_url(expert.entity)])
            )
    return written.getvalue().encode("utf-8-sig")


def _about(document: Document) -> tuple[str, str, str]:
    authors = "; ".join(person.name for person in document.people if person.role in ("author", "teacher"))
    return document.title, authors, str(document.year or "")


def _where(hit: Hit, base: str) -> tuple[str, str, str]:
    return (
        hit.passage.page_label,
        " ".join(hit.snippet.split()),
        base + page_url(hit.document, hit.passage.page, hit.snippet),
    )
