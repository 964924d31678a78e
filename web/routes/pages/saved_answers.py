"""Keeping an answer to share it, seeing it again as it was, and saying whether it helped."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.answer.extract import ask
from kb.output.api_json import answer_json
from kb.search.scope import all_documents
from web.dependencies import TheLibrary, TheQueue, TheReader, TheTemplates, TheViewer

router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303


@router.post("/answers")
def keep(request: Request, library: TheLibrary, name: Annotated[str, Form(max_length=64)]) -> Response:
    """Keep an answer under an address of its own."""
    token = library.catalogue.saved_answers.keep(request.app.state.recent.find(name), library.catalogue.generation)
    return RedirectResponse(f"/answers/{token}", _SEE_OTHER)


@router.post("/answers/vote")
def vote(
    request: Request, library: TheLibrary, templates: TheTemplates, name: Annotated[str, Form(max_length=64)],
    helpful: Annotated[Literal["yes", "no"], Form()],
) -> Response:  # fmt: skip
    """Note whether an answer helped."""
    answer = request.app.state.recent.find(name)
    library.catalogue.saved_answers.vote(answer, helpful=helpful == "yes")
    return templates.render(request, "voted.html", question=answer["question"])


@router.get("/answers/{token}")
async def kept(
    request: Request, token: str, queue: TheQueue, library: TheLibrary, templates: TheTemplates, reader: TheReader, viewer: TheViewer,
    again: bool = False,
) -> Response:  # fmt: skip
    """A kept answer as it was; asked again, with what has changed since."""
    visible = [document.id for document in all_documents(library, reader)]
    found = library.catalogue.saved_answers.find(token, visible)
    now = answer_json(await queue(ask, library, viewer, found.answer["question"], reader)) if again else None
    changes = changed(found.answer, now) if now else None
    return templates.render(request, "kept.html", kept=found, answer=found.answer, changes=changes)


def changed(before: Any, now: Any) -> dict[str, list[Any]]:
    """The citations that are new, gone and the same, by their quotes."""
    old = {citation["quote"] for citation in before["citations"]}
    new = {citation["quote"] for citation in now["citations"]}
    return {
        "new": [citation for citation in now["citations"] if citation["quote"] not in old],
        "gone": [citation for citation in before["citations"] if citation["quote"] not in new],
        "same": [citation for citation in now["citations"] if citation["quote"] in old],
    }
