"""Export of the result of matching a need (kb/explore/needs.py) as a Word document or CSV."""

import csv
import io
from collections.abc import Sequence

import docx
import docx.document

from kb.explore.needs import NeedReport
from kb.links import Links
from kb.model import Document, Hit
from kb.output.bibliography import safe_cells
from kb.people.experts import Expert
from kb.translations import Translate, place_name, translator


def word(found: NeedReport, links: Links, _: Translate, about: Sequence[str] = ()) -> bytes:
    """A Word document with absolute `links`, translated with `_`, with the lines `about` below the need."""
    paper = docx.Document()
    paper.core_properties.title = _("Projects and people for your need")
    paper.add_heading(_("Projects and people for your need"), 1)
    for line in (found.need, *about):
        paper.add_paragraph(_writable(line))
    _add_parts(paper, found, links, _)
    for kind, works in found.works.items():
        paper.add_heading(_("match " + kind), 1)
        for work in works:
            state = _("state " + work.state)
            paper.add_heading(f"{work.document.title} ({work.document.year or '–'}, {state})", 2)
            paper.add_paragraph(_cited(work.hits[0], links, _))
            if work.outcome:
                place = place_name(_, work.outcome.passage.page_label)
                paper.add_paragraph(f"{_('Outcome')} ({place}): {work.outcome.text}")
    for heading, entries in (
        (_("People to ask"), found.experts.people),
        (_("Partners that had a similar need"), found.experts.organisations),
    ):
        if entries:
            paper.add_heading(heading, 1)
        for expert in entries:
            roles = ", ".join(_("role " + role) for role in expert.roles)
            paper.add_paragraph(f"{expert.entity.name} ({roles}). {_proof(expert, links, _)}", style="List Bullet")
    is_one = found.searched == 1
    paper.add_paragraph(
        _("One document was searched.") if is_one else _("{count} documents were searched.", count=found.searched)
    )
    written = io.BytesIO()
    paper.save(written)
    return written.getvalue()


def covered_in_part(found: NeedReport, _: Translate) -> str:
    """A sentence with the number of parts of a need that works speak of."""
    spoken, count = len(found.parts) - len(found.uncovered), len(found.parts)
    if count == 1:
        return _("Covered in part: works are related to your need, but none answers it.")
    return _("Covered in part: works speak of {spoken} of the {count} parts of your need.", spoken=spoken, count=count)


def _add_parts(paper: docx.document.Document, found: NeedReport, links: Links, _: Translate) -> None:
    paper.add_heading(_("Your need, part by part"), 1)
    if found.state == "in part":
        paper.add_paragraph(covered_in_part(found, _))
    for part in found.parts:
        paragraph = paper.add_paragraph(f"{_writable(part.text)} ", style="List Number")
        paragraph.add_run(f"({_('state ' + part.state)})").italic = True
        if not part.hits and not found.works:
            paper.add_paragraph(_("According to these documents, nobody has worked on this yet."))
        for hit in part.hits[:2]:
            paper.add_paragraph(_cited(hit, links, _))


def _writable(text: str) -> str:
    """The text without control characters, which XML can't hold."""
    return "".join(character for character in text if character.isprintable() or character in "\n\t")


def _cited(hit: Hit, links: Links, _: Translate) -> str:
    place = place_name(_, hit.passage.page_label)
    return f"«{' '.join(hit.snippet.split())}» {hit.document.title}, {place}, {links.passage(hit.passage)}"


def _proof(expert: Expert, links: Links, _: Translate) -> str:
    """The passage that shows a person's knowledge, or the name under which it is shown already."""
    if expert.beside:
        return _("The same passages as under {name}.", name=expert.beside.name)
    return _cited(expert.evidence[0], links, _)


def table(found: NeedReport, links: Links) -> bytes:
    """CSV in UTF-8 with a byte order mark: one line for each part, work, person and organisation, with absolute `links`."""
    written = io.StringIO()
    writer = csv.writer(written)
    english = translator("en")
    writer.writerow(["section", "name", "authors", "year", "page", "quote", "url"])
    for part in found.parts:
        writer.writerow(safe_cells([english("state " + part.state), part.text, "", "", "", "", ""]))
    for kind, works in found.works.items():
        for work in works:
            hit = work.hits[0]
            writer.writerow(safe_cells([kind, *_about(work.document), *_where(hit, links)]))
    for section, entries in (("person", found.experts.people), ("organisation", found.experts.organisations)):
        for expert in entries:
            page, quote = ("", "") if expert.beside else _where(expert.evidence[0], links)[:2]
            years = "–".join(dict.fromkeys(map(str, expert.years)))
            writer.writerow(
                safe_cells(
                    [
                        section,
                        expert.entity.name,
                        "",
                        years,
                        page,
                        quote,
                        links.entity(expert.entity.kind, expert.entity.id),
                    ]
                )
            )
    return written.getvalue().encode("utf-8-sig")


def _about(document: Document) -> tuple[str, str, str]:
    authors = "; ".join(person.name for person in document.people if person.role in ("author", "teacher"))
    return document.title, authors, str(document.year or "")


def _where(hit: Hit, links: Links) -> tuple[str, str, str]:
    return (
        hit.passage.page_label,
        " ".join(hit.snippet.split()),
        links.passage(hit.passage),
    )
