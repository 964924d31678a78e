"""Requesting, confirming and ending e-mail alerts about new works; offered only if a mail server is set."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kb.alerts.alerts import Alert, AlertKind, Alerts, confirmation
from kb.errors import MailError
from kb.explore.needs import LONGEST
from web.dependencies import TheServices, limit_in_all, limit_stored
from web.links import SiteLinks
from web.render.templates import chosen_language
from web.services import Services

router = APIRouter(include_in_schema=False)

# Only signs that mean themselves in the header of an e-mail: "group:ada@example.org" is the same mailbox to it, "=?utf-8?q?" other text.
_ADDRESS = re.compile(r"(?!.*=\?)[\w.!#$%&'*+/=?^`{|}~-]+@(?:[\w-]+\.)+[\w-]+")


@router.post("/alerts")
def ask_for_alert(
    request: Request, services: TheServices, email: Annotated[str, Form(max_length=254)],
    kind: Annotated[AlertKind, Form()], text: Annotated[str, Form(min_length=1, max_length=LONGEST)],
) -> Response:  # fmt: skip
    """Send an e-mail that asks to confirm the alert. The page doesn't reveal whether the address is known."""
    request_alert(request, services, email, kind, text)
    return services.templates.render(request, "alert.html", alert=None, state="sent")


def request_alert(request: Request, services: Services, email: str, kind: AlertKind, text: str) -> Alert | None:
    """Store an alert and send the e-mail that asks to confirm it; None if too many wait to be confirmed by its address.

    Raises HTTPException: 404 without a mail server, 422 for what is no address, 429 if too many are asked for. Raises MailError,
    and then stores nothing, so that it can be asked for again.
    """
    if services.mailer is None or not services.public_url:
        raise HTTPException(404)
    address = checked_address(email)
    limit_stored(request, services, "messages")
    limit_in_all(services, "confirmations")
    alerts = Alerts(services.library)
    alert = alerts.add(address, kind, text, chosen_language(request))
    if alert is not None:
        try:
            services.mailer.send(confirmation(alert, SiteLinks(services.public_url)))
        except MailError:
            alerts.remove(alert.token)
            raise
    return alert


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
