"""Uploading a document, following its ingestion, and correcting its metadata."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Form, UploadFile
from pydantic import BaseModel, Field
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ingest.stated.access import loosens
from ingest.stated.corrections import correct
from kb.access.accounts import Member, Role, reader_of
from kb.clock import iso_date, today
from kb.errors import InvalidManifest, NotFound
from kb.library import Library
from kb.model import OWNER, Access, Document, Kind, Rights
from kb.search.scope import is_visible, open_document
from kb.store.jobs.uploads import Upload
from kb.translations import remark, translator
from web.dependencies import TheMember, TheServices, after_form
from web.jobs.uploads import Stated, UploadRefused
from web.render.templates import chosen_language
from web.services import Services

router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303
MOST_FILES = 50  # of one form
_LOOSEN = "loosen"  # the checkbox that confirms that a document is opened to more people
# Fields of the correction form, by the manifest's names, in order.
FIELDS = (
    "title", "authors", "supervisors", "co_supervisors", "teachers", "organisations", "year", "kind", "language", "abstract",
    "access", "readers", "embargo_until", "place", "sdgs", "keywords",
)  # fmt: skip
_ROLES = {"authors": "author", "supervisors": "supervisor", "co_supervisors": "co-supervisor", "teachers": "teacher"}
_LISTED = {"place": "place", "sdgs": "sdg", "keywords": "keywords", "readers": "reader"}


def allowed(member: Member | None, role: Role) -> Member:
    """The member if they have the rights of a role. Raises HTTPException: 401 for anonymous visitors, 403 for others."""
    if member is None:
        raise HTTPException(401, "Sign in to continue.")
    if member.scope == "read":
        raise HTTPException(403, "This token is read-only. Create one that may write.")
    if not member.may(role):
        raise HTTPException(403, "Your account doesn't allow this. Ask the librarian.")
    return member


@router.get("/upload")
def upload_page(request: Request, services: TheServices, member: TheMember) -> Response:
    """The upload form; for curators also the state of the job queue."""
    work = services.work.overview() if allowed(member, "contributor").may("curator") else None
    return services.templates.render(request, "upload.html", problems=[], taken=0, form=UploadForm(), work=work)


class UploadForm(BaseModel):
    """Files with their access and kind; an empty or unknown kind is determined from each file."""

    file: list[UploadFile] = []
    access: Access = "internal"
    kind: Annotated[str, Field(max_length=20)] = ""
    embargo_until: Annotated[str, Field(max_length=10)] = ""
    readers: Annotated[str, Field(max_length=2000)] = ""

    def stated(self) -> Stated:
        """The stated fields of each file. Raises UploadRefused for an invalid date."""
        until = self.embargo_until.strip()
        if until and not iso_date(until):
            raise UploadRefused(422, "The end of the embargo must be a date like 2027-01-31.")
        names = tuple(dict.fromkeys(" ".join(name.split()).lower() for name in re.split("[;,\n]", self.readers)))
        return Stated(
            self.access, self.kind if self.kind in get_args(Kind) else None, iso_date(until), tuple(filter(None, names))
        )


@router.post("/upload")
def upload(
    request: Request, services: TheServices, member: TheMember,
    form: Annotated[UploadForm, Form(media_type="multipart/form-data")],
) -> Response:  # fmt: skip
    """Store files and queue them; leads to the page with the state of the one, or of all. Tells which were refused, and why."""
    jobs, refused = _take(services, allowed(member, "contributor"), form)
    if refused:
        translate = translator(chosen_language(request))
        problems = [(name, translate(error.message, **error.values)) for name, error in refused]
        return services.templates.render(
            request, "upload.html", refused[0][1].status, problems=problems, taken=len(jobs), form=form, work=None
        )
    return after_form(request, f"/uploads/{jobs[0].id}" if len(jobs) == 1 else "/uploads")


def _take(services: Services, member: Member, form: UploadForm) -> tuple[list[Upload], list[tuple[str, UploadRefused]]]:
    """(the accepted uploads, (name, reason) of each refused file)."""
    jobs, refused = [], []
    if not form.file:
        refused.append(("", UploadRefused(422, "Choose one or more files.")))
    for file in form.file[:MOST_FILES]:
        name = file.filename or ""
        try:
            jobs.append(services.uploads.take(member, name, file.file, form.stated()))
            services.audit.note("uploaded", member=member.name, file=jobs[-1].name, access=form.access)
        except UploadRefused as error:
            refused.append((name, error))
    if len(form.file) > MOST_FILES:
        message = "Only the first {count} files were received. Send the others next."
        refused.append(("", UploadRefused(413, message, count=MOST_FILES)))
    return jobs, refused


@router.get("/uploads")
def uploads(request: Request, services: TheServices, member: TheMember) -> Response:
    """The state of the member's uploads, newest first; the page reloads itself while one is being read."""
    member = allowed(member, "contributor")
    jobs = services.uploads.of(member)[::-1]
    return services.templates.render(request, "uploads.html", jobs=jobs, seen=_seen(services, member, jobs))


@router.get("/uploads/{job_id}")
def upload_state(request: Request, job_id: str, services: TheServices, member: TheMember) -> Response:
    """The state of an upload; the page reloads itself until the upload is done."""
    member = allowed(member, "contributor")
    job = services.uploads.find(job_id, member)
    if job is None:
        raise NotFound(f"upload {job_id}")
    return services.templates.render(request, "job.html", job=job, seen=_seen(services, member, [job]))


