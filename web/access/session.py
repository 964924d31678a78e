"""The member who sent a request: by session cookie, bearer token or trusted proxy."""

from starlette.requests import Request

from kb.access.accounts import Member
from web.services import Services, services_of

SESSION = "session"  # the cookie's name


def member_of(request: Request) -> Member | None:
    """The signed-in member, looked up once a request; None for anonymous requests.

    A bearer token wins over a proxy's header, and that over the session cookie.
    """
    if not hasattr(request.state, "member"):
        services = services_of(request)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        cookie = request.cookies.get(SESSION)
        if scheme.lower() == "bearer":
            request.state.member = services.accounts.token_member(token.strip())
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
    return services.accounts.external_member(f"proxy {name}", name, groups)
