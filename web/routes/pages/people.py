"""People and organisations: experts on a topic, lists of names, and the documents of each."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.explore.profile import profile
from kb.model import Reader
from kb.people.directory import Directory, Entity, directory
from kb.people.experts import experts as find_experts
from kb.search.scope import highlighted, open_scope
from kb.store.name_rules import NameKind
from kb.text.normalise import fold
from web.compute_queue import computed
from web.dependencies import TheReader, TheServices
from web.filters import Text
from web.render.templates import Templates, paginate
from web.services import Services

router = APIRouter(include_in_schema=False)

_ROWS = 200  # names on a page of the list
_MAX_NEIGHBOURS = 12  # in the picture of collaborators


@router.get("/experts")
@computed
def experts(request: Request, services: TheServices, reader: TheReader, q: Text = "") -> Response:
    """People and organisations that know about a topic, with passages as evidence."""
    library = services.library
    found = find_experts(library, q, reader) if q.strip() else None
    words = highlighted(open_scope(library, reader), q)
    return services.templates.render(
        request, "experts.html", q=q, found=found, words=words, office_email=services.settings.office_email
    )


@router.get("/people")
def people(request: Request, services: TheServices, reader: TheReader, q: str = "", page: str = "1") -> Response:
    """All people named in documents."""
    return _list(request, services.templates, directory(services.library, reader), "person", q, page)


@router.get("/organisations")
def organisations(request: Request, services: TheServices, reader: TheReader, q: str = "", page: str = "1") -> Response:
    """All organisations named in documents."""
    return _list(request, services.templates, directory(services.library, reader), "organisation", q, page)


@router.get("/people/{entity_id}")
def person(request: Request, entity_id: str, services: TheServices, reader: TheReader) -> Response:
    """A person's documents and collaborators."""
    return _entity(request, services, reader, "person", entity_id)


@router.get("/organisations/{entity_id}")
def organisation(request: Request, entity_id: str, services: TheServices, reader: TheReader) -> Response:
    """An organisation's documents and collaborators."""
    return _entity(request, services, reader, "organisation", entity_id)


def _list(request: Request, templates: Templates, known: Directory, kind: NameKind, q: str, page: str) -> Response:
    """The names that contain `q` in any of their spellings."""
    wanted = fold(" ".join(q.split()))
    named = (entity for entity in known.of(kind).values() if not is_project(entity))
    found = [entity for entity in named if any(wanted in fold(name) for name in (entity.name, *entity.also))]
    entities, position = paginate(found, page, _ROWS)
    return templates.render(request, "directory.html", kind=kind, entities=entities, q=q, **position)


def _entity(request: Request, services: Services, reader: Reader, kind: NameKind, entity_id: str) -> Response:
    known = directory(services.library, reader)
    entity = known.find(kind, entity_id)
    others = worked_with(known, entity)
    return services.templates.render(
        request, "entity.html", entity=entity, profile=profile(services.library, known, entity), worked_with=others,
        graph=around(others), office_email=services.settings.office_email,
    )  # fmt: skip


@dataclass(frozen=True)
class Node:
    """An entity in the picture of collaborators: x and y from the middle, and the number of shared documents.

    `side` is the SVG text-anchor of its name: start, middle or end.
    """

    entity: Entity
    count: int
    x: float
    y: float
    side: str


def around(others: Sequence[tuple[Entity, int]]) -> list[Node]:
    """The entities evenly spaced on an ellipse around the middle, names on the outside."""
    found = []
    for at, (entity, count) in enumerate(others):
        angle = 2 * math.pi * at / len(others) - math.pi / 2
        x, y = 100 * math.cos(angle), 84 * math.sin(angle)
        side = "middle" if abs(x) < 20 else "start" if x > 0 else "end"
        found.append(Node(entity, count, round(x, 1), round(y, 1), side))
    return found


def worked_with(known: Directory, entity: Entity) -> list[tuple[Entity, int]]:
    """(entity, number of shared documents) of those named in the same documents, highest first, at most _MAX_NEIGHBOURS."""
    own = {part.number for part in entity.parts}
    others = (*known.people.values(), *known.organisations.values())
    counts = [
        (o, len(own & {part.number for part in o.parts})) for o in others if o is not entity and not is_project(o)
    ]
    shared = sorted(((o, count) for o, count in counts if count), key=lambda entry: (-entry[1], entry[0].name))
    return shared[:_MAX_NEIGHBOURS]


def is_project(entity: Entity) -> bool:
    """Whether a name is only that of a project, which isn't a collaborator."""
    return set(entity.roles) == {"project"}
