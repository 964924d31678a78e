"""A reference inside a web page, as an OpenURL that Zotero and other reference managers collect from lists (COinS, ANSI/NISO Z39.88)."""

from urllib.parse import urlencode

from kb.links import Links
from kb.output.reference import AUTHORS, Reference

# OpenURL's formats, and its genres of books. Zotero imports Dublin Core's format as web pages.
_FORMATS = {"thesis": "dissertation", "report": "book", "course": "book", "other": "book"}
_GENRES = {"thesis": "dissertation", "report": "report", "course": "document", "other": "document"}


def coins(reference: Reference, links: Links) -> str:
    """The `title` of a COinS span: the reference as a query string, with an absolute link."""
    document, format_ = reference.document, _FORMATS[reference.document.kind]
    is_thesis = document.kind == "thesis"
    authors = reference.names(AUTHORS)
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{format_}"),
        ("rft_id", links.document(document.id)),
        ("rft.btitle" if document.kind == "report" else "rft.title", document.title),
        ("rft.genre", _GENRES[document.kind]),
        *([("rft.aulast", authors[0][0]), ("rft.aufirst", authors[0][1])] if authors else []),
        *(("rft.au", name) for name in reference.inverted(AUTHORS)[1:]),
        ("rft.inst" if is_thesis else "rft.pub", reference.institution),
        ("rft.date", str(document.year or "")),
        ("rft.language", document.language),
    ]
    return urlencode([(name, value) for name, value in pairs if value])
