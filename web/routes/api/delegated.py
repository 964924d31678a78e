"""Where commands beside a running server bring their work."""

import hmac
import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

import ingest.tasks  # noqa: F401 - makes its work known
import kb.maintenance.tasks  # noqa: F401 - and so does this
from kb.maintenance.delegate import ROUTE, TASKS, HoldingServer
from web.dependencies import TheLibrary
from web.jobs.delegated import DelegatedTask

router = APIRouter(include_in_schema=False)


class TaskRequest(BaseModel):
    """A piece of work and its arguments."""

    work: str
    arguments: dict[str, Any]


@router.post(ROUTE)
async def do(request: Request, library: TheLibrary) -> Response:
    """Do it, and tell how far it is, a JSON value a line. To who hasn't read the token's file, there is nothing here."""
    server: HoldingServer | None = request.app.state.announced
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if server is None or scheme.lower() != "bearer" or not hmac.compare_digest(token.encode(), server.token.encode()):
        raise HTTPException(404)
    try:
        wanted = TaskRequest.model_validate_json(await request.body())
    except ValidationError as error:
        raise HTTPException(422, "Work has a name and arguments.") from error
    if wanted.work not in TASKS:
        raise HTTPException(404)
    task = DelegatedTask(
        library, TASKS[wanted.work], wanted.arguments, request.app.state.jobs.turn, request.app.state.ending
    )

    async def lines() -> AsyncIterator[str]:
        async for event in task.events():
            yield json.dumps(event, ensure_ascii=False) + "\n"

    return StreamingResponse(lines(), media_type="application/x-ndjson")
