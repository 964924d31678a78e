"""Saving an answer to share it, showing the saved answer, and voting on answers."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.answer.extract import ask
from kb.errors import NotFound
from kb.index.hidden_names import hidden_pattern
from kb.library import Library
from kb.model import Reader
from kb.output.api_json import Json, answer_json
from kb.search.scope import all_documents
from kb.store.saved_answers import cited, says
from web.compute_queue import computed
from web.dependencies import TheMember, TheReader, TheServices, limit_stored
from web.filters import AskForm
from web.links import LINKS
from web.routes.pages.ask import asked_of

router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303
Key = Annotated[str, Form(max_length=64)]


@router.post("/answers")
def save(request: Request, services: TheServices, member: TheMember, reader: TheReader, key: Key) -> Response:
    """Save a recent answer under an address of its own, as long as there is room: beyond it only for members."""
    answer, catalogue = services.recent_answers.find(key), services.library.catalogue
    _check_shown(services.library, reader, answer)
    limit_stored(request, services, "answers")
    room = services.settings.saved_answers
    token = catalogue.saved_answers.keep(answer, catalogue.generation, 2 * room if member else room)
    return RedirectResponse(f"/answers/{token}", _SEE_OTHER)


def _check_shown(library: Library, reader: Reader, answer: Json) -> None:
    """Raise NotFound if since the answer was given one of its documents was withdrawn or closed, or a name in it was hidden."""
    visible, hidden = {document.id for document in all_documents(library, reader)}, hidden_pattern(library.catalogue)
    if not visible.issuperset(cited(answer)) or (hidden and says(json.dumps(answer, ensure_ascii=False), hidden)):
        raise NotFound("recent answer")


@router.post("/answers/vote")
def vote(
    request: Request, services: TheServices, key: Key, helpful: Annotated[Literal["yes", "no"], Form()]
) -> Response:
    """Record whether an answer helped."""
    answer = services.recent_answers.find(key)
    limit_stored(request, services, "votes")
    services.library.catalogue.saved_answers.vote(answer, helpful=helpful == "yes")
    return services.templates.render(request, "voted.html", address=AskForm.of_answer(answer).address())


@router.get("/answers/{token}")
@computed
def saved(request: Request, token: str, services: TheServices, reader: TheReader, again: bool = False) -> Response:
    """A saved answer as it was; with `again`, also the answer to the question asked again, of the same documents."""
    library = services.library
    visible = [document.id for document in all_documents(library, reader)]
    found = library.catalogue.saved_answers.find(token, visible)
    form, changes = AskForm.of_answer(found.answer), None
    if again:
        now = ask(library, services.viewer, form.q, reader, form.filters)
        changes = changed(found.answer, answer_json(now, LINKS))
    limits = asked_of(request, services, reader, form.filters)
    return services.templates.render(
        request, "saved.html", saved=found, answer=found.answer, changes=changes, form=form, **limits
    )


def changed(before: Any, now: Any) -> dict[str, list[Any]]:
    """The citations that are new, missing and unchanged, compared by their quotes."""
    old = {citation["quote"] for citation in before["citations"]}
    new = {citation["quote"] for citation in now["citations"]}
    return {
        "new": [citation for citation in now["citations"] if citation["quote"] not in old],
        "gone": [citation for citation in before["citations"] if citation["quote"] not in new],
        "same": [citation for citation in now["citations"] if citation["quote"] in old],
    }
