"""My workspace: a member's kept things from the server; without an account, those of the device, filled in by scripts."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from kb.access.accounts import Member
from kb.alerts.alerts import Alerts
from kb.errors import NotFound
from kb.library import Library
from kb.model import Document, Reader
from kb.search.scope import all_documents
from kb.translations import Translate, translator
from kb.workspace.lists import Kept, WorkList
from web.dependencies import TheMember, TheReader, TheServices
from web.render.templates import chosen_language
from web.routes.pages.discovery import coins_at
from web.services import Services

router = APIRouter(include_in_schema=False)

FIRST_LIST = "Pinned works"  # the name of a member's first list, shown in their language
MOST_ON_DEVICE = 200  # works whose cards are requested at once


@dataclass(frozen=True)
class ShownList:
    """A list, its name in the member's language, and those of its works that the member may see now, with notes."""

    held: WorkList
    name: str
    works: list[tuple[Document, str]]


@dataclass(frozen=True)
class ShownKept:
    """Something kept: the words to show, and the state of its e-mails: "on", "waiting" or "off"."""

    kept: Kept
    words: str
    mails: str


@router.get("/workspace")
def workspace(
    request: Request, services: TheServices, reader: TheReader, member: TheMember,
    left: Annotated[int, Query(ge=0)] = 0,
) -> Response:  # fmt: skip
    """Pinned works in lists, kept answers, searches, needs and ideas, sent needs, uploads; `left`: things of a device left out."""
    own = _own(services, reader, member, translator(chosen_language(request))) if member is not None else {}
    return services.templates.render(request, "workspace.html", coins=coins_at(request), left=left, **own)


def _own(services: Services, reader: Reader, member: Member, translate: Translate) -> dict[str, Any]:
    visible = {document.id: document for document in all_documents(services.library, reader)}
    lists = [
        ShownList(
            entry,
            translate(FIRST_LIST) if entry.name == FIRST_LIST else entry.name,
            [(visible[pin.document], pin.note) for pin in entry.pins if pin.document in visible],
        )
        for entry in services.workspace.lists(member.id)
    ]
    kept = [
        shown for entry in services.workspace.kept(member.id) if (shown := _shown(services.library, entry, visible))
    ]
    return {
        "lists": lists, "kept": kept, "seen": visible, "sent": services.sent_needs.of_member(member.id),
        "jobs": services.uploads.of(member)[::-1] if member.may("contributor") else [],
    }  # fmt: skip


def _shown(library: Library, kept: Kept, visible: dict[str, Document]) -> ShownKept | None:
    """A kept thing as it is shown; None for an answer with a document that the member may no longer see."""
    words = kept.text
    if kept.kind == "answer":
        try:
            words = str(library.catalogue.saved_answers.find(kept.text, list(visible)).answer["question"])
        except NotFound:
            return None
    mails = "off"
    if kept.alert:
        with suppress(NotFound):
            mails = "on" if Alerts(library).find(kept.alert).confirmed else "waiting"
    return ShownKept(kept, words, mails)


@router.get("/workspace/works")
def works(
    request: Request, services: TheServices, reader: TheReader,
    document: Annotated[list[str], Query(max_length=MOST_ON_DEVICE)] = [],  # noqa: B006 - FastAPI copies it
) -> Response:  # fmt: skip
    """The cards of works by id, for a list kept on a device; those that the reader may not see are left out."""
    visible = {found.id: found for found in all_documents(services.library, reader)}
    found = [visible[name] for name in dict.fromkeys(document) if name in visible]
    return services.templates.render(request, "workspace_works.html", works=found, coins=coins_at(request))
