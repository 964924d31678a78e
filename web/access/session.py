"""Who is signed in: by session cookie, bearer token or trusted proxy."""

from starlette.requests import Request

from kb.access.accounts import Accounts, Member
from web.access.proxies import TrustedProxy

SESSION = "session"  # the cookie's name


def member_of(request: Request) -> Member | None:
    """Who has signed in, by cookie, by a trusted proxy or, for programs, by `Authorization: Bearer`; None for everybody else."""
    if not hasattr(request.state, "member"):
        accounts: Accounts = request.app.state.accounts
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        cookie = request.cookies.get(SESSION)
        if scheme.lower() == "bearer":
            request.state.member = accounts.program(token.strip())
        else:
            request.state.member = _by_proxy(request, accounts) or (accounts.signed_in(cookie) if cookie else None)
    member: Member | None = request.state.member
    return member


def _by_proxy(request: Request, accounts: Accounts) -> Member | None:
    proxy: TrustedProxy | None = request.app.state.proxy
    person = proxy.person(request) if proxy else None
    if person is None:
        return None
    name, groups = person
    return accounts.elsewhere(f"proxy {name}", name, groups)
