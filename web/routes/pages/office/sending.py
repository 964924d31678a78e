"""Sending a need to the office, and the page on which its sender follows it, writes again or deletes it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.explore.needs import LONGEST
from kb.explore.needs import match as find_match
from kb.model import Reader
from kb.output.need_report import word
from kb.translations import translator
from kb.workspace.need_mail import mailto, reply_to_office, to_office
from kb.workspace.sent_needs import LONGEST_MESSAGE, Found, Sender, SentNeed
from web.compute_queue import computed
from web.dependencies import TheMember, TheReader, TheServices, limit_stored
from web.links import SiteLinks
from web.render.downloads import WORD, attachment
from web.render.templates import chosen_language
from web.routes.pages.alerts import checked_address
from web.routes.pages.office.shown import found_now, post
from web.services import Services, base_url

router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303


class NeedForm(BaseModel):
    """The form that sends a need. Texts are longer in form encoding: line ends are two characters there."""

    need: Annotated[str, Field(max_length=2 * LONGEST)]
    name: Annotated[str, Field(max_length=200)] = ""
    email: Annotated[str, Field(max_length=254)] = ""
    places: Annotated[str, Field(max_length=300)] = ""
    consent: Annotated[str, Field(max_length=10)] = ""

    def checked(self) -> None:
        """Raise HTTPException 422 for missing fields, with what to do."""
        if not self.need.strip():
            raise HTTPException(422, "Write a text, or choose a file.")
        if not self.name.strip():
            raise HTTPException(422, "Your name is missing. Go back and enter it.")
        checked_address(self.email)
        if self.consent != "yes":
            raise HTTPException(422, "The office may only keep your need if you agree. Go back and tick the box.")


@router.post("/needs")
@computed
def send(
    request: Request, services: TheServices, reader: TheReader, member: TheMember, form: Annotated[NeedForm, Form()]
) -> Response:
    """Store a need for the office and mail it there, if mail is set up; leads to the sender's page."""
    form.checked()
    limit_stored(request, services, "messages")
    need, language = form.need.replace("\r\n", "\n").strip(), chosen_language(request)
    found = Found.of(find_match(services.library, need, reader))
    sender = Sender(" ".join(form.name.split()), form.email.strip(), language, member.id if member else None)
    sent = services.sent_needs.add(need, " ".join(form.places.split()), sender, found)
    services.audit.note("need sent", need=sent.id)
    if office := services.office_address:
        post(services, to_office(sent, office, services.library, SiteLinks(services.public_url)))
    return RedirectResponse(f"/needs/{sent.token}", _SEE_OTHER)


@router.get("/needs/{token}")
def followed(request: Request, token: str, services: TheServices, reader: TheReader) -> Response:
    """A need for its sender: its state, the answers, the matches."""
    return _page(request, services, reader, services.sent_needs.of_sender(token))


def _page(request: Request, services: Services, reader: Reader, need: SentNeed) -> Response:
    address = services.settings.office_email
    link = mailto(need, address) if address and not services.office_address else ""
    return services.templates.render(
        request, "sent_need.html", need=need, mailto=link, found=found_now(services.library, need, reader)
    )


@router.post("/needs/{token}")
def change(
    request: Request, token: str, services: TheServices, action: Annotated[Literal["write", "erase"], Form()],
    text: Annotated[str, Form(max_length=LONGEST_MESSAGE)] = "",
) -> Response:  # fmt: skip
    """Add the sender's message, or erase the need."""
    need = services.sent_needs.of_sender(token)
    if action == "erase":
        services.sent_needs.erase(need.id)
        services.audit.note("need erased", need=need.id, by="sender")
        return services.templates.render(request, "need_erased.html")
    limit_stored(request, services, "messages")
    if text.strip():
        need = services.sent_needs.write(need.id, "", text.replace("\r\n", "\n").strip())
        if office := services.office_address:
            post(services, reply_to_office(need, office, SiteLinks(services.public_url)))
    return RedirectResponse(f"/needs/{token}", _SEE_OTHER)


@router.get("/needs/{token}/export")
@computed
def export(request: Request, token: str, services: TheServices, reader: TheReader) -> Response:
    """The need as a Word document, with its sender and its current matches."""
    need = services.sent_needs.of_sender(token)
    found = find_match(services.library, need.text, reader)
    about = (f"{need.sender.name}, {need.sender.email}", need.places)
    data = word(found, SiteLinks(base_url(request)), translator(chosen_language(request)), tuple(filter(None, about)))
    return attachment(data, WORD, "need.docx")
