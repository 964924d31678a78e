"""Asking to be written to when something new comes, confirming it, and ending it. Only where a mail server is set."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kb.alerts.alerts import AlertKind, Alerts, confirmation
from kb.explore.needs import LONGEST
from web.dependencies import TheLibrary, TheQueue, TheTemplates
from web.render.templates import chosen_language

router = APIRouter(include_in_schema=False)

_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\".]+")


@router.post("/alerts")
async def ask_for_alert(
    request: Request, queue: TheQueue, library: TheLibrary, templates: TheTemplates,
    email: Annotated[str, Form(max_length=254)], kind: Annotated[AlertKind, Form()],
    text: Annotated[str, Form(min_length=1, max_length=LONGEST)],
) -> Response:  # fmt: skip
    """Send a letter that asks whether the alert is wanted. The page says the same whatever is known of the address."""
    mailer = request.app.state.mailer
    if mailer is None:
        raise HTTPException(404)
    if not _ADDRESS.fullmatch(email.strip()):
        raise HTTPException(422, "That isn't an e-mail address. Go back and write it as name@example.org.")
    alert = Alerts(library).add(email.strip(), kind, text, chosen_language(request))
    if alert is not None:
        await queue(mailer.send, confirmation(alert, _base(request)))
    return templates.render(request, "alert.html", alert=None, state="sent")


@router.get("/alerts/{token}")
def alert(request: Request, token: str, library: TheLibrary, templates: TheTemplates) -> Response:
    """What the alert is for, with buttons: opening a page decides nothing, since programs open the links in letters."""
    found = Alerts(library).find(token)
    return templates.render(request, "alert.html", alert=found, state="confirmed" if found.confirmed else "waiting")


@router.post("/alerts/{token}")
def decide(
    request: Request, token: str, library: TheLibrary, templates: TheTemplates,
    decision: Annotated[Literal["confirm", "stop"], Form()],
) -> Response:  # fmt: skip
    """Confirm an alert, or end it."""
    alerts = Alerts(library)
    found = alerts.find(token)
    if decision == "stop":
        alerts.remove(token)
        return templates.render(request, "alert.html", alert=None, state="stopped")
    alerts.confirm(token)
    return templates.render(request, "alert.html", alert=found, state="confirmed")


def _base(request: Request) -> str:
    return request.app.state.public_url or str(request.base_url).rstrip("/")
