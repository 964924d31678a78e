"""Signing in and out, one's password, and tokens for programs."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.accounts import SHORTEST, Accounts, Member
from web.dependencies import SESSION, TheMember, ThePages
from web.limits import client_of

router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303
Password = Annotated[str, Form(max_length=1000)]


@router.get("/sign-in")
def sign_in_page(request: Request, pages: ThePages, member: TheMember, then: str = "/") -> Response:
    """The form."""
    return (
        RedirectResponse("/account")
        if member
        else pages.render(request, "sign_in.html", then=_here(then), failed=False)
    )


@router.post("/sign-in")
async def sign_in(
    request: Request, pages: ThePages, name: Annotated[str, Form(max_length=254)], password: Password,
    then: Annotated[str, Form()] = "/",
) -> Response:  # fmt: skip
    """Begin a session, under a new token. Wrong names and wrong passwords are told in the same words, after the same time."""
    limiter, audit, client = request.app.state.limiter, request.app.state.audit, client_of(request)
    keys = (f"client {client}", f"name {name.strip().lower()}")
    if waiting := max(limiter.barred(key) for key in keys):
        raise HTTPException(
            429, f"Too many attempts. Try again in {-(-waiting // 60)} minutes.", {"Retry-After": str(waiting)}
        )
    accounts: Accounts = request.app.state.accounts
    member = await run_in_threadpool(accounts.check, name, password)
    if member is None:
        for key in keys:
            limiter.failed(key)
        audit.note("sign-in refused", client=client)
        return pages.render(request, "sign_in.html", 403, then=_here(then), failed=True)
    if old := request.cookies.get(SESSION):
        accounts.end(old)
    audit.note("signed in", member=member.name)
    return with_session(request, accounts.begin(member), _here(then))


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
def account(request: Request, pages: ThePages, member: TheMember) -> Response:
    """Who one is here, one's password and tokens."""
    return _account(request, pages, _signed_in(member))


@router.post("/account/password")
def change_password(request: Request, pages: ThePages, member: TheMember, old: Password, new: Password) -> Response:
    """A new password; every session ends, and this one begins anew."""
    member, accounts = _signed_in(member), request.app.state.accounts
    if accounts.check(member.name, old) is None:
        return _account(request, pages, member, 403, problem="wrong")
    if len(new) < SHORTEST:
        return _account(request, pages, member, 422, problem="short")
    accounts.change(member.name, password=new)
    return with_session(request, accounts.begin(member), "/account")


@router.post("/account/tokens")
def issue(
    request: Request, pages: ThePages, member: TheMember, label: Annotated[str, Form(max_length=80)] = ""
) -> Response:
    """A new token for a program, shown this once."""
    member = _signed_in(member)
    token = request.app.state.accounts.issue(member, label.strip() or "token")
    request.app.state.audit.note("token issued", member=member.name)
    return _account(request, pages, member, token=token)


@router.post("/account/tokens/{token_id}/revoke")
def revoke(request: Request, token_id: str, member: TheMember) -> Response:
    """End a token."""
    member = _signed_in(member)
    request.app.state.accounts.revoke(member, token_id)
    request.app.state.audit.note("token revoked", member=member.name)
    return RedirectResponse("/account", _SEE_OTHER)


def _account(
    request: Request, pages: ThePages, member: Member, status: int = 200, *, problem: str = "", token: str = ""
) -> Response:
    tokens = request.app.state.accounts.tokens(member)
    return pages.render(request, "account.html", status, tokens=tokens, problem=problem, token=token, shortest=SHORTEST)


def _signed_in(member: Member | None) -> Member:
    if member is None:
        raise HTTPException(401, "Sign in first.")
    return member


def _here(then: str) -> str:
    """A path of this site: an address of another would make the form a way to lead people astray."""
    return then if then.startswith("/") and not then.startswith(("//", "/\\")) else "/"
