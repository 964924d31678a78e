"""For search engines, reference managers and browsers: robots.txt, the sitemap, descriptions of documents, the installable site."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response

from kb.errors import NotFound
from kb.identifiers import bare
from kb.model import ANONYMOUS, Document
from kb.output.coins import coins
from kb.output.reference import AUTHORS, Reference
from kb.search.scope import all_documents
from kb.translations import translator
from web.dependencies import TheServices
from web.links import LINKS, SiteLinks
from web.render.templates import chosen_language
from web.services import base_url

router = APIRouter(include_in_schema=False)

_LISTED = 49_000  # documents in one file; the format allows 50,000 addresses
_SHORTCUTS = {"ask": "Ask", "documents": "Documents", "workspace": "My workspace"}  # of the installed site, by path
_WORKER = Path(__file__).parents[2] / "static" / "worker.js"
_TYPES = {"thesis": "Thesis", "course": "LearningResource", "report": "Report", "other": "CreativeWork"}


@router.get("/robots.txt")
def robots(request: Request) -> Response:
    """Let search engines index documents, but not searches, answers and pictures."""
    base = base_url(request)
    disallowed = (
        "/api/",
        "/search",
        "/ask",
        "/experts?",
        "/match?",
        "/prior-work?",
        "/needs/",
        "/office/",
        "/workspace",
        "/passages/",
        "/*/picture",
    )
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in disallowed), f"Sitemap: {base}/sitemap.xml"]
    return PlainTextResponse("\n".join(lines) + "\n")


@router.get("/manifest.webmanifest")
def manifest(request: Request) -> Response:
    """The web app manifest, by which a browser installs the site, in the reader's language."""
    language = chosen_language(request)
    name, home = translator(language)("Polisocial knowledge base"), f"{LINKS.base}/"
    icon = {"src": f"{home}static/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    described = {
        "name": name, "short_name": "Polisocial", "lang": language, "id": home, "start_url": home, "scope": home,
        "display": "standalone", "theme_color": "#14532d", "background_color": "#fbfbf8", "icons": [icon],
        "shortcuts": [{"name": translator(language)(text), "url": f"{home}{path}"} for path, text in _SHORTCUTS.items()],
    }  # fmt: skip
    headers = {"Content-Language": language, "Vary": "Accept-Language, Cookie"}
    return JSONResponse(described, media_type="application/manifest+json", headers=headers)


@router.get("/worker.js")
def worker() -> Response:
    """The service worker. It works for addresses below its own, so it can't be among the static files."""
    return FileResponse(_WORKER, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@router.get("/sitemap.xml")
def sitemap(
    request: Request, services: TheServices, part: Annotated[int | None, Query(ge=1, le=50_000)] = None
) -> Response:
    """All public documents, and no others even for members; an index of parts if one file can't contain them."""
    documents = all_documents(services.library, ANONYMOUS)
    parts = -(-len(documents) // _LISTED) if part is None and len(documents) > _LISTED else 0
    first = ((part or 1) - 1) * _LISTED
    listed = [] if parts else documents[first : first + _LISTED]
    if part is not None and part > 1 and not listed:
        raise NotFound(f"part {part} of the sitemap")
    response = services.templates.render(
        request, "sitemap.xml", documents=listed, parts=parts, first=not first, base=base_url(request)
    )
    response.headers["content-type"] = "application/xml; charset=utf-8"
    return response


# Names of the institution and types of documents, as Zotero tells theses and reports from articles.
_INSTITUTION = {"thesis": "citation_dissertation_institution", "report": "citation_technical_report_institution"}
_DC_TYPES = {"thesis": "thesis", "report": "report"}


def citation_tags(reference: Reference, base: str) -> list[tuple[str, str]]:
    """(name, content) of the meta tags that Google Scholar and reference managers read; a person as "family, given"."""
    document = reference.document
    authors = [person.name for person in document.people if person.role in AUTHORS]
    tags = [("citation_title", document.title), ("DC.type", _DC_TYPES.get(document.kind, "document"))]
    for name, inverted in zip(authors, reference.inverted(AUTHORS), strict=True):
        tags.append(("citation_author", inverted))
        tags += [("citation_author_orcid", _orcid(reference.orcids[name]))] if name in reference.orcids else []
    tags += [
        ("citation_publication_date", str(document.year or "")),
        (_INSTITUTION.get(document.kind, "citation_publisher"), reference.institution),
        ("citation_language", document.language),
        ("citation_doi", bare(reference.doi)),
        ("citation_keywords", "; ".join(reference.keywords)),
        ("citation_abstract", reference.abstract),
        ("citation_abstract_html_url", f"{base}/documents/{document.id}"),
        ("citation_pdf_url", f"{base}/documents/{document.id}/file" if document.format == "pdf" else ""),
    ]
    return [(name, content) for name, content in tags if content]


def coins_at(request: Request) -> Callable[[Document], str]:
    """A function from a document to its COinS reference, for programs that collect references from lists."""
    links = SiteLinks(base_url(request))
    return lambda document: coins(Reference(document), links)


def linked_data(reference: Reference, base: str) -> Markup:
    """The document as schema.org JSON-LD, safe within a script element."""
    document = reference.document
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _TYPES[document.kind],
        "@id": f"{base}/documents/{document.id}",
        "name": document.title,
        "inLanguage": document.language,
        "author": [_person(reference, p.name) for p in document.people if p.role in AUTHORS],
        "contributor": [_person(reference, p.name) for p in document.people if p.role not in AUTHORS],
        "sourceOrganization": [{"@type": "Organization", "name": o.name} for o in document.organisations],
        "numberOfPages": document.page_count,
    }
    if document.year:
        described["datePublished"] = str(document.year)
    if document.abstract:
        described["abstract"] = document.abstract
    # "</script>" in a title must not end the element.
    return Markup(json.dumps(described, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704


def _person(reference: Reference, name: str) -> dict[str, str]:
    known = {"@id": _orcid(reference.orcids[name])} if name in reference.orcids else {}
    return {"@type": "Person", "name": name, **known}


def _orcid(value: str) -> str:
    return f"https://orcid.org/{value}"
