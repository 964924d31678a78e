"""Conversion of records to JSON values. `--json` and the web API use the same functions, so their output is identical."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from kb.answer.catalogue.who import EXPERTS, PERSON
from kb.answer.records import Answer, CatalogueAnswer, Citation, EvidenceTable
from kb.explore.references import Reference
from kb.explore.similar import Similar
from kb.library import Library
from kb.links import Links
from kb.maintenance.reading_report import PageCoverage
from kb.model import Document, Field, Goal, Hit, Named, Page, SearchResult
from kb.people.experts import Experts
from kb.search.query_syntax import written
from kb.search.relevance import judgement

Json = dict[str, Any]


def document_json(document: Document, *, full: bool = False) -> Json:
    """A document; `full` adds organisations, pages, access and the other fields of a list of documents."""
    value: Json = {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "kind": document.kind,
        "language": document.language,
        "year": document.year,
        "people": [_named_json(person) for person in document.people],
    }
    if full:
        value |= {
            "organisations": [_named_json(organisation) for organisation in document.organisations],
            "pages": document.page_count,
            "pages_read": document.pages_read,
            "access": document.access,
            "embargo_until": document.embargo_until,
            "format": document.format,
            "abstract": document.abstract,
        }
    return value


def _named_json(named: Named) -> Json:
    return {"name": named.name, "role": named.role}


@dataclass(frozen=True)
class Description:
    """Facts about a document beyond its record."""

    fields: Sequence[Field]
    editions: Sequence[Document]
    goals: Sequence[Goal]
    cites: Sequence[Reference]
    cited_by: Sequence[Reference]


def description_json(document: Document, known: Description, links: Links) -> Json:
    """A document with all metadata values (with origin and confidence), other editions, goals and citations."""
    return {
        **document_json(document, full=True),
        "fields": [asdict(field) for field in known.fields if field.name != "reader"],
        "also_available_as": [edition_json(other) for other in known.editions],
        "goals": [{"goal": g.goal, "confidence": g.confidence, "origin": g.origin} for g in known.goals],
        "cites": [_reference_json(reference, links) for reference in known.cites],
        "cited_by": [_reference_json(reference, links) for reference in known.cited_by],
    }


def _reference_json(reference: Reference, links: Links) -> Json:
    return {"document": document_json(reference.document), "url": links.passage(reference.passage)}


def coverage_json(entry: PageCoverage) -> Json:
    """Coverage of a page. `confidence` is that of OCR, 0..1; null for a page with a text layer."""
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


def text_json(document: Document, pages: Sequence[Page]) -> Json:
    """The text of each page of a document, as it was read."""
    return {
        "id": document.id,
        "source": document.source,
        "pages": [{"number": p.number, "label": p.label, "text": p.text, "status": p.status} for p in pages],
    }


def edition_json(document: Document) -> Json:
    """Another edition of a work."""
    return {"id": document.id, "title": document.title, "source": document.source, "format": document.format}


def hit_json(hit: Hit, links: Links, also: Sequence[Document] = ()) -> Json:
    """A search hit, with the other editions of its document."""
    return {
        "document": document_json(hit.document),
        "page": hit.passage.page,
        "page_label": hit.passage.page_label,
        "passage_id": hit.passage.key,
        "heading": hit.passage.heading,
        "text": hit.passage.text,
        "snippet": hit.snippet,
        "score": hit.score,
        "probability": hit.probability,
        "state": hit.state,
        "url": links.passage(hit.passage),
        "also_available_as": [edition_json(document) for document in also],
    }


def judgement_json(hits: Sequence[Hit]) -> Json:
    """The probability that the best of some passages speaks of the question, and its relevance state."""
    probability, state = judgement(hits)
    return {"probability": probability, "state": state}


def search_json(result: SearchResult, links: Links) -> Json:
    """A search result: the flat list of the best passages, the relevance of the best, and facets over all matching documents."""
    return {
        "query": result.query,
        "total": result.total,
        "hits": [hit_json(hit, links, result.also.get(hit.document.id, ())) for hit in result.hits],
        "facets": {
            name: [{"value": facet.value, "count": facet.count} for facet in values]
            for name, values in result.facets.items()
        },
        "did_you_mean": result.did_you_mean,
        "corrected": result.corrected,
        "page": result.page,
        "pages": result.pages,
        "speaking": result.speaking,
        **judgement_json(result.hits),
    }


def search_bytes(library: Library, search: Callable[[Library], SearchResult], links: Links) -> bytes:
    """The result of a search as UTF-8 JSON. A child process makes and sends it in a quarter of the time that its records take."""
    return orjson.dumps(search_json(search(library), links))


def similar_json(entry: Similar) -> Json:
    """A similar document and the reasons for it."""
    return {
        "document": document_json(entry.document),
        "score": entry.probability,
        "probability": entry.probability,
        "state": entry.state,
        "near_in_meaning": entry.near,
        "shared": [_named_json(named) for named in entry.shared],
        "places": list(entry.places),
        "goals": list(entry.goals),
    }


def citation_json(citation: Citation, links: Links) -> Json:
    """A quote and its place. `start` and `end` count characters of the passage; rectangles are in points from the top left corner."""
    return {
        "number": citation.number,
        "document": document_json(citation.document),
        "page": citation.page,
        "page_label": citation.page_label,
        "quote": citation.quote,
        "located": citation.located,
        "rectangles": [asdict(rectangle) for rectangle in citation.rectangles],
        "passage_id": citation.passage.key,
        "start": citation.start,
        "end": citation.end,
        "url": links.passage(citation.passage, citation.span),
    }


def answer_json(answer: Answer, links: Links, who: Experts | None = None) -> Json:
    """An answer; `who` are experts to ask instead, for a refusal."""
    experts = (*who.people, *who.organisations) if who else ()
    return {
        "who_may_know": [{"name": e.entity.name, "url": links.entity(e.entity.kind, e.entity.id)} for e in experts],
        "question": answer.question,
        "asked": answer.asked or answer.question,
        "answer": answer.text,
        "refused": answer.refused,
        "citations": [citation_json(citation, links) for citation in answer.citations],
        "value": answer.catalogue.value if answer.catalogue else None,
        "works": [{**document_json(work), "url": links.document(work.id)} for work in _works(answer)],
        "list_url": _list_url(answer, links),
        "groups": _groups_json(answer.catalogue, links) if answer.catalogue else [],
        "instead": [
            {"asked": other.asked, "found": other.found, "citation": citation_json(other.citation, links)}
            for other in answer.alternatives
        ],
        "near": [hit_json(hit, links) for hit in answer.near],
        "searched": asdict(answer.searched),
        "model": answer.model,
        "confidence": answer.confidence,
        "sentences": [{**asdict(sentence), "citations": list(sentence.citations)} for sentence in answer.sentences],
        "notice": answer.notice,
        "reasoning": answer.reasoning,
        "table": _table_json(answer.table, links) if answer.table else None,
        "numbers": [asdict(stated) for stated in answer.numbers],
        "unconfirmed": answer.unconfirmed,
        "aside": answer.aside,
        "reading": _reading_json(answer, links),
        "prompt": answer.prompt,
        "sent": [_sent_json(hit, links) for hit in answer.sent],
    }


def _sent_json(hit: Hit, links: Links) -> Json:
    """A passage that a language model was given."""
    return {
        "document": document_json(hit.document),
        "page": hit.passage.page,
        "page_label": hit.passage.page_label,
        "passage_id": hit.passage.key,
        "url": links.passage(hit.passage),
    }


def _works(answer: Answer) -> Sequence[Document]:
    return answer.catalogue.works if answer.catalogue else ()


def _list_url(answer: Answer, links: Links) -> str:
    found = answer.catalogue
    if found and found.intent == EXPERTS and found.works:
        return links.experts(found.topic)
    if found and found.intent == PERSON:
        return links.entity(found.named[0].kind, found.named[0].id)
    return links.works(written(found.topic, found.filters)) if found and found.filters is not None else ""


def _groups_json(found: CatalogueAnswer, links: Links) -> list[Json]:
    """The groups of a catalogue's answer, each with the list of its works, and the page of the person or organisation that it is."""
    return [
        {
            "name": group.name,
            "count": len(group.works),
            "works": [work.id for work in group.works],
            "list_url": links.works(written(found.topic, group.filters)) if group.filters is not None else "",
            "url": links.entity(group.entity.kind, group.entity.id) if group.entity else "",
        }
        for group in found.groups
    ]


def _reading_json(answer: Answer, links: Links) -> Json | None:
    read = answer.reading
    if read is None:
        return None
    cells = [
        {
            "row": cell.row,
            "column": cell.column,
            "text": cell.text,
            "url": links.passage(answer.citations[0].passage, cell.span) if cell.span else "",
        }
        for cell in read.cells
    ]
    return {"operation": read.operation, "value": read.value, "cells": cells}


def _table_json(table: EvidenceTable, links: Links) -> Json:
    rows = [
        {
            "document": document_json(row.document),
            "named": row.named,
            "cells": [citation_json(cell, links) if cell else None for cell in row.cells],
        }
        for row in table.rows
    ]
    return {"parts": list(table.parts), "rows": rows}
