"""The API's values about people, needs and ideas, described for its OpenAPI document."""

from pydantic import BaseModel, ConfigDict, Field

from web.schemas.library import Document, Facet, Hit


class Expert(BaseModel):
    """Somebody who knows, their roles in the `documents` that speak of the topic, and the passages that prove it."""

    id: str
    name: str
    score: float
    roles: list[str]
    documents: int
    years: list[int]
    evidence: list[Hit]
    url: str


class ExpertsFound(BaseModel):
    """People and organisations with the best evidence on a topic; `searched` counts the documents looked through."""

    topic: str
    people: list[Expert]
    organisations: list[Expert]
    searched: int


class EntityPart(BaseModel):
    """A document and the roles that somebody has in it."""

    document: Document
    roles: list[str]


class Entity(BaseModel):
    """A person or an organisation; `confidence` says how sure it is that all ways of writing mean one."""

    id: str
    kind: str
    name: str
    also_written: list[str]
    confidence: float
    roles: list[str]
    years: list[int]
    documents: list[EntityPart]
    url: str


class ShownPassage(BaseModel):
    """A passage of a document that is given beside it."""

    page: int
    page_label: str
    passage_id: int
    heading: str
    text: str
    url: str


class NeedPart(BaseModel):
    """A sentence of a need, and the passages that speak of it; not `covered`: nobody here has worked on it."""

    text: str
    covered: bool
    evidence: list[Hit]


class MatchedWork(BaseModel):
    """A work that matches a need, and the passage that says what came of it."""

    document: Document
    evidence: list[Hit]
    came_of_it: ShownPassage | None


class MatchFound(BaseModel):
    """What there is for a need: works by kind, who to ask, where; part by part."""

    need: str
    parts: list[NeedPart]
    works: dict[str, list[MatchedWork]]
    experts: ExpertsFound
    places: list[Facet]
    searched: int


class Trait(BaseModel):
    """An aspect of a work or an idea: `aspect` is method, people, place, partner or goal."""

    aspect: str
    label: str


class CloseWork(BaseModel):
    """A work close to an idea: what both have, what only the work has, what only the idea has."""

    document: Document
    evidence: list[Hit]
    question: ShownPassage | None
    came_of_it: ShownPassage | None
    shared: list[Trait]
    theirs: list[Trait]
    yours: list[Trait]


class PriorWorkFound(BaseModel):
    """The works closest to an idea, best first."""

    idea: str
    traits: list[Trait]
    works: list[CloseWork]
    searched: int


class Need(BaseModel):
    """A need in plain words, Italian or English."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"need": "Vorremmo recuperare il cibo invenduto dei mercati."}]}
    )

    need: str = Field(min_length=3, max_length=5000)


class Idea(BaseModel):
    """A thesis proposal, Italian or English."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"idea": "Interviews with tenants about shared courtyards."}]}
    )

    idea: str = Field(min_length=3, max_length=5000)
