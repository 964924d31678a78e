"""A student's thesis proposal beside the closest works, and a reading list of them."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from kb.explore.needs import topic_of
from kb.explore.prior_work import Trait
from kb.explore.prior_work import prior_work as find_prior_work
from kb.library import Library
from kb.output.reference import references_of
from kb.search.scope import highlighted, open_scope
from web.compute_queue import computed
from web.dependencies import TheReader, TheServices
from web.filters import Format
from web.links import SiteLinks
from web.render.downloads import ReferenceFile, bibliography
from web.render.templates import chosen_language
from web.routes.pages.texts.forms import IdeaQuery, TextFile, Typed, expired, received, text_of
from web.services import base_url

router = APIRouter(include_in_schema=False)


@router.get("/prior-work")
@computed
def prior_work(
    request: Request, services: TheServices, reader: TheReader, query: Annotated[IdeaQuery, Query()]
) -> Response:
    """The works closest to a proposal, what they share with it and where they differ."""
    if gone := expired(request, services, "prior_work.html", query.kept):
        return gone
    library, idea = services.library, text_of(services, query.idea, query.kept)
    found = find_prior_work(library, idea, reader) if idea.strip() else None
    words = highlighted(open_scope(library, reader), topic_of(idea))
    name = trait_names(library, chosen_language(request))
    return services.templates.render(
        request, "prior_work.html", text=idea, found=found, words=words, trait_name=name, address=query.address
    )


@router.post("/prior-work")
def send_idea(request: Request, services: TheServices, idea: Typed = "", file: TextFile = None) -> Response:
    """Receive a proposal that was typed or sent as a file; leads to its page."""
    return received(request, services, "prior_work.html", idea, file)


@router.get("/prior-work/export")
@computed
def export_prior_work(
    request: Request, services: TheServices, reader: TheReader, query: Annotated[IdeaQuery, Query()],
    format: Format = "bibtex",
) -> Response:  # fmt: skip
    """The closest works as a reading list for a reference manager."""
    found = find_prior_work(services.library, text_of(services, query.idea, query.kept), reader)
    form = ReferenceFile(format, SiteLinks(base_url(request)), chosen_language(request))
    return bibliography(references_of(services.library, found.documents), form, "reading-list")


def trait_names(library: Library, language: str) -> Callable[[Trait], str]:
    """A function from a trait to its name in a language."""
    lists = {"method": library.lists.methods, "people": library.lists.concerned, "goal": library.lists.goals}

    def name(trait: Trait) -> str:
        known = lists.get(trait.aspect)
        found = known.name(trait.label, language) if known else trait.label
        return f"{trait.label} {found}" if trait.aspect == "goal" else found

    return name
