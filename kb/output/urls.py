"""Addresses of documents, pages, people and organisations on the web."""

from urllib.parse import urlencode

from kb.model import Document
from kb.people.directory import Entity


def entity_url(entity: Entity) -> str:
    """The page of a person or an organisation."""
    return f"/{'people' if entity.kind == 'person' else 'organisations'}/{entity.id}"


def page_url(document: Document, page: int, quote: str = "") -> str:
    """The link to a page of a document, with the quote to mark on it."""
    query = f"?{urlencode({'quote': quote})}" if quote else ""
    return f"/documents/{document.id}/pages/{page}{query}"
