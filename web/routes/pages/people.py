"""People, organisations, who knows; a partner's need; a student's idea; and feeds of what is new for them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.people.directory import Directory, Entity, directory
from kb.people.experts import experts as find_experts
from kb.search.scope import highlighted, open_scope
from kb.store.name_rules import NameKind
from kb.text.normalise import fold
from web.dependencies import TheLibrary, TheQueue, TheReader, TheTemplates
from web.filters import Text
from web.render.templates import Templates, turned_to

router = APIRouter(include_in_schema=False)

_ROWS = 200  # names on a page of the list
_BESIDE = 12


@router.get("/experts")
async def experts(
    request: Request, queue: TheQueue, library: TheLibrary, templates: TheTemplates, reader: TheReader, q: Text = ""
) -> Response:
    """Who knows about a topic, with the passages that prove it."""
    found = await queue(find_experts, library, q, reader) if q.strip() else None
    words = highlighted(open_scope(library, reader), q)
    return templates.render(request, "experts.html", q=q, found=found, words=words)


@router.get("/people")
def people(
    request: Request, library: TheLibrary, templates: TheTemplates, reader: TheReader, q: str = "", page: str = "1"
) -> Response:
    """Everyone whom the documents name."""
    return _listed(request, templates, directory(library, reader), "person", q, page)


@router.get("/organisations")
def organisations(
    request: Request, library: TheLibrary, templates: TheTemplates, reader: TheReader, q: str = "", page: str = "1"
) -> Response:
    """Every organisation that the documents name."""
    return _listed(request, templates, directory(library, reader), "organisation", q, page)


def _listed(request: Request, templates: Templates, known: Directory, kind: NameKind, q: str, page: str) -> Response:
    """Those whose name has `q` in it, however it is written."""
    wanted = fold(" ".join(q.split()))
    found = [e for e in known.of(kind).values() if any(wanted in fold(name) for name in (e.name, *e.also))]
    entities, place = turned_to(found, page, _ROWS)
    return templates.render(request, "directory.html", kind=kind, entities=entities, q=q, **place)


@router.get("/people/{entity_id}")
def person(
    request: Request, entity_id: str, library: TheLibrary, templates: TheTemplates, reader: TheReader
) -> Response:
    """One person, their documents, and with whom they worked."""
    return _entity(request, templates, directory(library, reader), "person", entity_id)


@router.get("/organisations/{entity_id}")
def organisation(
    request: Request, entity_id: str, library: TheLibrary, templates: TheTemplates, reader: TheReader
) -> Response:
    """One organisation, its documents, and with whom it worked."""
    return _entity(request, templates, directory(library, reader), "organisation", entity_id)


def _entity(request: Request, templates: Templates, known: Directory, kind: NameKind, entity_id: str) -> Response:
    entity = known.find(kind, entity_id)
    others = beside(known, entity)
    return templates.render(request, "entity.html", entity=entity, beside=others, graph=around(others))


@dataclass(frozen=True)
class Node:
    """Somebody in the picture of who works with whom: x and y from its middle, and in how many documents both are.

    `side` is how SVG anchors the name: start, middle or end.
    """

    entity: Entity
    count: int
    x: float
    y: float
    side: str


def around(others: Sequence[tuple[Entity, int]]) -> list[Node]:
    """The others on an ellipse around the middle, their names beside them, outwards."""
    found = []
    for at, (entity, count) in enumerate(others):
        angle = 2 * math.pi * at / len(others) - math.pi / 2
        x, y = 100 * math.cos(angle), 84 * math.sin(angle)
        found.append(
            Node(entity, count, round(x, 1), round(y, 1), "middle" if abs(x) < 20 else "start" if x > 0 else "end")
        )
    return found


def beside(known: Directory, entity: Entity) -> list[tuple[Entity, int]]:
    """Who is named in the same documents, and in how many, the most first."""
    own = {part.number for part in entity.parts}
    others = (other for other in (*known.people.values(), *known.organisations.values()) if other is not entity)
    counts = [(other, len(own & {part.number for part in other.parts})) for other in others]
    return sorted(((o, count) for o, count in counts if count), key=lambda entry: (-entry[1], entry[0].name))[:_BESIDE]
