"""The answer page, and the written answer as it is written."""

import json
import logging
from collections.abc import Iterator
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from kb.answer.extract import ask as quote
from kb.answer.follow_up import Turn, standalone
from kb.answer.generate import write
from kb.errors import NotFound
from kb.output.api_json import answer_json
from kb.people.experts import experts
from kb.search.scope import highlighted, open_scope
from web.dependencies import TheAnswering, TheLibrary, TheQueue, TheReader, TheTemplates, TheViewer

router = APIRouter(include_in_schema=False)
log = logging.getLogger("polikb")

_SEE_OTHER = 303


@router.get("/ask")
async def ask(
    request: Request, queue: TheQueue, library: TheLibrary, templates: TheTemplates, reader: TheReader, viewer: TheViewer,
    answering: TheAnswering, q: str = "", asked: str = "",
) -> Response:  # fmt: skip
    """A question answered with quotes, or refused with what was searched; what a language model writes follows.

    `asked` is the follow-up that became this question.
    """
    answer = await queue(quote, library, viewer, q, reader) if q.strip() else None
    if answer is not None:
        request.app.state.metrics.answer(refused=answer.refused)
        request.app.state.queries.note(q, found=not answer.refused)
    writes = answering.writer is not None and answer is not None and not answer.refused
    words = highlighted(open_scope(library, reader), q)
    who = await queue(experts, library, q, reader, 3) if answer is not None and answer.refused else None
    name = request.app.state.recent.add(answer_json(answer)) if answer is not None else ""
    return templates.render(
        request, "ask.html", answer=answer, q=q, words=words, writes=writes, who=who, keep_as=name, asked=asked
    )


@router.get("/ask/follow")
def follow(request: Request, answering: TheAnswering, q: str, after: str) -> Response:
    """To the page of a follow-up's question made to stand alone; the answer that it follows may be forgotten since."""
    try:
        earlier = request.app.state.recent.find(after)
        before = [Turn(earlier["question"], earlier["answer"])]
    except NotFound:
        before = []
    alone = standalone(q, before, answering.writer)
    query = {"q": alone} if alone == q else {"q": alone, "asked": q}
    return RedirectResponse(f"/ask?{urlencode(query)}", _SEE_OTHER)


@router.get("/ask/written")
def written(
    request: Request, library: TheLibrary, templates: TheTemplates, reader: TheReader, viewer: TheViewer,
    answering: TheAnswering, q: str = "",
) -> Response:  # fmt: skip
    """The answer as server-sent events: "text" as the model writes it, then "answer", checked, as JSON and as HTML."""
    if answering.writer is None or not q.strip():
        return Response(status_code=204)
    pieces = write(
        library, viewer, answering.writer, q, reader, keep_unsupported=answering.keep_unsupported
    )  # fmt: skip
    words = highlighted(open_scope(library, reader), q)

    def events() -> Iterator[str]:
        try:
            for piece in pieces:
                if piece.answer is None:
                    yield _event("text", {"text": piece.text})
                else:
                    name = request.app.state.recent.add(answer_json(piece.answer))
                    html = templates.fragment(request, "written.html", answer=piece.answer, words=words, keep_as=name)
                    yield _event("answer", {"answer": answer_json(piece.answer), "html": html})
        except Exception:
            log.exception("A written answer broke off.")
            yield _event("failed", {})

    return StreamingResponse(
        events(), media_type="text/event-stream", headers={"cache-control": "no-store", "x-accel-buffering": "no"}
    )


def _event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
