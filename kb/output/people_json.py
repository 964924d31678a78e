"""Conversion of people, experts, need reports and prior work to JSON values, for `--json` and the web API."""

from dataclasses import asdict

from kb.answer.catalogue.aspects import Statement
from kb.explore.needs import MatchedWork, NeedReport
from kb.explore.prior_work import CloseWork, PriorWork, Trait
from kb.links import Links
from kb.output.api_json import Json, document_json, hit_json, judgement_json
from kb.people.directory import Entity
from kb.people.experts import Expert, Experts
from kb.store.name_rules import Contact


def entity_json(entity: Entity, links: Links) -> Json:
    """A person or organisation, with every document that names it."""
    return {
        "id": entity.id,
        "kind": entity.kind,
        "name": entity.name,
        "also_written": list(entity.also),
        "confidence": entity.confidence,
        "type": entity.type,
        "ror": entity.ror,
        "orcid": entity.orcid,
        "contact": contact_json(entity.contact),
        "roles": list(entity.roles),
        "years": list(entity.years),
        "documents": [{"document": document_json(part.document), "roles": list(part.roles)} for part in entity.parts],
        "url": links.entity(entity.kind, entity.id),
    }


def contact_json(contact: Contact | None) -> Json | None:
    """The contact of a person without the name; None if there is none."""
    return {key: value for key, value in asdict(contact).items() if key != "name"} if contact else None


def experts_json(found: Experts, links: Links) -> Json:
    """The experts on a topic, with passages as evidence."""
    return {
        "topic": found.topic,
        "people": [_expert_json(expert, links) for expert in found.people],
        "organisations": [_expert_json(expert, links) for expert in found.organisations],
        "searched": found.searched,
    }


def _expert_json(expert: Expert, links: Links) -> Json:
    return {
        "id": expert.entity.id,
        "name": expert.entity.name,
        "score": expert.score,
        "roles": list(expert.roles),
        "documents": expert.documents,
        "years": list(expert.years),
        "contact": contact_json(expert.entity.contact),
        "ask_through": [entity.name for entity in expert.through],
        **judgement_json([expert.best]),
        "evidence": [hit_json(hit, links) for hit in expert.evidence],
        "evidence_under": expert.beside.name if expert.beside else None,
        "url": links.entity(expert.entity.kind, expert.entity.id),
    }


def match_json(found: NeedReport, links: Links) -> Json:
    """The result of matching a need: its parts, and the works, experts and places found."""
    return {
        "need": found.need,
        "state": found.state,
        "parts": [
            {
                "text": part.text,
                "covered": bool(part.hits),
                **judgement_json(part.hits),
                "evidence": [hit_json(hit, links) for hit in part.hits],
            }
            for part in found.parts
        ],
        "left_out": list(found.left_out),
        "ranked": [{"document": document_json(work.document), **judgement_json(work.hits)} for work in found.ranked],
        "works": {kind: [_found_json(work, links) for work in works] for kind, works in found.works.items()},
        "experts": experts_json(found.experts, links),
        "places": [{"value": place, "count": count} for place, count in found.places],
        "searched": found.searched,
    }


def _found_json(work: MatchedWork, links: Links) -> Json:
    return {
        "document": document_json(work.document),
        **judgement_json(work.hits),
        "evidence": [hit_json(hit, links) for hit in work.hits],
        "came_of_it": statement_json(work.outcome, links),
    }


def prior_work_json(found: PriorWork, links: Links) -> Json:
    """The works closest to an idea, what they share with it and where they differ."""
    return {
        "idea": found.idea,
        "traits": [_trait_json(trait) for trait in found.traits],
        "works": [_work_json(work, links) for work in found.works],
        "searched": found.searched,
    }


def _work_json(work: CloseWork, links: Links) -> Json:
    return {
        "document": document_json(work.document),
        **judgement_json(work.hits),
        "evidence": [hit_json(hit, links) for hit in work.hits],
        "question": statement_json(work.question, links),
        "came_of_it": statement_json(work.outcome, links),
        "shared": [_trait_json(trait) for trait in work.shared],
        "theirs": [_trait_json(trait) for trait in work.theirs],
        "yours": [_trait_json(trait) for trait in work.yours],
    }


def _trait_json(trait: Trait) -> Json:
    return {"aspect": trait.aspect, "label": trait.label}


def statement_json(statement: Statement | None, links: Links) -> Json | None:
    """A sentence that a work states, with its place; None for none."""
    if statement is None:
        return None
    passage = statement.passage
    return {
        "page": passage.page,
        "page_label": passage.page_label,
        "passage_id": passage.key,
        "heading": passage.heading,
        "text": statement.text,
        "confidence": round(statement.confidence, 3),
        "url": links.passage(passage, statement.span),
    }
