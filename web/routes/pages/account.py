"""Signing in and out, the password, and tokens for programs."""

import logging
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.access.accounts import Member, TokenScope
from kb.access.passwords import SHORTEST
from kb.errors import AccountError, SignInError
from kb.text.normalise import account_name
from web.access.rate_limits import client_of, limited_as
from web.access.session import SESSION
from web.access.single_sign_on import Provider
from web.dependencies import TheMember, TheServices
from web.errors import LocalisedError
from web.services import Services, base_url

log = logging.getLogger("polikb")
router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303
_SESSION_SECONDS = 90 * 24 * 3600
Password = Annotated[str, Form(max_length=1000)]


@router.get("/sign-in")
def sign_in_page(request: Request, services: TheServices, member: TheMember, then: str = "/") -> Response:
    """The sign-in form; leads to the path `then`."""
    return RedirectResponse("/account") if member else _form(request, services, then)


@router.post("/sign-in")
def sign_in(
    request: Request, services: TheServices, name: Annotated[str, Form(max_length=254)], password: Password,
    then: Annotated[str, Form()] = "/",
) -> Response:  # fmt: skip
    """Start a session with a new token. A wrong name and a wrong password get the same answer after the same time."""
    member = _known_by_password(request, services, name, password)
    if member is None:
        services.audit.note("sign-in refused", client=client_of(request))
        return _form(request, services, then, 403, problem="wrong")
    services.audit.note("signed in", member=member.name)
    return _start_session(request, services, member, then)


def _known_by_password(request: Request, services: Services, name: str, password: str) -> Member | None:
    """The member with this name and password; None if they don't match. Raises LocalisedError 429 after too many that didn't.

    Attempts are counted for the client and for the account, however its name is written.
    """
    limiter, keys = services.limiter, (f"client {limited_as(client_of(request))}", f"name {account_name(name)}")
    if seconds := limiter.begin_attempt(keys):
        message, headers = "Too many attempts. Try again in {minutes} min.", {"Retry-After": str(seconds)}
        raise LocalisedError(429, message, headers, minutes=-(-seconds // 60))
    member = None
    try:
        member = services.accounts.check(name, password)
    finally:
        limiter.end_attempt(keys, failed=member is None)
    return member


@router.get("/sign-in/elsewhere")
async def to_provider(request: Request, services: TheServices, then: str = "/") -> Response:
    """Redirect to the sign-in page of the organisation's provider."""
    provider = _provider(services)
    request.session["then"] = local_path(then)
    try:
        return await provider.redirect(request, f"{base_url(request)}/sign-in/elsewhere/back")
    except SignInError as error:
        return await run_in_threadpool(_not_signed_in, request, services, error)


@router.get("/sign-in/elsewhere/back")
async def from_provider(request: Request, services: TheServices) -> Response:
    """Start a session for a user who comes back from the provider; a new user becomes a member."""
    provider, then = _provider(services), str(request.session.get("then", "/"))
    try:
        person = await provider.person(request)
        member = await run_in_threadpool(services.accounts.external_member, person.subject, person.name, person.groups)
    except (SignInError, AccountError) as error:
        return await run_in_threadpool(_not_signed_in, request, services, error)
    request.session.clear()
    await run_in_threadpool(services.audit.note, "signed in", member=member.name, by="provider")
    return await run_in_threadpool(_start_session, request, services, member, then)


def _provider(services: Services) -> Provider:
    if services.provider is None:
        raise HTTPException(404)
    return services.provider


def _not_signed_in(request: Request, services: Services, error: SignInError | AccountError) -> Response:
    log.warning(str(error))
    services.audit.note("sign-in refused", client=client_of(request), by="provider")
    if isinstance(error, AccountError):
        return _form(request, services, "/", 403, problem="taken")
    status, problem = (503, "service") if error.is_ours else (403, "refused")
    return _form(request, services, "/", status, problem=problem)


def _form(request: Request, services: Services, then: str, status: int = 200, *, problem: str = "") -> Response:
    elsewhere = services.provider is not None
    return services.templates.render(
        request, "sign_in.html", status, then=local_path(then), problem=problem, elsewhere=elsewhere
    )


def _start_session(request: Request, services: Services, member: Member, then: str) -> Response:
    """End the browser's old session, start one for the member, and redirect to a path of this site."""
    if old := request.cookies.get(SESSION):
        services.accounts.end_session(old)
    response = RedirectResponse(local_path(then), _SEE_OTHER)
    is_secure = request.url.scheme == "https" or services.public_url.startswith("https:")
    token = services.accounts.start_session(member)
    response.set_cookie(SESSION, token, max_age=_SESSION_SECONDS, httponly=True, samesite="lax", secure=is_secure)
    return response


@router.post("/sign-out")
def sign_out(request: Request, services: TheServices, member: TheMember) -> Response:
    """End the session, also on the server."""
    if member and (token := request.cookies.get(SESSION)):
        services.accounts.end_session(token)
        services.audit.note("signed out", member=member.name)
    response = RedirectResponse("/", _SEE_OTHER)
    response.delete_cookie(SESSION)
    return response


@router.get("/account")
def account(request: Request, services: TheServices, member: TheMember) -> Response:
    """The member's name and role, password form and tokens."""
    return _account(request, services, signed_in(member))


@router.post("/account/password")
def change_password(
    request: Request, services: TheServices, member: TheMember, old: Password, new: Password
) -> Response:
    """Change the password; all sessions and tokens end, and the browser gets a new session."""
    member = signed_in(member)
    if _known_by_password(request, services, member.name, old) is None:
        services.audit.note("password refused", member=member.name, client=client_of(request))
        return _account(request, services, member, 403, problem="wrong")
    if len(new) < SHORTEST:
        return _account(request, services, member, 422, problem="short")
    services.accounts.change(member.name, password=new)
    return _start_session(request, services, member, "/account")


@router.post("/account/tokens")
def issue(
    request: Request, services: TheServices, member: TheMember, label: Annotated[str, Form(max_length=80)] = "",
    scope: Annotated[TokenScope, Form()] = "read",
) -> Response:  # fmt: skip
    """Issue a token for a program; it is shown on this page only."""
    member = signed_in(member)
    token = services.accounts.issue_token(member, label.strip() or "token", scope)
    services.audit.note("token issued", member=member.name, scope=scope)
    return _account(request, services, member, token=token)


@router.post("/account/tokens/{token_id}/revoke")
def revoke(token_id: str, services: TheServices, member: TheMember) -> Response:
    """Revoke a token."""
    member = signed_in(member)
    services.accounts.revoke_token(member, token_id)
    services.audit.note("token revoked", member=member.name)
    return RedirectResponse("/account", _SEE_OTHER)


def _account(
    request: Request, services: Services, member: Member, status: int = 200, *, problem: str = "", token: str = ""
) -> Response:
    return services.templates.render(
        request, "account.html", status, tokens=services.accounts.tokens(member), problem=problem, token=token,
        shortest=SHORTEST,
    )  # fmt: skip


def signed_in(member: Member | None) -> Member:
    """The member in a browser. Raises HTTPException: 401 for anonymous visitors, 403 for tokens."""
    if member is None:
        raise HTTPException(401, "Sign in to continue.")
    if member.scope:
        raise HTTPException(403, "Tokens can't be used for this. Sign in with a browser.")
    return member


def local_path(then: str) -> str:
    """`then` if it is a path of this site, else "/", because the sign-in form must not redirect to other sites."""
    return then if then.startswith("/") and not then.startswith(("//", "/\\")) else "/"
