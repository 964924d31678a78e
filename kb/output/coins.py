"""A reference inside a web page, as an OpenURL that Zotero and other reference managers collect from lists (COinS, ANSI/NISO Z39.88)."""

from urllib.parse import urlencode

from kb.links import Links
from kb.output.reference import AUTHORS, Reference

_FORMATS = {"thesis": "dissertation", "report": "book", "course": "dc", "other": "dc"}
_GENRES = {"thesis": "dissertation", "report": "report"}


def coins(reference: Reference, links: Links) -> str:
    """The `title` of a COinS span: the reference as a query string, with an absolute link."""
    document, format_ = reference.document, _FORMATS[reference.document.kind]
    address = links.document(document.id)
    pairs = [("ctx_ver", "Z39.88-2004"), ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{format_}"), ("rft_id", address)]
    authors = reference.names(AUTHORS)
    if format_ == "dc":
        pairs += [("rft.title", document.title), ("rft.identifier", address), ("rft.language", document.language)]
        pairs += [("rft.creator", f"{given} {family}".strip()) for family, given in authors]
        pairs += [("rft.publisher", reference.institution)]
    else:
        title = "rft.title" if format_ == "dissertation" else "rft.btitle"
        pairs += [(title, document.title), ("rft.genre", _GENRES[document.kind])]
        pairs += [("rft.aulast", authors[0][0]), ("rft.aufirst", authors[0][1])] if authors else []
        pairs += [("rft.au", f"{given} {family}".strip()) for family, given in authors[1:]]
        pairs += [("rft.inst" if format_ == "dissertation" else "rft.pub", reference.institution)]
    pairs += [("rft.date", str(document.year or ""))]
    return urlencode([(name, value) for name, value in pairs if value])
