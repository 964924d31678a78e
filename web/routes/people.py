"""People, organisations, who knows; a partner's need; a student's idea; and feeds of what is new for them."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from kb.directory import Directory, Entity, directory
from kb.experts import experts as find_experts
from kb.exports import FORMATS
from kb.handout import table, word
from kb.labels import NameKind
from kb.language import fold
from kb.library import Library
from kb.match import LONGEST, topic_of
from kb.match import match as find_match
from kb.model import Document
from kb.prior import Trait
from kb.prior import prior_work as find_prior_work
from kb.search import documents_found
from kb.sight import highlighted, look
from web.dependencies import FormFilters, TheLibrary, ThePages, TheReader, TheTurn
from web.pages import Pages, chosen_language, turned_to

router = APIRouter(include_in_schema=False)

_ROWS = 200  # names on a page of the list
_BESIDE = 12
_NEWEST = 50
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Text = Annotated[str, Query(max_length=LONGEST)]


@router.get("/experts")
async def experts(
    request: Request, turn: TheTurn, library: TheLibrary, pages: ThePages, reader: TheReader, q: Text = ""
) -> Response:
    """Who knows about a topic, with the passages that prove it."""
    found = await turn(find_experts, library, q, reader) if q.strip() else None
    words = highlighted(look(library, reader), q)
    return pages.render(request, "experts.html", q=q, found=found, words=words)


@router.get("/people")
def people(
    request: Request, library: TheLibrary, pages: ThePages, reader: TheReader, q: str = "", page: str = "1"
) -> Response:
    """Everyone whom the documents name."""
    return _listed(request, pages, directory(library, reader), "person", q, page)


@router.get("/organisations")
def organisations(
    request: Request, library: TheLibrary, pages: ThePages, reader: TheReader, q: str = "", page: str = "1"
) -> Response:
    """Every organisation that the documents name."""
    return _listed(request, pages, directory(library, reader), "organisation", q, page)


def _listed(request: Request, pages: Pages, known: Directory, kind: NameKind, q: str, page: str) -> Response:
    """Those whose name has `q` in it, however it is written."""
    wanted = fold(" ".join(q.split()))
    found = [e for e in known.of(kind).values() if any(wanted in fold(name) for name in (e.name, *e.also))]
    entities, place = turned_to(found, page, _ROWS)
    return pages.render(request, "directory.html", kind=kind, entities=entities, q=q, **place)


@router.get("/people/{entity_id}")
def person(request: Request, entity_id: str, library: TheLibrary, pages: ThePages, reader: TheReader) -> Response:
    """One person, their documents, and with whom they worked."""
    return _entity(request, pages, directory(library, reader), "person", entity_id)


@router.get("/organisations/{entity_id}")
def organisation(request: Request, entity_id: str, library: TheLibrary, pages: ThePages, reader: TheReader) -> Response:
    """One organisation, its documents, and with whom it worked."""
    return _entity(request, pages, directory(library, reader), "organisation", entity_id)


def _entity(request: Request, pages: Pages, known: Directory, kind: NameKind, entity_id: str) -> Response:
    entity = known.find(kind, entity_id)
    others = beside(known, entity)
    return pages.render(request, "entity.html", entity=entity, beside=others, graph=around(others))


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


@router.get("/match")
async def match(
    request: Request, turn: TheTurn, library: TheLibrary, pages: ThePages, reader: TheReader, need: Text = ""
) -> Response:
    """What has been done about a partner's need, who can help, and what nobody has worked on."""
    found = await turn(find_match, library, need, reader) if need.strip() else None
    words = highlighted(look(library, reader), topic_of(need))
    return pages.render(request, "match.html", need=need, found=found, words=words)


@router.get("/match/export")
async def export_match(
    request: Request, turn: TheTurn, library: TheLibrary, pages: ThePages, reader: TheReader, need: Text,
    format: Literal["docx", "csv"] = "docx",
) -> Response:  # fmt: skip
    """The same as a Word document or a table."""
    found = await turn(find_match, library, need, reader)
    base = str(request.base_url).rstrip("/")
    if format == "csv":
        return _file(table(found, base), "text/csv; charset=utf-8", "need.csv")
    return _file(word(found, base, pages.translator(chosen_language(request))), _WORD, "need.docx")


@router.get("/prior-work")
async def prior_work(
    request: Request, turn: TheTurn, library: TheLibrary, pages: ThePages, reader: TheReader, idea: Text = ""
) -> Response:
    """The works closest to a student's idea, what they share with it and where they differ."""
    found = await turn(find_prior_work, library, idea, reader) if idea.strip() else None
    words = highlighted(look(library, reader), topic_of(idea))
    name = trait_names(library, chosen_language(request))
    return pages.render(request, "prior_work.html", idea=idea, found=found, words=words, trait_name=name)


@router.get("/prior-work/export")
async def export_prior_work(
    request: Request, turn: TheTurn, library: TheLibrary, reader: TheReader, idea: Text,
    format: Literal["bibtex", "ris", "csl", "csv"] = "bibtex",
) -> Response:  # fmt: skip
    """The closest works as a reading list."""
    found = await turn(find_prior_work, library, idea, reader)
    write, media, ending = FORMATS[format]
    text = write(found.documents, str(request.base_url).rstrip("/"))
    return _file(text.encode(), f"{media}; charset=utf-8", f"reading-list.{ending}")


def trait_names(library: Library, language: str) -> Callable[[Trait], str]:
    """What a trait is called in a language."""
    lists = {"method": library.lists.methods, "people": library.lists.concerned, "goal": library.lists.goals}

    def name(trait: Trait) -> str:
        known = lists.get(trait.aspect)
        found = known.name(trait.label, language) if known else trait.label
        return f"{trait.label} {found}" if trait.aspect == "goal" else found

    return name


def _file(data: bytes, media: str, name: str) -> Response:
    return Response(data, media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'})


# -- what is new for a search, a need or an idea: nothing is kept about who follows it ----------------------------------------


@router.get("/search.atom")
async def search_feed(
    request: Request, turn: TheTurn, library: TheLibrary, pages: ThePages, reader: TheReader, filters: FormFilters,
    q: Text = "",
) -> Response:  # fmt: skip
    """The newest documents that a search finds."""
    found = await turn(documents_found, library, q, reader, filters) if q.strip() else library.all_documents(reader)
    return _feed(request, pages, found, q or pages.translator(chosen_language(request))("Documents"))


@router.get("/match.atom")
async def match_feed(
    request: Request, turn: TheTurn, library: TheLibrary, pages: ThePages, reader: TheReader, need: Text
) -> Response:
    """The newest works for a need."""
    return _feed(request, pages, (await turn(find_match, library, need, reader)).documents, need[:80])


@router.get("/prior-work.atom")
async def prior_work_feed(
    request: Request, turn: TheTurn, library: TheLibrary, pages: ThePages, reader: TheReader, idea: Text
) -> Response:
    """The newest works like an idea."""
    return _feed(request, pages, (await turn(find_prior_work, library, idea, reader)).documents, idea[:80])


def _feed(request: Request, pages: Pages, documents: Iterable[Document], title: str) -> Response:
    newest = sorted(documents, key=lambda document: (document.added_at, document.id), reverse=True)[:_NEWEST]
    response = pages.render(
        request, "feed.xml", title=title, documents=newest, base=str(request.base_url).rstrip("/"),
        page=request.url.path.removesuffix(".atom") + f"?{request.url.query}",
        updated=newest[0].added_at if newest else "1970-01-01T00:00:00+00:00",
    )  # fmt: skip
    response.headers["content-type"] = "application/atom+xml; charset=utf-8"
    return response
