"""A student's idea beside the closest works, and their reading list."""

from collections.abc import Callable
from typing import Literal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.explore.needs import topic_of
from kb.explore.prior_work import Trait
from kb.explore.prior_work import prior_work as find_prior_work
from kb.library import Library
from kb.output.bibliography import FORMATS
from kb.search.scope import highlighted, open_scope
from web.dependencies import TheLibrary, TheQueue, TheReader, TheTemplates
from web.filters import Text
from web.render.downloads import attachment
from web.render.templates import chosen_language

router = APIRouter(include_in_schema=False)


@router.get("/prior-work")
async def prior_work(
    request: Request, queue: TheQueue, library: TheLibrary, templates: TheTemplates, reader: TheReader, idea: Text = ""
) -> Response:
    """The works closest to a student's idea, what they share with it and where they differ."""
    found = await queue(find_prior_work, library, idea, reader) if idea.strip() else None
    words = highlighted(open_scope(library, reader), topic_of(idea))
    name = trait_names(library, chosen_language(request))
    return templates.render(request, "prior_work.html", idea=idea, found=found, words=words, trait_name=name)


@router.get("/prior-work/export")
async def export_prior_work(
    request: Request, queue: TheQueue, library: TheLibrary, reader: TheReader, idea: Text,
    format: Literal["bibtex", "ris", "csl", "csv"] = "bibtex",
) -> Response:  # fmt: skip
    """The closest works as a reading list."""
    found = await queue(find_prior_work, library, idea, reader)
    write, media, ending = FORMATS[format]
    text = write(found.documents, str(request.base_url).rstrip("/"))
    return attachment(text.encode(), f"{media}; charset=utf-8", f"reading-list.{ending}")


def trait_names(library: Library, language: str) -> Callable[[Trait], str]:
    """What a trait is called in a language."""
    lists = {"method": library.lists.methods, "people": library.lists.concerned, "goal": library.lists.goals}

    def name(trait: Trait) -> str:
        known = lists.get(trait.aspect)
        found = known.name(trait.label, language) if known else trait.label
        return f"{trait.label} {found}" if trait.aspect == "goal" else found

    return name
