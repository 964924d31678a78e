"""The member who sent a request: by session cookie, bearer token or trusted proxy."""

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request

from kb.access.accounts import Member
from kb.errors import AccountError
from web.services import Services, services_of

log = logging.getLogger("polikb")

SESSION = "session"  # the cookie's name


def member_of(request: Request) -> Member | None:
    """The signed-in member, looked up once per request; None for anonymous requests.

    A bearer token wins over a proxy's header, and that over the session cookie. Raises HTTPException: 401 for an unknown token, 403
    for a proxy's user whose name is that of another account.
    """
    if not hasattr(request.state, "member"):
        services = services_of(request)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        cookie = request.cookies.get(SESSION)
        if scheme.lower() == "bearer":
            request.state.member = services.accounts.token_member(token.strip())
            if request.state.member is None:
                raise HTTPException(
                    401,
                    "This token isn't valid. Create a new one on your account page.",
                    {"WWW-Authenticate": "Bearer"},
                )
        else:
            by_proxy = _by_proxy(request, services)
            request.state.member = by_proxy or (services.accounts.session_member(cookie) if cookie else None)
    member: Member | None = request.state.member
    return member


def _by_proxy(request: Request, services: Services) -> Member | None:
    person = services.proxy.person(request) if services.proxy else None
    if person is None:
        return None
    name, groups = person
    try:
        return services.accounts.external_member(f"proxy {name}", name, groups)
    except AccountError as error:
        log.warning(str(error))
        raise HTTPException(403, "Another account here has your name. Ask the librarian.") from error
