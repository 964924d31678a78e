"""Requesting, confirming and ending e-mail alerts about new works; offered only if a mail server is set."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kb.alerts.alerts import AlertKind, Alerts, confirmation
from kb.explore.needs import LONGEST
from web.dependencies import TheServices
from web.links import SiteLinks
from web.render.templates import chosen_language

router = APIRouter(include_in_schema=False)

_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\".]+")


@router.post("/alerts")
def ask_for_alert(
    request: Request, services: TheServices, email: Annotated[str, Form(max_length=254)],
    kind: Annotated[AlertKind, Form()], text: Annotated[str, Form(min_length=1, max_length=LONGEST)],
) -> Response:  # fmt: skip
    """Send an e-mail that asks to confirm the alert. The page doesn't reveal whether the address is known."""
    if services.mailer is None or not services.public_url:
        raise HTTPException(404)
    alert = Alerts(services.library).add(checked_address(email), kind, text, chosen_language(request))
    if alert is not None:
        services.mailer.send(confirmation(alert, SiteLinks(services.public_url)))
    return services.templates.render(request, "alert.html", alert=None, state="sent")


def checked_address(email: str) -> str:
    """An e-mail address without white space around it. Raises HTTPException 422."""
    address = email.strip()
    if not _ADDRESS.fullmatch(address):
        raise HTTPException(422, "That isn't an e-mail address. Go back and enter it like name@example.org.")
    return address


@router.get("/alerts/{token}")
def alert(request: Request, token: str, services: TheServices) -> Response:
    """The alert, with buttons. Opening the page changes nothing, since mail programs open the links in e-mails."""
    found = Alerts(services.library).find(token)
    state = "confirmed" if found.confirmed else "waiting"
    return services.templates.render(request, "alert.html", alert=found, state=state)


@router.post("/alerts/{token}")
def decide(
    request: Request, token: str, services: TheServices, decision: Annotated[Literal["confirm", "stop"], Form()]
) -> Response:
    """Confirm an alert, or end it."""
    alerts = Alerts(services.library)
    found = alerts.find(token)
    if decision == "stop":
        alerts.remove(token)
        return services.templates.render(request, "alert.html", alert=None, state="stopped")
    alerts.confirm(token)
    return services.templates.render(request, "alert.html", alert=found, state="confirmed")
