"""Dependencies of routes: the services, the signed-in member and the reader, from the application and the request; what forms share.

They are coroutines that await nothing: FastAPI runs plain functions in a thread, which costs more than they do.
"""

from typing import Annotated

from fastapi import Depends
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.access.accounts import Member, reader_of
from kb.model import Reader
from web.access.rate_limits import Stored, client_of, is_counted, limited_as
from web.access.session import SESSION, member_of
from web.errors import LocalisedError
from web.services import Services, services_of

_TOO_MUCH: dict[Stored, str] = {
    "messages": "Too many messages. Try again in {minutes} min.",
    "answers": "You have saved many answers. Save the next one in {minutes} min, or keep the address of its page, which asks the "
    "question again.",
    "votes": "You have voted many times. Vote again in {minutes} min.",
    "confirmations": "Many people are asking for e-mails at the moment. Try again in {minutes} min.",
}


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


def after_form(request: Request, page: str, background: BackgroundTask | None = None) -> Response:
    """The response to a form that was processed: a redirect to a page, or nothing (204) for a script that needs none.

    Such a script says so as RFC 7240 has it; following the redirect, it would have the page made anew for nothing.
    """
    if request.headers.get("prefer") == "return=minimal":
        return Response(status_code=204, background=background)
    return RedirectResponse(page, 303, background=background)


def limit_stored(request: Request, services: Services, what: Stored) -> None:
    """Count an item that a request stores on the server. Raises LocalisedError 429 if its client stores too many."""
    client = client_of(request)
    if is_counted(client):
        _count(services, what, limited_as(client))


def limit_in_all(services: Services, what: Stored) -> None:
    """Count an item of all clients together. Raises LocalisedError 429 if there are too many."""
    _count(services, what, "all clients")


def _count(services: Services, what: Stored, client: str) -> None:
    if seconds := services.limiter.store(what, client):
        raise LocalisedError(429, _TOO_MUCH[what], {"Retry-After": str(seconds)}, minutes=-(-seconds // 60))
