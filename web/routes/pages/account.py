"""Signing in and out, one's password, and tokens for programs."""

import logging
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.access.accounts import SHORTEST, Accounts, Member, TokenScope
from kb.errors import AccountError, SignInError
from web.access.rate_limits import client_of
from web.access.session import SESSION
from web.access.single_sign_on import Provider
from web.dependencies import TheMember, TheTemplates
from web.errors import Refused
from web.render.templates import Templates

log = logging.getLogger("polikb")
router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303
Password = Annotated[str, Form(max_length=1000)]


@router.get("/sign-in")
def sign_in_page(request: Request, templates: TheTemplates, member: TheMember, then: str = "/") -> Response:
    """The form."""
    return RedirectResponse("/account") if member else _form(request, templates, then)


@router.post("/sign-in")
async def sign_in(
    request: Request, templates: TheTemplates, name: Annotated[str, Form(max_length=254)], password: Password,
    then: Annotated[str, Form()] = "/",
) -> Response:  # fmt: skip
    """Begin a session, under a new token. Wrong names and wrong passwords are told in the same words, after the same time."""
    limiter, audit, client = request.app.state.limiter, request.app.state.audit, client_of(request)
    keys = (f"client {client}", f"name {name.strip().lower()}")
    if waiting := max(limiter.barred(key) for key in keys):
        raise Refused(
            429,
            "Too many attempts. Try again in {minutes} minutes.",
            {"Retry-After": str(waiting)},
            minutes=-(-waiting // 60),
        )
    accounts: Accounts = request.app.state.accounts
    member = await run_in_threadpool(accounts.check, name, password)
    if member is None:
        for key in keys:
            limiter.failed(key)
        audit.note("sign-in refused", client=client)
        return _form(request, templates, then, 403, problem="wrong")
    if old := request.cookies.get(SESSION):
        accounts.end(old)
    audit.note("signed in", member=member.name)
    return with_session(request, accounts.begin(member), _here(then))


@router.get("/sign-in/elsewhere")
async def lead(request: Request, templates: TheTemplates, then: str = "/") -> Response:
    """To the page of the provider where people have their accounts."""
    provider = _provider(request)
    request.session["then"] = _here(then)
    base = request.app.state.public_url or str(request.base_url).rstrip("/")
    try:
        return await provider.lead(request, f"{base}/sign-in/elsewhere/back")
    except SignInError as error:
        return _not_signed_in(request, templates, error)


@router.get("/sign-in/elsewhere/back")
async def back(request: Request, templates: TheTemplates) -> Response:
    """Back from there: a session begins, for a new member or one who was here before."""
    provider, accounts, audit = _provider(request), request.app.state.accounts, request.app.state.audit
    then = str(request.session.get("then", "/"))
    try:
        person = await provider.person(request)
        member = await run_in_threadpool(accounts.elsewhere, person.subject, person.name, person.groups)
    except (SignInError, AccountError) as error:
        return _not_signed_in(request, templates, error)
    request.session.clear()
    if old := request.cookies.get(SESSION):
        accounts.end(old)
    audit.note("signed in", member=member.name, by="provider")
    return with_session(request, accounts.begin(member), _here(then))


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise HTTPException(404)
    return provider


def _not_signed_in(request: Request, templates: Templates, error: SignInError | AccountError) -> Response:
    log.warning(str(error))
    request.app.state.audit.note("sign-in refused", client=client_of(request), by="provider")
    if isinstance(error, AccountError):
        return _form(request, templates, "/", 403, problem="taken")
    return _form(
        request, templates, "/", 503 if error.is_ours else 403, problem="service" if error.is_ours else "refused"
    )


def _form(request: Request, templates: Templates, then: str, status: int = 200, *, problem: str = "") -> Response:
    elsewhere = request.app.state.provider is not None
    return templates.render(request, "sign_in.html", status, then=_here(then), problem=problem, elsewhere=elsewhere)


def with_session(request: Request, token: str, then: str) -> Response:
    """The answer that gives a browser its session."""
    response = RedirectResponse(then, _SEE_OTHER)
    is_secure = request.url.scheme == "https" or str(request.app.state.public_url).startswith("https:")
    response.set_cookie(SESSION, token, max_age=90 * 24 * 3600, httponly=True, samesite="lax", secure=is_secure)
    return response


@router.post("/sign-out")
def sign_out(request: Request, member: TheMember) -> Response:
    """End the session, on the server too."""
    accounts: Accounts = request.app.state.accounts
    if member and (token := request.cookies.get(SESSION)):
        accounts.end(token)
        request.app.state.audit.note("signed out", member=member.name)
    response = RedirectResponse("/", _SEE_OTHER)
    response.delete_cookie(SESSION)
    return response


@router.get("/account")
def account(request: Request, templates: TheTemplates, member: TheMember) -> Response:
    """Who one is here, one's password and tokens."""
    return _account(request, templates, _signed_in(member))


@router.post("/account/password")
def change_password(
    request: Request, templates: TheTemplates, member: TheMember, old: Password, new: Password
) -> Response:
    """A new password; every session ends, and this one begins anew."""
    member, accounts = _signed_in(member), request.app.state.accounts
    if accounts.check(member.name, old) is None:
        return _account(request, templates, member, 403, problem="wrong")
    if len(new) < SHORTEST:
        return _account(request, templates, member, 422, problem="short")
    accounts.change(member.name, password=new)
    return with_session(request, accounts.begin(member), "/account")


@router.post("/account/tokens")
def issue(
    request: Request, templates: TheTemplates, member: TheMember, label: Annotated[str, Form(max_length=80)] = "",
    scope: Annotated[TokenScope, Form()] = "read",
) -> Response:  # fmt: skip
    """A new token for a program, shown this once."""
    member = _signed_in(member)
    token = request.app.state.accounts.issue(member, label.strip() or "token", scope)
    request.app.state.audit.note("token issued", member=member.name, scope=scope)
    return _account(request, templates, member, token=token)


@router.post("/account/tokens/{token_id}/revoke")
def revoke(request: Request, token_id: str, member: TheMember) -> Response:
    """End a token."""
    member = _signed_in(member)
    request.app.state.accounts.revoke(member, token_id)
    request.app.state.audit.note("token revoked", member=member.name)
    return RedirectResponse("/account", _SEE_OTHER)


def _account(
    request: Request, templates: TheTemplates, member: Member, status: int = 200, *, problem: str = "", token: str = ""
) -> Response:
    tokens = request.app.state.accounts.tokens(member)
    return templates.render(
        request, "account.html", status, tokens=tokens, problem=problem, token=token, shortest=SHORTEST
    )


def _signed_in(member: Member | None) -> Member:
    if member is None:
        raise HTTPException(401, "Sign in first.")
    if member.scope:
        raise HTTPException(403, "A token can't do that. Sign in with a browser.")
    return member


def _here(then: str) -> str:
    """A path of this site: an address of another would make the form a way to lead people astray."""
    return then if then.startswith("/") and not then.startswith(("//", "/\\")) else "/"
