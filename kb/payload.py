"""Records as plain JSON values: what `--json` prints and the web's API answers, word for word the same."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from kb.model import Answer, Citation, Document, Hit, SearchResult
from kb.similar import Similar

Json = dict[str, Any]


def document_json(document: Document, *, full: bool = False) -> Json:
    """A document; `full` adds what only a list of documents shows."""
    value: Json = {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "kind": document.kind,
        "language": document.language,
        "year": document.year,
        "people": [asdict(person) for person in document.people],
    }
    if full:
        value |= {
            "organisations": [asdict(organisation) for organisation in document.organisations],
            "pages": document.page_count,
            "pages_read": document.pages_read,
            "access": document.access,
            "embargo_until": document.embargo_until,
            "format": document.format,
            "abstract": document.abstract,
        }
    return value


def hit_json(hit: Hit) -> Json:
    """One passage found."""
    return {
        "document": document_json(hit.document),
        "page": hit.passage.page,
        "page_label": hit.passage.page_label,
        "passage_id": hit.passage.id,
        "heading": hit.passage.heading,
        "text": hit.passage.text,
        "snippet": hit.snippet,
        "score": hit.score,
        "url": page_url(hit.document, hit.passage.page),
    }


def search_json(result: SearchResult) -> Json:
    """A search: the flat list of the best passages, and the facets of all documents that match."""
    return {
        "query": result.query,
        "total": result.total,
        "hits": [hit_json(hit) for hit in result.hits],
        "facets": {name: [asdict(facet) for facet in values] for name, values in result.facets.items()},
    }


def similar_json(entry: Similar) -> Json:
    """A similar document and why it is one."""
    return {
        "document": document_json(entry.document),
        "score": entry.score,
        "near_in_meaning": entry.near,
        "shared": [asdict(named) for named in entry.shared],
    }


def citation_json(citation: Citation) -> Json:
    """A quote and its place; rectangles are in points from the page's top left corner."""
    return {
        "number": citation.number,
        "document": document_json(citation.document),
        "page": citation.page,
        "page_label": citation.page_label,
        "quote": citation.quote,
        "located": citation.located,
        "rectangles": [asdict(rectangle) for rectangle in citation.rectangles],
        "url": page_url(citation.document, citation.page, citation.quote),
    }


def answer_json(answer: Answer) -> Json:
    """An answer or a refusal."""
    return {
        "question": answer.question,
        "answer": answer.text,
        "refused": answer.refused,
        "citations": [citation_json(citation) for citation in answer.citations],
        "near": [hit_json(hit) for hit in answer.near],
        "searched": asdict(answer.searched),
        "model": answer.model,
        "confidence": answer.confidence,
    }


def page_url(document: Document, page: int, quote: str = "") -> str:
    """The link to a page of a document, with the quote to mark on it."""
    query = f"?{urlencode({'quote': quote})}" if quote else ""
    return f"/documents/{document.id}/pages/{page}{query}"
