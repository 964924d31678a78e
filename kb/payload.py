"""Records as plain JSON values: what `--json` prints and the web's API answers, word for word the same."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from kb.cites import Reference
from kb.coverage import PageCoverage
from kb.directory import Entity
from kb.experts import Expert, Experts
from kb.goals import Goal
from kb.match import Found, Match
from kb.model import Answer, Citation, Document, Field, Hit, Passage, SearchResult
from kb.prior import PriorWork, Trait, Work
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


@dataclass(frozen=True)
class Description:
    """All that is known of a document beside its record."""

    fields: Sequence[Field]
    editions: Sequence[Document]
    goals: Sequence[Goal]
    cites: Sequence[Reference]
    cited_by: Sequence[Reference]


def description_json(document: Document, known: Description) -> Json:
    """A document with every value of its metadata, where it is from and how sure, its other editions, goals and citations."""
    return {
        **document_json(document, full=True),
        "fields": [asdict(field) for field in known.fields if field.name != "reader"],
        "also_available_as": [edition_json(other) for other in known.editions],
        "goals": [{"goal": g.goal, "confidence": g.confidence, "origin": g.origin} for g in known.goals],
        "cites": [_reference_json(reference, document) for reference in known.cites],
        "cited_by": [_reference_json(reference, reference.document) for reference in known.cited_by],
    }


def _reference_json(reference: Reference, citing: Document) -> Json:
    return {"document": document_json(reference.document), "url": page_url(citing, reference.passage.page)}


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
        "passage_id": hit.passage.key,
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
        "places": list(entry.places),
        "goals": list(entry.goals),
    }


def entity_json(entity: Entity) -> Json:
    """A person or an organisation, and every document that names it."""
    return {
        "id": entity.id,
        "kind": entity.kind,
        "name": entity.name,
        "also_written": list(entity.also),
        "confidence": entity.confidence,
        "roles": list(entity.roles),
        "years": list(entity.years),
        "documents": [{"document": document_json(part.document), "roles": list(part.roles)} for part in entity.parts],
        "url": entity_url(entity),
    }


def experts_json(found: Experts) -> Json:
    """Who knows about a topic, with the passages that prove it."""
    return {
        "topic": found.topic,
        "people": [_expert_json(expert) for expert in found.people],
        "organisations": [_expert_json(expert) for expert in found.organisations],
        "searched": found.searched,
    }


def _expert_json(expert: Expert) -> Json:
    return {
        "id": expert.entity.id,
        "name": expert.entity.name,
        "score": expert.score,
        "roles": list(expert.roles),
        "documents": expert.documents,
        "years": list(expert.years),
        "evidence": [hit_json(hit) for hit in expert.evidence],
        "url": entity_url(expert.entity),
    }


def match_json(found: Match) -> Json:
    """What there is for a need, and the parts of it that nobody has worked on."""
    return {
        "need": found.need,
        "parts": [
            {"text": part.text, "covered": bool(part.hits), "evidence": [hit_json(hit) for hit in part.hits]}
            for part in found.parts
        ],
        "works": {kind: [_found_json(work) for work in works] for kind, works in found.works.items()},
        "experts": experts_json(found.experts),
        "places": [{"value": place, "count": count} for place, count in found.places],
        "searched": found.searched,
    }


def _found_json(work: Found) -> Json:
    return {
        "document": document_json(work.document),
        "evidence": [hit_json(hit) for hit in work.hits],
        "came_of_it": _passage_json(work.document, work.came_of_it),
    }


def prior_work_json(found: PriorWork) -> Json:
    """The works closest to an idea, with what they share with it and where they differ."""
    return {
        "idea": found.idea,
        "traits": [_trait_json(trait) for trait in found.traits],
        "works": [_work_json(work) for work in found.works],
        "searched": found.searched,
    }


def _work_json(work: Work) -> Json:
    return {
        "document": document_json(work.document),
        "evidence": [hit_json(hit) for hit in work.hits],
        "question": _passage_json(work.document, work.question),
        "came_of_it": _passage_json(work.document, work.outcome),
        "shared": [_trait_json(trait) for trait in work.shared],
        "theirs": [_trait_json(trait) for trait in work.theirs],
        "yours": [_trait_json(trait) for trait in work.yours],
    }


def _trait_json(trait: Trait) -> Json:
    return {"aspect": trait.aspect, "label": trait.label}


def _passage_json(document: Document, passage: Passage | None) -> Json | None:
    if passage is None:
        return None
    return {
        "page": passage.page,
        "page_label": passage.page_label,
        "passage_id": passage.key,
        "heading": passage.heading,
        "text": passage.text,
        "url": page_url(document, passage.page),
    }


def entity_url(entity: Entity) -> str:
    """The page of a person or an organisation."""
    return f"/{'people' if entity.kind == 'person' else 'organisations'}/{entity.id}"


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


def answer_json(answer: Answer, who: Experts | None = None) -> Json:
    """An answer, or a refusal with who may know instead."""
    return {
        "who_may_know": [
            {"name": e.entity.name, "url": entity_url(e.entity)} for e in (*who.people, *who.organisations)
        ]
        if who
        else [],
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
