"""References for reference managers (BibTeX, RIS, CSL-JSON) and for spreadsheets (CSV)."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import bibtexparser
import rispy
from bibtexparser.library import Library as Bibliography
from bibtexparser.middlewares import LatexEncodingMiddleware
from bibtexparser.model import Entry
from bibtexparser.model import Field as BibField

from kb.identifiers import bare
from kb.links import DocumentLinks
from kb.model import Document
from kb.output.latex import latex_encoder
from kb.output.reference import AUTHORS, SUPERVISORS, Reference, csl_item

_BIBTEX = {"thesis": "mastersthesis", "report": "techreport", "course": "misc", "other": "misc"}
# Zotero imports the generic GEN as a journal article.
_RIS = {"thesis": "THES", "report": "RPRT", "course": "ELEC", "other": "ELEC"}
_COLUMNS = (
    "id",
    "title",
    "authors",
    "supervisors",
    "organisations",
    "year",
    "kind",
    "language",
    "source",
    "url",
    "orcids",
)


def bibtex(references: Sequence[Reference], links: DocumentLinks) -> str:
    """BibTeX entries, with special characters escaped for LaTeX and absolute `links`."""
    entries: list[Entry] = []
    keys: set[str] = set()
    for reference in references:
        document = reference.document
        key = _key(reference, keys)
        keys.add(key)
        values = {
            "title": document.title,
            "author": " and ".join(reference.inverted(AUTHORS)),
            "supervisor": " and ".join(reference.inverted(SUPERVISORS)),
            "school" if document.kind == "thesis" else "institution": reference.institution,
            "department": reference.department,
            "year": str(document.year or ""),
            "type": "Thesis" if document.kind == "thesis" else "",
            "language": document.language,
            "keywords": ", ".join(reference.keywords),
            "abstract": reference.abstract,
            "doi": bare(reference.doi),
            "url": links.document(document.id),
        }
        entries.append(
            Entry(_BIBTEX[document.kind], key, [BibField(name, value) for name, value in values.items() if value])
        )
    encoding = LatexEncodingMiddleware(encoder=latex_encoder())
    return str(bibtexparser.write_string(Bibliography(entries), prepend_middleware=[encoding]))


def _key(reference: Reference, taken: set[str]) -> str:
    """The first author's family name, or the document's id, and the year; never empty and never twice in a file."""
    names = reference.names(AUTHORS)
    family = _ascii(names[0][0]) if names else ""
    key = (family or _ascii(reference.document.id.split("-")[0]) or "work") + str(reference.document.year or "")
    return next(found for at in range(len(taken) + 1) if (found := key + ("" if not at else f"-{at + 1}")) not in taken)


def _ascii(word: str) -> str:
    return re.sub(r"[^a-z]", "", unicodedata.normalize("NFKD", word).lower())


class _RisWriter(rispy.RisWriter):  # type: ignore[misc]
    """Writer of records without a running number, which isn't part of the format and which some programs reject."""

    def set_header(self, _count: int) -> str:
        """Return no line before a record."""
        return ""


def ris(references: Sequence[Reference], links: DocumentLinks) -> str:
    """RIS records with absolute `links`."""
    return str(rispy.dumps([_ris(reference, links) for reference in references], implementation=_RisWriter))


def _ris(reference: Reference, links: DocumentLinks) -> dict[str, Any]:
    document = reference.document
    values: dict[str, Any] = {
        "type_of_reference": _RIS[document.kind],
        "title": document.title,
        "authors": reference.inverted(AUTHORS),
        "tertiary_authors": reference.inverted(SUPERVISORS),  # where Zotero and EndNote keep a thesis's supervisors
        "publisher": reference.institution,
        "year": str(document.year or ""),
        "language": document.language,
        "keywords": list(reference.keywords),
        "abstract": reference.abstract,
        "doi": bare(reference.doi),
        "urls": [links.document(document.id)],
    }
    return {name: value for name, value in values.items() if value}


def csl(references: Sequence[Reference], links: DocumentLinks) -> str:
    """CSL-JSON items with absolute `links`."""
    return json.dumps([csl_item(reference, links) for reference in references], ensure_ascii=False, indent=1)


def table(references: Sequence[Reference], links: DocumentLinks) -> str:
    """CSV in UTF-8 with a byte order mark, as spreadsheets expect; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for reference in references:
        d = reference.document
        names = [
            _names(d, AUTHORS),
            _names(d, SUPERVISORS),
            [named.name for named in d.organisations],
        ]
        row = [
            d.id,
            d.title,
            *("; ".join(listed) for listed in names),
            d.year or "",
            d.kind,
            d.language,
            d.source,
            links.document(d.id),
            "; ".join(f"{name}: {value}" for name, value in reference.orcids.items()),
        ]
        writer.writerow(safe_cells(row))
    return "\ufeff" + out.getvalue()


def safe_cells(row: Sequence[object]) -> list[object]:
    """The cells of a row, with an apostrophe before those that a spreadsheet would evaluate as a formula."""
    return [f"'{value}" if str(value).startswith(("=", "+", "-", "@", "\t", "\r")) else value for value in row]


def _names(document: Document, roles: Sequence[str]) -> list[str]:
    return [person.name for person in document.people if person.role in roles]


# Format → (its writer, media type, file extension).
FORMATS: dict[str, tuple[Callable[[Sequence[Reference], DocumentLinks], str], str, str]] = {
    "bibtex": (bibtex, "application/x-bibtex", "bib"),
    "ris": (ris, "application/x-research-info-systems", "ris"),
    "csl": (csl, "application/vnd.citationstyles.csl+json", "json"),
    "csv": (table, "text/csv", "csv"),
}
