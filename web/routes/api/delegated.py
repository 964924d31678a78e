"""Tasks that commands on this machine delegate to the server, which holds the library."""

import hmac
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

import ingest.tasks
import kb.maintenance.tasks
from kb.maintenance.delegate import ROUTE
from web.dependencies import TheServices
from web.jobs.delegated import DelegatedTask
from web.links import LINKS
from web.services import Services

router = APIRouter(include_in_schema=False)

TASKS = {**kb.maintenance.tasks.tasks(LINKS), **ingest.tasks.tasks(LINKS)}


class TaskRequest(BaseModel):
    """A task's name and its arguments."""

    task: str
    arguments: dict[str, Any]


@router.post(ROUTE)
async def run(request: Request, services: TheServices) -> Response:
    """Run a task and stream its progress, one JSON object per line. 404 for clients without the server's token."""
    if not _is_authorised(request, services):
        raise HTTPException(404)
    try:
        wanted = TaskRequest.model_validate_json(await request.body())
    except ValidationError as error:
        raise HTTPException(422, "A task needs a name and arguments.") from error
    if wanted.task not in TASKS:
        raise HTTPException(404)
    task = DelegatedTask(services.library, TASKS[wanted.task], wanted.arguments, services.stopping)
    return StreamingResponse(task.events(), media_type="application/x-ndjson")


def _is_authorised(request: Request, services: Services) -> bool:
    """Whether the client has the token from the server's note, which only the server's own user can read."""
    announced = services.opened.announced if services.opened else None
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return (
        announced is not None
        and scheme.lower() == "bearer"
        and hmac.compare_digest(token.encode(), announced.token.encode())
    )
