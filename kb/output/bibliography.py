"""Exports documents to reference managers as BibTeX, RIS and CSL-JSON, and to spreadsheets as CSV."""

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

from kb.links import Links
from kb.model import Document
from kb.people.names import family_and_given

_AUTHORS = ("author", "teacher")
_INSTITUTIONS = ("university", "department", "publisher")
_BIBTEX = {"thesis": "mastersthesis", "report": "techreport", "course": "misc", "other": "misc"}
_RIS = {"thesis": "THES", "report": "RPRT", "course": "GEN", "other": "GEN"}
_CSL = {"thesis": "thesis", "report": "report", "course": "document", "other": "document"}
_COLUMNS = ("id", "title", "authors", "supervisors", "organisations", "year", "kind", "language", "source", "url")


def bibtex(documents: Sequence[Document], links: Links) -> str:
    """BibTeX entries, with special characters escaped for LaTeX and absolute `links`."""
    entries: list[Entry] = []
    keys: set[str] = set()
    for document in documents:
        key = _key(document, keys)
        keys.add(key)
        values = {
            "title": document.title,
            "author": " and ".join(_authors(document)),
            "school" if document.kind == "thesis" else "institution": ", ".join(_institutions(document)),
            "year": str(document.year or ""),
            "type": "Thesis" if document.kind == "thesis" else "",
            "language": document.language,
            "url": links.document(document.id),
        }
        entries.append(
            Entry(_BIBTEX[document.kind], key, [BibField(name, value) for name, value in values.items() if value])
        )
    encoding = LatexEncodingMiddleware(enclose_urls=False)
    return str(bibtexparser.write_string(Bibliography(entries), prepend_middleware=[encoding]))


def _key(document: Document, taken: set[str]) -> str:
    names = _parts(document, _AUTHORS)
    family = unicodedata.normalize("NFKD", names[0][0].split()[-1] if names else document.id.split("-")[0])
    key = re.sub(r"[^a-z]", "", family.lower()) + str(document.year or "")
    return next(found for at in range(len(taken) + 1) if (found := key + ("" if not at else f"-{at + 1}")) not in taken)


def ris(documents: Sequence[Document], links: Links) -> str:
    """RIS records with absolute `links`."""
    return str(rispy.dumps([_ris(document, links) for document in documents]))


def _ris(document: Document, links: Links) -> dict[str, Any]:
    values: dict[str, Any] = {
        "type_of_reference": _RIS[document.kind],
        "title": document.title,
        "authors": _authors(document),
        "publisher": ", ".join(_institutions(document)),
        "year": str(document.year or ""),
        "language": document.language,
        "abstract": " ".join(document.abstract.split()),
        "urls": [links.document(document.id)],
    }
    return {name: value for name, value in values.items() if value}


def csl(documents: Sequence[Document], links: Links) -> str:
    """CSL-JSON items with absolute `links`."""
    items = []
    for document in documents:
        item: dict[str, Any] = {
            "id": document.id,
            "type": _CSL[document.kind],
            "title": document.title,
            "author": [
                {"family": family, "given": given} if given else {"family": family}
                for family, given in _parts(document, _AUTHORS)
            ],
            "publisher": ", ".join(_institutions(document)),
            "issued": {"date-parts": [[document.year]]} if document.year else None,
            "language": document.language,
            "abstract": document.abstract,
            "URL": links.document(document.id),
        }
        items.append({name: value for name, value in item.items() if value})
    return json.dumps(items, ensure_ascii=False, indent=1)


def table(documents: Sequence[Document], links: Links) -> str:
    """CSV in UTF-8 with a byte order mark, as spreadsheets expect; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for d in documents:
        names = [
            _names(d, _AUTHORS),
            _names(d, ("supervisor", "co-supervisor")),
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
        ]
        writer.writerow(safe_cells(row))
    return "\ufeff" + out.getvalue()


def safe_cells(row: Sequence[object]) -> list[object]:
    """The cells of a row, with an apostrophe before those that a spreadsheet would evaluate as a formula."""
    return [f"'{value}" if str(value).startswith(("=", "+", "-", "@", "\t", "\r")) else value for value in row]


def _names(document: Document, roles: Sequence[str]) -> list[str]:
    return [person.name for person in document.people if person.role in roles]


def _parts(document: Document, roles: Sequence[str]) -> list[tuple[str, str]]:
    """(family, given) of each person with one of these roles, as stated or as told apart; `given` may be ""."""
    return [
        (person.family, person.given) if person.family else family_and_given(person.name)
        for person in document.people
        if person.role in roles
    ]


def _authors(document: Document) -> list[str]:
    """The authors as "family, given", the form of BibTeX and RIS."""
    return [f"{family}, {given}" if given else family for family, given in _parts(document, _AUTHORS)]


def _institutions(document: Document) -> list[str]:
    return [named.name for named in document.organisations if named.role in _INSTITUTIONS]


# Format → (how it is written, its media type, the ending of its file).
FORMATS: dict[str, tuple[Callable[[Sequence[Document], Links], str], str, str]] = {
    "bibtex": (bibtex, "application/x-bibtex", "bib"),
    "ris": (ris, "application/x-research-info-systems", "ris"),
    "csl": (csl, "application/vnd.citationstyles.csl+json", "json"),
    "csv": (table, "text/csv", "csv"),
}
