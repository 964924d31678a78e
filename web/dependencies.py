"""Dependencies of routes: the services, the signed-in member and the reader, from the application and the request.

They are coroutines though they await nothing: FastAPI runs plain functions in a thread, which costs more than they do.
"""

from typing import Annotated

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from kb.access.accounts import Member, reader_of
from kb.model import Reader
from web.access.session import SESSION, member_of
from web.services import Services, services_of


async def _services(request: Request) -> Services:
    return services_of(request)


async def _member(request: Request, services: Annotated[Services, Depends(_services)]) -> Member | None:
    # A request without a session, token or proxy is anonymous; the accounts needn't be read.
    may_be_known = SESSION in request.cookies or "authorization" in request.headers or services.proxy is not None
    return await run_in_threadpool(member_of, request) if may_be_known else None


async def _reader(
    member: Annotated[Member | None, Depends(_member)], services: Annotated[Services, Depends(_services)]
) -> Reader:
    return reader_of(member) if member else services.default_reader


TheServices = Annotated[Services, Depends(_services)]
TheMember = Annotated[Member | None, Depends(_member)]
TheReader = Annotated[Reader, Depends(_reader)]
