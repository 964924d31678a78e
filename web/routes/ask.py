"""The answer page."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.ask import ask as answer_question
from kb.query import analyse
from web.dependencies import TheLibrary, ThePages, TheReader, TheTurn, TheViewer

router = APIRouter(include_in_schema=False)


@router.get("/ask")
async def ask(
    request: Request, turn: TheTurn, library: TheLibrary, pages: ThePages, reader: TheReader, viewer: TheViewer,
    q: str = "",
) -> Response:  # fmt: skip
    """A question answered with quotes, or refused with what was searched."""
    answer = await turn(answer_question, library, viewer, q, reader) if q.strip() else None
    return pages.render(request, "ask.html", answer=answer, q=q, words=analyse(q, library.translate).words)
