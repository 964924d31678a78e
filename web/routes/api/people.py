"""People, needs and thesis proposals for programs, as JSON."""

from typing import Annotated

from fastapi import APIRouter, Query

from kb.explore.needs import match as find_match
from kb.explore.prior_work import prior_work as find_prior_work
from kb.output.api_json import Json
from kb.output.people_json import entity_json, experts_json, match_json, prior_work_json
from kb.people.directory import directory
from kb.people.experts import experts as find_experts
from web.compute_queue import computed
from web.dependencies import TheReader, TheServices
from web.filters import ExpertsQuery
from web.links import LINKS
from web.schemas.people import Entity, ExpertsFound, Idea, MatchFound, Need, PriorWorkFound

router = APIRouter(prefix="/api")


@router.get("/experts", response_model=ExpertsFound)
@computed
def experts(services: TheServices, reader: TheReader, query: Annotated[ExpertsQuery, Query()]) -> Json:
    """People and organisations ranked by the passages about the topic in their documents."""
    return experts_json(find_experts(services.library, query.q, reader, query.k, query.filters), LINKS)


@router.get("/people", response_model=list[Entity])
def people(services: TheServices, reader: TheReader) -> list[Json]:
    """All people named in documents, those with the most documents first."""
    return [entity_json(entity, LINKS) for entity in directory(services.library, reader).people.values()]


@router.get("/people/{entity_id}", response_model=Entity)
def person(entity_id: str, services: TheServices, reader: TheReader) -> Json:
    """One person."""
    return entity_json(directory(services.library, reader).find("person", entity_id), LINKS)


@router.get("/organisations", response_model=list[Entity])
def organisations(services: TheServices, reader: TheReader) -> list[Json]:
    """All organisations named in documents, those with the most documents first."""
    return [entity_json(entity, LINKS) for entity in directory(services.library, reader).organisations.values()]


@router.get("/organisations/{entity_id}", response_model=Entity)
def organisation(entity_id: str, services: TheServices, reader: TheReader) -> Json:
    """One organisation."""
    return entity_json(directory(services.library, reader).find("organisation", entity_id), LINKS)


@router.post("/match", response_model=MatchFound)
@computed
def match(services: TheServices, reader: TheReader, need: Need) -> Json:
    """Work done on a need, people who can help, and the parts of it that nobody has worked on."""
    return match_json(find_match(services.library, need.need, reader), LINKS)


@router.post("/prior-work", response_model=PriorWorkFound)
@computed
def prior_work(services: TheServices, reader: TheReader, idea: Idea) -> Json:
    """The works closest to a thesis proposal, with what they share with it and where they differ."""
    return prior_work_json(find_prior_work(services.library, idea.idea, reader), LINKS)
