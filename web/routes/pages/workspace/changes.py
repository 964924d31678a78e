"""Changes to a member's workspace: pins, notes, lists, what a device holds, kept things and their alerts. Each leads back to the page it came from."""

from contextlib import suppress
from itertools import zip_longest
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.alerts.alerts import Alerts
from kb.errors import NotFound, TextTooLong
from kb.explore.needs import LONGEST, checked_length
from kb.model import Reader
from kb.search.scope import all_documents, open_document
from kb.workspace.lists import LONGEST_NAME, LONGEST_NOTE, Kept, KeptKind
from web.dependencies import TheMember, TheReader, TheServices, after_form
from web.routes.pages.account import local_path, signed_in
from web.routes.pages.alerts import request_alert
from web.routes.pages.workspace.page import FIRST_LIST, MOST_ON_DEVICE
from web.services import Services

router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303
Id = Annotated[str, Field(max_length=200)]
Note = Annotated[str, Field(max_length=2 * LONGEST_NOTE)]
KeptText = Annotated[str, Field(max_length=2 * LONGEST)]
Then = Annotated[str, Field(max_length=2000)]


class PinForm(BaseModel):
    """Works to add to a list ("": the first one), to remove from it ("": from all), or to write a note on."""

    action: Literal["pin", "unpin", "note"]
    document: Annotated[list[Id], Field(min_length=1, max_length=MOST_ON_DEVICE)]
    list: Id = ""
    note: Note = ""
    then: Then = "/workspace"


class DeviceForm(BaseModel):
    """Works kept on a device and the note on each, in the same order; and kinds and texts of what else is kept there, likewise."""

    document: Annotated[list[Id], Field(max_length=MOST_ON_DEVICE)] = []
    note: Annotated[list[Note], Field(max_length=MOST_ON_DEVICE)] = []
    kind: Annotated[list[KeptKind], Field(max_length=MOST_ON_DEVICE)] = []
    text: Annotated[list[KeptText], Field(max_length=MOST_ON_DEVICE)] = []


class ListForm(BaseModel):
    """A list to create by its name, or to delete by its id."""

    action: Literal["add", "remove"]
    name: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    list: Id = ""


class KeepForm(BaseModel):
    """Something to keep (kind and text); or, by its id, to delete or to switch its alert on or off."""

    action: Literal["keep", "drop", "mail", "stop"]
    kind: KeptKind = "search"
    text: KeptText = ""
    kept: Id = ""
    email: Annotated[str, Field(max_length=254)] = ""
    then: Then = "/workspace"


@router.post("/workspace/pins")
def pins(
    request: Request, services: TheServices, reader: TheReader, member: TheMember, form: Annotated[PinForm, Form()]
) -> Response:
    """Pin or unpin works, or write a note."""
    own, workspace = signed_in(member).id, services.workspace
    if form.action == "pin":
        target = form.list or _first_list(services, own)
        for document in form.document:
            workspace.pin(own, open_document(services.library, document, reader).id, target)
    elif form.action == "unpin":
        for document in form.document:
            workspace.unpin(own, document, form.list)
    else:
        workspace.note(own, form.document[0], form.list, _checked(form.note))
    return after_form(request, local_path(form.then))


@router.post("/workspace/device")
def moved(services: TheServices, reader: TheReader, member: TheMember, form: Annotated[DeviceForm, Form()]) -> Response:
    """Pin the works of a device with their notes, and keep what else it keeps.

    Works that the member may not see, and answers that quote such, are left out, and counted on the page.
    """
    own, workspace = signed_in(member).id, services.workspace
    notes = dict(zip_longest(form.document, map(_checked, form.note), fillvalue=""))
    visible = [document.id for document in all_documents(services.library, reader) if document.id in notes]
    target = _first_list(services, own) if visible else ""
    for document in sorted(visible, key=form.document.index):
        workspace.pin(own, document, target, notes[document])
    left = len(notes) - len(visible)
    for kind, text in zip(form.kind, form.text, strict=False):
        try:
            _keep(services, reader, own, kind, text)
        except NotFound:
            left += 1
    return RedirectResponse(f"/workspace?left={left}" if left else "/workspace", _SEE_OTHER)


def _checked(note: str) -> str:
    """A note as it is stored. Raises TextTooLong."""
    note = note.replace("\r\n", "\n").strip()
    if len(note) > LONGEST_NOTE:
        raise TextTooLong(len(note), LONGEST_NOTE)
    return note


def _first_list(services: Services, member: int) -> str:
    """The id of the member's first list, created if there is none."""
    held = services.workspace.lists(member)
    return (held[0] if held else services.workspace.add_list(member, FIRST_LIST)).id


@router.post("/workspace/lists")
def lists(services: TheServices, member: TheMember, form: Annotated[ListForm, Form()]) -> Response:
    """Create a list, or delete one with its notes."""
    own = signed_in(member).id
    if form.action == "remove":
        services.workspace.remove_list(own, form.list)
    elif name := " ".join(form.name.split()):
        services.workspace.add_list(own, name)
    else:
        raise HTTPException(422, "The list needs a name. Go back and enter one.")
    return RedirectResponse("/workspace", _SEE_OTHER)


@router.post("/workspace/kept")
def kept(
    request: Request, services: TheServices, reader: TheReader, member: TheMember, form: Annotated[KeepForm, Form()]
) -> Response:
    """Keep an answer, search, need or idea; delete it; switch its alert on or off."""
    own = signed_in(member).id
    if form.action == "keep":
        _keep(services, reader, own, form.kind, form.text)
        return RedirectResponse(local_path(form.then), _SEE_OTHER)
    entry = services.workspace.find_kept(own, form.kept)
    _end_mails(services, own, entry)
    if form.action == "drop":
        services.workspace.drop(own, entry.id)
    elif form.action == "mail":
        _begin_mails(request, services, own, entry, form.email)
    return RedirectResponse("/workspace#kept", _SEE_OTHER)


def _keep(services: Services, reader: Reader, member: int, kind: KeptKind, text: str) -> None:
    """Keep something, unless it is empty. Raises NotFound for an answer that the member may not see."""
    text = checked_length(text.replace("\r\n", "\n"))
    if kind == "answer":
        visible = [document.id for document in all_documents(services.library, reader)]
        services.library.catalogue.saved_answers.find(text, visible)
    if text:
        services.workspace.keep(member, kind, text)


def _end_mails(services: Services, member: int, entry: Kept) -> None:
    if entry.alert:
        with suppress(NotFound):
            Alerts(services.library).remove(entry.alert)
        services.workspace.set_alert(member, entry.id, "")


def _begin_mails(request: Request, services: Services, member: int, entry: Kept, email: str) -> None:
    """Request e-mails about something kept; they start once the address has confirmed them."""
    if entry.kind == "answer":
        raise HTTPException(404)
    alert = request_alert(request, services, email, entry.kind, entry.text)
    if alert is None:
        raise HTTPException(409, "Too many e-mails to this address wait to be confirmed. Confirm one first.")
    services.workspace.set_alert(member, entry.id, alert.token)
