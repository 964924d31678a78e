"""The office's inbox: the needs that were sent, their assignees and answers."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.access.accounts import Member
from kb.access.audit import Event
from kb.workspace.need_mail import answer_to_sender
from kb.workspace.sent_needs import LONGEST_MESSAGE, STATES, SentNeed
from web.dependencies import TheMember, TheReader, TheServices
from web.links import SiteLinks
from web.render.templates import paginate
from web.routes.pages.office.shown import found_now, post
from web.routes.pages.upload import allowed
from web.services import Services

router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303
_LISTED = 50
Action = Literal["assign", "answer", "close", "erase"]


@router.get("/office/needs")
def needs(request: Request, services: TheServices, member: TheMember, state: str = "", page: str = "1") -> Response:
    """The sent needs, newest first, all or those of one state."""
    allowed(member, "curator")
    chosen = state if state in STATES else ""
    listed, position = paginate(services.sent_needs.all(chosen), page, _LISTED)
    return services.templates.render(
        request, "office_needs.html", needs=listed, state=chosen, states=STATES, **position
    )


@router.get("/office/needs/{need_id}")
def need(
    request: Request, need_id: str, services: TheServices, reader: TheReader, member: TheMember, unsent: bool = False
) -> Response:
    """One need: its sender, what was found, messages, and the forms to assign and answer it; `unsent`: the sender wasn't told."""
    allowed(member, "curator")
    found = services.sent_needs.find(need_id)
    return services.templates.render(
        request, "office_need.html", need=found, found=found_now(services.library, found, reader),
        office=curators(services), unsent=unsent,
    )  # fmt: skip


def curators(services: Services) -> list[str]:
    """The names of the members to whom a need can be assigned."""
    return [member.name for member in services.accounts.members() if member.may("curator")]


class Decision(BaseModel):
    """An action of the office on a need."""

    action: Action
    assignee: Annotated[str, Field(max_length=254)] = ""
    text: Annotated[str, Field(max_length=2 * LONGEST_MESSAGE)] = ""


@router.post("/office/needs/{need_id}")
def change(need_id: str, services: TheServices, member: TheMember, decision: Annotated[Decision, Form()]) -> Response:
    """Assign, answer, close or erase a need."""
    office, action, needs = allowed(member, "curator"), decision.action, services.sent_needs
    page = f"/office/needs/{need_id}"
    if action == "assign":
        _assign(services, need_id, decision.assignee)
    elif action == "answer":
        if not _answer(services, needs.find(need_id), office, decision.text.replace("\r\n", "\n").strip()):
            page += "?unsent=1"
    elif action == "close":
        needs.close(need_id)
    else:
        needs.erase(need_id)
    services.audit.note(_DONE[action], need=need_id, member=office.name)
    return RedirectResponse("/office/needs" if action == "erase" else page, _SEE_OTHER)


_DONE: dict[Action, Event] = {
    "assign": "need assigned", "answer": "need answered", "close": "need closed", "erase": "need erased",
}  # fmt: skip


def _assign(services: Services, need_id: str, assignee: str) -> None:
    if assignee and assignee not in curators(services):
        raise HTTPException(422, "Only a curator can look after a need.")
    services.sent_needs.assign(need_id, assignee)


def _answer(services: Services, need: SentNeed, office: Member, text: str) -> bool:
    """Store an answer and mail it to the sender; False if the mail server refused it. Raises HTTPException 422."""
    if not text:
        raise HTTPException(422, "The answer is empty. Go back and write it.")
    answered = services.sent_needs.write(need.id, office.name, text)
    return post(services, answer_to_sender(answered, services.settings.office_email, SiteLinks(services.public_url)))