def _seen(services: Services, member: Member, jobs: Sequence[Upload]) -> frozenset[str]:
    """The ids of the documents of uploads that the member may see: not all, if one is restricted or under embargo."""
    documents = {job.document for job in jobs if job.document}
    return frozenset(one for one in documents if is_visible(services.library, one, reader_of(member)))


@router.get("/documents/{document_id}/edit")
def edit_page(request: Request, document_id: str, services: TheServices, member: TheMember) -> Response:
    """The form to correct a document's metadata."""
    document = _editable(services, document_id, member)
    known = values(services.library, document)
    return services.templates.render(request, "edit.html", document=document, values=known, before=known, problem="")


@dataclass(frozen=True)
class Corrections:
    """The correction form as it was sent: its fields, their values when it was opened, and whether opening the document is meant."""

    sent: Mapping[str, str]
    opened: Mapping[str, str]
    is_meant: bool

    def changes(self, before: Mapping[str, str]) -> dict[str, str | None]:
        """The fields that the person has changed, None for an emptied one. A program sends no former values: for it, `before` counts."""
        return {
            name: value or None
            for name, value in self.sent.items()
            if value != self.opened.get(name, _plain(before[name]))
        }

    def overtaken(self, before: Mapping[str, str]) -> list[str]:
        """The changed fields that somebody else has changed since the form was opened, to another value."""
        return [
            name
            for name in self.changes(before)
            if name in self.opened and _plain(before[name]) not in (self.opened[name], self.sent[name])
        ]


def _plain(value: str) -> str:
    return value.replace("\r\n", "\n").strip()


async def _corrections(request: Request) -> Corrections:
    form = await request.form()
    sent, opened = ({n: _plain(str(form[p + n])) for n in FIELDS if p + n in form} for p in ("", "opened_"))
    return Corrections(sent, opened, bool(form.get(_LOOSEN)))


@router.post("/documents/{document_id}/edit")
def edit(
    request: Request, document_id: str, services: TheServices, member: TheMember,
    form: Annotated[Corrections, Depends(_corrections)],
) -> Response:  # fmt: skip
    """Store the changed fields as corrections, which win over anything read later; an emptied field is read again,
    and emptied readers are nobody.

    Changes that open the document to more people are shown again, to be confirmed, and so are those of fields that somebody else
    has changed meanwhile.
    """
    document = _editable(services, document_id, member)
    before = values(services.library, document)
    changes = form.changes(before)
    held = Rights(document.access, document.embargo_until, tuple(filter(None, before["readers"].split("; "))))
    problem, opens = _overtaken(request, form, before), loosens(held, changes)
    if opens and not form.is_meant:
        problem = problem or translator(chosen_language(request))(
            "This opens the document to more people. Confirm it below."
        )
    elif opens and changes.get("embargo_until", "") is None:
        changes["embargo_until"] = today().isoformat()
    try:
        if not problem:
            correct(services.library, document_id, changes)
    except InvalidManifest as error:
        problem = remark(chosen_language(request), str(error).partition("the correction: ")[2] or str(error))
    if problem:
        known = {**before, **{name: form.sent[name] for name in form.changes(before)}}
        return services.templates.render(
            request, "edit.html", 422, document=document, values=known, before=before, problem=problem, opens=opens
        )
    name = member.name if member else ""
    services.audit.note("corrected", member=name, document=document_id, fields=", ".join(changes))
    embedding = BackgroundTask(services.library.embedding_queue.run)  # a new title is embedded with its passages
    is_seen = member is not None and is_visible(services.library, document_id, reader_of(member))
    return RedirectResponse(f"/documents/{document_id}" if is_seen else "/uploads", _SEE_OTHER, background=embedding)


def _overtaken(request: Request, form: Corrections, before: Mapping[str, str]) -> str:
    """What somebody else has changed meanwhile, and how to replace it; "" if nothing."""
    translate = translator(chosen_language(request))
    made = "; ".join(
        f"{translate(f'edit {name}')}: {translate('“{title}”', title=before[name])}" for name in form.overtaken(before)
    )
    return made and translate(
        "Meanwhile somebody else made these changes: {changes}. Save again to replace them with yours.", changes=made
    )


@router.post("/documents/{document_id}/withdraw")
def withdraw(
    document_id: str, services: TheServices, member: TheMember, reason: Annotated[str, Form(max_length=300)] = ""
) -> Response:
    """Withdraw a document permanently; its address then gives the date and the reason."""
    curator = allowed(member, "curator")
    document = open_document(services.library, document_id, OWNER).document
    services.library.withdraw(document, reason=" ".join(reason.split()), member=curator.name)
    return RedirectResponse(f"/documents/{document_id}", _SEE_OTHER)


def _editable(services: Services, document_id: str, member: Member | None) -> Document:
    """A document that the member may correct: any for curators, their own for contributors. Raises NotFound for others."""
    member = allowed(member, "contributor")
    if not member.may("curator") and not services.uploads.owns(member, document_id):
        raise NotFound(f"document {document_id}")
    return open_document(services.library, document_id, OWNER).document


def values(library: Library, document: Document) -> dict[str, str]:
    """The form's initial values by field; several values are separated by ";"."""
    fields = library.catalogue.metadata.fields(document.id)
    found = {
        name: str(getattr(document, name) or "")
        for name in ("title", "year", "kind", "language", "abstract", "access", "embargo_until")
    }
    found |= {name: "; ".join(p.name for p in document.people if p.role == role) for name, role in _ROLES.items()}
    found["organisations"] = "; ".join(o.name for o in document.organisations if o.role != "university")
    found |= {name: "; ".join(f.value for f in fields if f.name == key) for name, key in _LISTED.items()}
    return found
