"""The API's JSON about people, needs and thesis proposals, described for OpenAPI."""

from pydantic import BaseModel, ConfigDict, Field

from kb.explore.needs import LONGEST
from web.schemas.library import Document, Facet, Hit


class Contact(BaseModel):
    """Contact of a person, "" where nothing is stated; `until` is an ISO 8601 date."""

    department: str
    position: str
    email: str
    office: str
    orcid: str
    until: str


class Expert(BaseModel):
    """A person or organisation, their roles in the `documents` about the topic (a count), and passages as evidence.

    Graduates are asked through those named in `ask_through`. No passage is listed for two: those whose passages are all
    listed for a person before have an empty `evidence`, and that person's name in `evidence_under`.
    """

    id: str
    name: str
    score: float
    roles: list[str]
    documents: int
    years: list[int]
    contact: Contact | None
    ask_through: list[str]
    probability: float
    state: str
    evidence: list[Hit]
    evidence_under: str | None
    url: str


class ExpertsFound(BaseModel):
    """People and organisations with the best evidence on a topic; `searched` is the number of documents searched."""

    topic: str
    people: list[Expert]
    organisations: list[Expert]
    searched: int


class EntityPart(BaseModel):
    """A document and the entity's roles in it."""

    document: Document
    roles: list[str]


class Entity(BaseModel):
    """A person or organisation; `confidence` (0..1) is that of all spellings meaning the same one, `type` an organisation's kind."""

    id: str
    kind: str
    name: str
    also_written: list[str]
    confidence: float
    type: str
    ror: str
    orcid: str
    contact: Contact | None
    roles: list[str]
    years: list[int]
    documents: list[EntityPart]
    url: str


class Stated(BaseModel):
    """A sentence of a work that states its aim or its outcome, and its place."""

    page: int
    page_label: str
    passage_id: int
    heading: str
    text: str
    confidence: float
    url: str


class NeedPart(BaseModel):
    """A sentence of a need and passages about it; it is `covered` if there are any."""

    text: str
    covered: bool
    probability: float
    state: str
    evidence: list[Hit]


class MatchedWork(BaseModel):
    """A work that matches a need, and the sentence with its outcome (`came_of_it`)."""

    document: Document
    probability: float
    state: str
    evidence: list[Hit]
    came_of_it: Stated | None


class RankedWork(BaseModel):
    """A work with the probability that it speaks of the need; `state` is "answers" or "related"."""

    document: Document
    probability: float
    state: str


class MatchFound(BaseModel):
    """The result for a need: its parts, works by kind, people to ask, places. `state` is "answers", "in part" or "nothing"."""

    need: str
    state: str
    parts: list[NeedPart]
    left_out: list[str]
    ranked: list[RankedWork]
    works: dict[str, list[MatchedWork]]
    experts: ExpertsFound
    places: list[Facet]
    searched: int


class Trait(BaseModel):
    """An aspect of a work or an idea: `aspect` is method, people, place, partner or goal."""

    aspect: str
    label: str


class CloseWork(BaseModel):
    """A work close to an idea: traits of both (`shared`), of the work only (`theirs`), of the idea only (`yours`)."""

    document: Document
    probability: float
    state: str
    evidence: list[Hit]
    question: Stated | None
    came_of_it: Stated | None
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

    need: str = Field(min_length=3, max_length=LONGEST)


class Idea(BaseModel):
    """A thesis proposal, Italian or English."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"idea": "Interviews with tenants about shared courtyards."}]}
    )

    idea: str = Field(min_length=3, max_length=LONGEST)
