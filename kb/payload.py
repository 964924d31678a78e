"""Records as plain JSON values: what `--json` prints and the web's API answers, word for word the same."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from kb.coverage import PageCoverage
from kb.model import Answer, Citation, Document, Field, Hit, SearchResult
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
        "people": [{"name": person.name, "role": person.role} for person in document.people],
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


def description_json(document: Document, fields: Sequence[Field], editions: Sequence[Document]) -> Json:
    """A document with every value of its metadata, where it is from and how sure, and its other editions."""
    return {
        **document_json(document, full=True),
        "fields": [asdict(field) for field in fields],
        "also_available_as": [edition_json(other) for other in editions],
    }


def coverage_json(entry: PageCoverage) -> Json:
    """How a page was read. `confidence` is OCR's, 0..1, null for a text layer."""
    page = entry.page
    return {
        "page": page.number,
        "label": page.label,
        "status": page.status,
        "note": page.note,
        "confidence": page.confidence,
        "hidden_characters": page.hidden,
        "characters": len(page.text),
        "passages": entry.passages,
        "languages": list(entry.languages),
        "seconds": page.seconds,
    }


def edition_json(document: Document) -> Json:
    """Another edition of a work."""
    return {"id": document.id, "title": document.title, "source": document.source, "format": document.format}


def hit_json(hit: Hit, also: Sequence[Document] = ()) -> Json:
    """One passage found, and the other editions of its document."""
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
        "also_available_as": [edition_json(document) for document in also],
    }


def search_json(result: SearchResult) -> Json:
    """A search: the flat list of the best passages, and the facets of all documents that match."""
    return {
        "query": result.query,
        "total": result.total,
        "hits": [hit_json(hit, result.also.get(hit.document.id, ())) for hit in result.hits],
        "facets": {
            name: [{"value": facet.value, "count": facet.count} for facet in values]
            for name, values in result.facets.items()
        },
        "did_you_mean": result.did_you_mean,
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
        "sentences": [{**asdict(sentence), "citations": list(sentence.citations)} for sentence in answer.sentences],
        "notice": answer.notice,
    }


def page_url(document: Document, page: int, quote: str = "") -> str:
    """The link to a page of a document, with the quote to mark on it."""
    query = f"?{urlencode({'quote': quote})}" if quote else ""
    return f"/documents/{document.id}/pages/{page}{query}"
