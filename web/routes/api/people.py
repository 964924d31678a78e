"""People, needs and ideas for programs, as JSON."""

from typing import Annotated

from fastapi import APIRouter, Query

from kb.explore.needs import match as find_match
from kb.explore.prior_work import prior_work as find_prior_work
from kb.output.api_json import Json
from kb.output.people_json import entity_json, experts_json, match_json, prior_work_json
from kb.people.directory import directory
from kb.people.experts import experts as find_experts
from web.dependencies import TheLibrary, TheQueue, TheReader
from web.filters import StrictFilters
from web.schemas.people import Entity, ExpertsFound, Idea, MatchFound, Need, PriorWorkFound

router = APIRouter(prefix="/api")

Topic = Annotated[str, Query(min_length=1, max_length=5000, description="A topic, in Italian or English.")]


@router.get("/experts", response_model=ExpertsFound)
async def experts(
    queue: TheQueue, library: TheLibrary, reader: TheReader, filters: StrictFilters, q: Topic,
    k: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Json:  # fmt: skip
    """People and organisations ranked by the passages that prove what they know."""
    return experts_json(await queue(find_experts, library, q, reader, k, filters))


@router.get("/people", response_model=list[Entity])
def people(library: TheLibrary, reader: TheReader) -> list[Json]:
    """Everyone whom the documents name, the most documents first."""
    return [entity_json(entity) for entity in directory(library, reader).people.values()]


@router.get("/people/{entity_id}", response_model=Entity)
def person(entity_id: str, library: TheLibrary, reader: TheReader) -> Json:
    """One person."""
    return entity_json(directory(library, reader).find("person", entity_id))


@router.get("/organisations", response_model=list[Entity])
def organisations(library: TheLibrary, reader: TheReader) -> list[Json]:
    """Every organisation that the documents name, the most documents first."""
    return [entity_json(entity) for entity in directory(library, reader).organisations.values()]


@router.get("/organisations/{entity_id}", response_model=Entity)
def organisation(entity_id: str, library: TheLibrary, reader: TheReader) -> Json:
    """One organisation."""
    return entity_json(directory(library, reader).find("organisation", entity_id))


@router.post("/match", response_model=MatchFound)
async def match(queue: TheQueue, library: TheLibrary, reader: TheReader, need: Need) -> Json:
    """What has been done about a need, who can help, and the parts of it that nobody has worked on."""
    return match_json(await queue(find_match, library, need.need, reader))


@router.post("/prior-work", response_model=PriorWorkFound)
async def prior_work(queue: TheQueue, library: TheLibrary, reader: TheReader, idea: Idea) -> Json:
    """The works closest to a thesis proposal, with what they share with it and where they differ."""
    return prior_work_json(await queue(find_prior_work, library, idea.idea, reader))
