"""The answer page, and the answer of a language model as it is written."""

import json
import logging
from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.answer.extract import ask as answer_with_quotes
from kb.answer.follow_up import Turn, standalone
from kb.answer.generate import write
from kb.errors import NotFound
from kb.models.writer import Writer
from kb.output.api_json import answer_json
from kb.people.experts import experts
from kb.search.scope import highlighted, open_scope
from web.compute_queue import computed
from web.dependencies import TheReader, TheServices
from web.links import LINKS

router = APIRouter(include_in_schema=False)
log = logging.getLogger("polikb")

_SEE_OTHER = 303


@router.get("/ask")
@computed
def ask(request: Request, services: TheServices, reader: TheReader, q: str = "", asked: str = "") -> Response:
    """A question answered with quotes, or refused with what was searched; a language model's answer is loaded by the page.

    `asked` is the follow-up as it was typed, where `q` is the question made from it.
    """
    library, templates = services.library, services.templates
    if not q.strip():
        return templates.render(request, "ask.html", answer=None, q=q)
    answer = answer_with_quotes(library, services.viewer, q, reader)
    services.metrics.answer(refused=answer.refused)
    services.query_log.note(q, found=not answer.refused)
    return templates.render(
        request, "ask.html", answer=answer, q=q, asked=asked, words=highlighted(open_scope(library, reader), q),
        writes=services.writer is not None and not answer.refused,
        who=experts(library, q, reader, 3) if answer.refused else None, key=services.recent_answers.add(answer_json(answer, LINKS)),
    )  # fmt: skip


@router.get("/ask/follow")
def follow(services: TheServices, q: str, after: str) -> Response:
    """Redirect to the page of a follow-up question, made to stand alone if the earlier answer is still in memory."""
    try:
        earlier = services.recent_answers.find(after)
        before = [Turn(earlier["question"], earlier["answer"])]
    except NotFound:
        before = []
    alone = standalone(q, before, services.writer)
    query = {"q": alone} if alone == q else {"q": alone, "asked": q}
    return RedirectResponse(f"/ask?{urlencode(query)}", _SEE_OTHER)


async def _writer(services: TheServices) -> Writer:
    if services.writer is None:
        raise HTTPException(404)
    return services.writer


@router.get("/ask/written", response_class=EventSourceResponse)
def written(
    request: Request, services: TheServices, reader: TheReader, writer: Annotated[Writer, Depends(_writer)],
    q: Annotated[str, Query(min_length=1)],
) -> Iterator[ServerSentEvent]:  # fmt: skip
    """The written answer as server-sent events: "text" as the model writes it, then "answer", checked, as JSON and HTML."""
    library, keep = services.library, services.keeps_unsupported
    try:
        words = highlighted(open_scope(library, reader), q)
        for piece in write(library, services.viewer, writer, q, reader, keep_unsupported=keep):
            if piece.answer is None:
                yield _event("text", {"text": piece.text})
                continue
            value = answer_json(piece.answer, LINKS)
            html = services.templates.fragment(
                request, "written.html", answer=piece.answer, words=words, key=services.recent_answers.add(value)
            )
            yield _event("answer", {"answer": value, "html": html})
    except Exception:
        log.exception("A written answer broke off.")
        yield _event("failed", {})


def _event(name: str, value: object) -> ServerSentEvent:
    """An event whose JSON is written here, in the generator's thread, not by FastAPI on the event loop."""
    return ServerSentEvent(event=name, raw_data=json.dumps(value, ensure_ascii=False))
