"""The curators' queue: doubtful names and fields, each decided with one key or one button."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from ingest.stated.corrections import correct
from kb.errors import InvalidManifest
from kb.library import Library
from kb.model import KINDS, OWNER
from kb.people.curation import doubtful_fields, doubtful_names, set_rule, spellings
from kb.search.scope import open_document
from kb.store.name_rules import NameKind
from kb.subjects.aliases import ORGANISATION_KINDS
from kb.translations import remark
from web.dependencies import TheMember, TheReader, TheServices, after_form
from web.errors import LocalisedError
from web.render.templates import chosen_language, paginate
from web.routes.pages.upload import allowed

router = APIRouter(include_in_schema=False)

_ROWS = 50  # of each list on a page
_FIELD_OF = {"author": "authors", "supervisor": "supervisors", "co-supervisor": "co_supervisors", "teacher": "teachers"}
ROLES = tuple(_FIELD_OF)  # that a curator can assign


class Decision(BaseModel):
    """A curator's decision on a name: join it with `target`, rename it to `target`, and so on; a role is that in `document`."""

    kind: NameKind
    name: str = Field(min_length=1, max_length=300)
    action: Literal["join", "part", "hide", "rename", "role", "type", "accept"]
    target: str = Field("", max_length=300)
    document: str = Field("", max_length=200)


@router.get("/curation")
def queue(request: Request, services: TheServices, member: TheMember, reader: TheReader, page: str = "1") -> Response:
    """The doubtful names and fields of the documents that the curator may see."""
    allowed(member, "curator")
    names, position = paginate(doubtful_names(services.library, reader), page, _ROWS)
    fields = doubtful_fields(services.library, reader)
    return services.templates.render(
        request, "curation.html", names=names, fields=fields[:_ROWS], more_fields=len(fields), roles=ROLES,
        organisation_kinds=ORGANISATION_KINDS, kinds=KINDS, **position,
    )  # fmt: skip


@router.post("/curation/names")
def decide(
    request: Request, services: TheServices, member: TheMember, reader: TheReader,
    decision: Annotated[Decision, Form()],
) -> Response:  # fmt: skip
    """Store a decision on a name and return to the queue."""
    name = allowed(member, "curator").name
    target = " ".join(decision.target.split())
    if decision.action in ("join", "rename", "role", "type") and not target:
        raise LocalisedError(422, "Say which name, role or kind.")
    _apply(services.library, decision, target, spellings(services.library, reader, decision.kind, decision.name))
    services.audit.note(
        "curated", member=name, kind=decision.kind, name=decision.name, action=decision.action, target=target
    )
    return after_form(request, "/curation")


def _apply(library: Library, decision: Decision, target: str, written: tuple[str, ...]) -> None:
    if decision.action == "role":
        _assign_role(library, decision.document, decision.name, target)
    elif decision.action == "type":
        if target not in ORGANISATION_KINDS:
            raise LocalisedError(422, "Say which name, role or kind.")
        library.catalogue.name_rules.set_organisation_kind(decision.name, target)
    if decision.action in ("role", "type"):  # a name with either is right; earlier decisions on its spellings stay
        decided = library.catalogue.name_rules.all(decision.kind)
        written = tuple(name for name in written if name not in decided)
    rule = {"join": ("same", target), "rename": ("same", target), "part": ("apart", ""), "hide": ("hidden", "")}.get(
        decision.action, ("right", "")
    )
    for name in written:
        set_rule(library, decision.kind, name, rule)


def _assign_role(library: Library, document_id: str, name: str, role: str) -> None:
    """State a person's role in a document, beside the people who already have it."""
    if role not in ROLES:
        raise LocalisedError(422, "Say which name, role or kind.")
    document = open_document(library, document_id, OWNER).document
    holders = [person.name for person in document.people if person.role == role]
    correct(library, document_id, {_FIELD_OF[role]: "; ".join(dict.fromkeys((*holders, name)))})


class FieldDecision(BaseModel):
    """The value that a curator states for a document's field: the found one, or another."""

    document: str = Field(max_length=200)
    field: Literal["title", "year", "kind"]
    value: str = Field(min_length=1, max_length=1000)


@router.post("/curation/fields")
def decide_field(
    request: Request, services: TheServices, member: TheMember, decision: Annotated[FieldDecision, Form()]
) -> Response:
    """State a title, year or kind, and return to the queue."""
    name, value = allowed(member, "curator").name, " ".join(decision.value.split())
    try:
        correct(services.library, decision.document, {decision.field: value})
    except InvalidManifest as error:
        problem = str(error).partition("the correction: ")[2] or str(error)
        raise LocalisedError(422, remark(chosen_language(request), problem)) from error
    services.audit.note("corrected", member=name, document=decision.document, fields=decision.field)
    embedding = BackgroundTask(services.library.embedding_queue.run)  # a new title is embedded with its passages
    return after_form(request, "/curation#fields", embedding)
