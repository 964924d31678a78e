"""The answer page, a conversation, and the stream of a language model's answer."""

import json
import logging
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.answer.extract import ask as answer_with_quotes
from kb.answer.follow_up import Turn, knowledge_of, standalone
from kb.answer.generate import write
from kb.answer.records import Answer
from kb.answer.suggestions import next_questions
from kb.explore.examples import examples
from kb.model import Document, Filters, Reader
from kb.models.writer import Writer
from kb.output.api_json import answer_json
from kb.people.experts import who_may_know
from kb.search.scope import highlighted, open_scope
from web.compute_queue import computed, computed_long
from web.dependencies import TheReader, TheServices
from web.filters import AskForm
from web.links import LINKS
from web.render.templates import chosen_language
from web.routes.pages.search import active, value_names
from web.services import Services

router = APIRouter(include_in_schema=False)
log = logging.getLogger("polikb")

_SEE_OTHER = 303
TheForm = Annotated[AskForm, Query()]


@router.get("/ask")
@computed_long
def ask(request: Request, services: TheServices, reader: TheReader, form: TheForm) -> Response:
    """A conversation: earlier questions with their quotes, and the last one, answered or refused.

    A language model's answer is loaded by the page. The address contains the whole conversation.
    """
    library, filters = services.library, form.filters
    limits = asked_of(request, services, reader, filters)
    if not form.q.strip():
        found = examples(library, reader, chosen_language(request))
        return services.templates.render(request, "ask.html", answer=None, q="", form=form, examples=found, **limits)
    answer = answer_with_quotes(library, services.viewer, form.q, reader, filters)
    services.metrics.answer(refused=answer.refused)
    services.query_log.note(form.q, found=not answer.refused)
    value = answer_json(answer, LINKS)
    return services.templates.render(
        request, "ask.html", answer=answer, list_url=value["list_url"], groups=value["groups"], q=form.q, form=form, turns=_earlier(services, reader, form),
        words=highlighted(open_scope(library, reader), form.q), writes=services.writer is not None and not (answer.refused or answer.aside or answer.catalogue),
        who=who_may_know(library, form.q, reader) if answer.refused else None, key=services.recent_answers.add({**value, "asked_of": form.limits(limits["chosen"])}),
        next_questions=next_questions(library, answer, reader, filters), examples=examples(library, reader, chosen_language(request)) if answer.aside else None, **limits,
    )  # fmt: skip


def _earlier(services: Services, reader: Reader, form: AskForm) -> list[tuple[Answer, Any]]:
    """Each earlier question's answer, with the words to highlight in it."""
    library, scope = services.library, open_scope(services.library, reader)
    return [
        (answer_with_quotes(library, services.viewer, question, reader, form.filters), highlighted(scope, question))
        for question in form.turns
    ]


def asked_of(request: Request, services: Services, reader: Reader, filters: Filters) -> dict[str, Any]:
    """The documents and filters that a question is restricted to; of the documents, those that the reader may see."""
    chosen: list[Document] = []
    if filters.documents:
        found = services.library.documents(
            open_scope(services.library, reader, Filters(documents=filters.documents)).allowed
        )
        chosen = sorted(found.values(), key=lambda document: document.title.casefold())
    limits = {name: value for name, value in active(filters).items() if name != "documents"}
    return {"chosen": chosen, "active": limits, "shown": value_names(services.library, chosen_language(request))}


@router.get("/ask/follow")
@computed
def follow(services: TheServices, reader: TheReader, form: TheForm) -> Response:
    """Redirect to the conversation with a follow-up, completed to a whole question, as its last turn."""
    turns = form.turns
    known = knowledge_of(services.library, reader, form.filters)
    whole = standalone(form.q, [Turn(question) for question in turns], services.writer, known)
    asked = None if whole == form.q else form.q
    return RedirectResponse(form.address(q=whole, asked=asked, before=turns) + "#now", _SEE_OTHER)


async def _writer(services: TheServices) -> Writer:
    if services.writer is None:
        raise HTTPException(404)
    return services.writer


@router.get("/ask/written", response_class=EventSourceResponse)
def written(
    request: Request,
    services: TheServices,
    reader: TheReader,
    writer: Annotated[Writer, Depends(_writer)],
    form: TheForm,
) -> Iterator[ServerSentEvent]:
    """The written answer as server-sent events: "text" as the model writes it, then "answer", checked, as JSON and HTML."""
    library, keep = services.library, services.keeps_unsupported
    try:
        chosen = asked_of(request, services, reader, form.filters)["chosen"]
        words = highlighted(open_scope(library, reader), form.q)
        for piece in write(library, services.viewer, writer, form.q, reader, form.filters, keep_unsupported=keep):
            if piece.answer is None:
                yield _event("text", {"text": piece.text})
                continue
            value = answer_json(piece.answer, LINKS)
            key = services.recent_answers.add({**value, "asked_of": form.limits(chosen)})
            html = services.templates.fragment(request, "written.html", answer=piece.answer, words=words, key=key)
            yield _event("answer", {"answer": value, "html": html})
    except Exception:
        log.exception("A written answer broke off.")
        yield _event("failed", {})


def _event(name: str, value: object) -> ServerSentEvent:
    """An event whose JSON is written here, in the generator's thread, not by FastAPI on the event loop."""
    return ServerSentEvent(event=name, raw_data=json.dumps(value, ensure_ascii=False))
