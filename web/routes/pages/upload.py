"""Putting a document in, watching it become searchable, and correcting what is known of it."""

from typing import Annotated, get_args

from fastapi import APIRouter, File, Form, UploadFile
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ingest.stated.corrections import correct
from kb.access.accounts import Member, Role
from kb.errors import InvalidManifest, NotFound
from kb.library import Library
from kb.model import OWNER, Access, Document, Kind
from kb.search.scope import open_document
from web.dependencies import TheLibrary, TheMember, TheTemplates
from web.jobs.uploads import UploadRefused, Uploads

router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303
# What the form for corrections has, by the manifest's names, in order.
FIELDS = (
    "title", "authors", "supervisors", "co_supervisors", "teachers", "organisations", "year", "kind", "language", "abstract",
    "access", "readers", "embargo_until", "place", "sdgs", "keywords",
)  # fmt: skip
_ROLES = {"authors": "author", "supervisors": "supervisor", "co_supervisors": "co-supervisor", "teachers": "teacher"}
_LISTED = {"place": "place", "sdgs": "sdg", "keywords": "keywords", "readers": "reader"}


def allowed(member: Member | None, role: Role) -> Member:
    """The member, if they may do what this role may. Raises 401 for nobody, 403 for others."""
    if member is None:
        raise HTTPException(401, "Sign in first.")
    if member.scope == "read":
        raise HTTPException(403, "This token may only read.")
    if not member.may(role):
        raise HTTPException(403, "Your account may not do this. Ask the librarian.")
    return member


def _jobs(request: Request) -> Uploads:
    jobs: Uploads = request.app.state.jobs
    return jobs


@router.get("/upload")
def upload_page(request: Request, templates: TheTemplates, member: TheMember) -> Response:
    """The form, and what one has put in before."""
    member = allowed(member, "contributor")
    return templates.render(request, "upload.html", jobs=_jobs(request).of(member)[::-1], problem="")


@router.post("/upload")
async def upload(
    request: Request, templates: TheTemplates, member: TheMember, file: Annotated[UploadFile, File()],
    access: Annotated[Access, Form()] = "internal", kind: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Keep a file; its page shows how it is read."""
    member = allowed(member, "contributor")
    jobs = _jobs(request)
    stated = kind if kind in get_args(Kind) else None
    try:
        job = await run_in_threadpool(jobs.take, member, file.filename or "", file.file, access, stated)
    except UploadRefused as error:
        return templates.render(request, "upload.html", error.status, jobs=jobs.of(member)[::-1], problem=str(error))
    request.app.state.audit.note("uploaded", member=member.name, file=job.name, access=access)
    return RedirectResponse(f"/uploads/{job.id}", _SEE_OTHER)


@router.get("/uploads/{job_id}")
def upload_state(request: Request, job_id: str, templates: TheTemplates, member: TheMember) -> Response:
    """How far an upload has come; the page asks again by itself until it is done."""
    job = _jobs(request).find(job_id, allowed(member, "contributor"))
    if job is None:
        raise NotFound(f"upload {job_id}")
    return templates.render(request, "job.html", job=job)


@router.get("/documents/{document_id}/edit")
def edit_page(
    request: Request, document_id: str, library: TheLibrary, templates: TheTemplates, member: TheMember
) -> Response:
    """What is known of a document, to be corrected."""
    document = _editable(request, library, document_id, member)
    return templates.render(request, "edit.html", document=document, values=values(library, document), problem="")


@router.post("/documents/{document_id}/edit")
async def edit(
    request: Request, document_id: str, library: TheLibrary, templates: TheTemplates, member: TheMember
) -> Response:
    """Put what was changed in, for good: it wins over all that is read later."""
    document = _editable(request, library, document_id, member)
    form, before = await request.form(), values(library, document)
    said = {name: str(form[name]).replace("\r\n", "\n").strip() for name in FIELDS if name in form}
    changed = {name: value for name, value in said.items() if value != before[name]}
    if emptied := [name for name, value in changed.items() if not value]:
        changed = {name: value for name, value in changed.items() if value}
        changed |= dict.fromkeys(emptied, None)  # type: ignore[arg-type]
    try:
        await run_in_threadpool(correct, library, document_id, changed)
    except InvalidManifest as error:
        problem = str(error).partition("the correction: ")[2] or str(error)
        return templates.render(
            request, "edit.html", 422, document=document, values={**before, **said}, problem=problem
        )
    request.app.state.audit.note(
        "corrected", member=member.name if member else "", document=document_id, fields=", ".join(changed)
    )
    return RedirectResponse(f"/documents/{document_id}", _SEE_OTHER)


@router.post("/documents/{document_id}/withdraw")
async def withdraw(
    document_id: str, library: TheLibrary, member: TheMember, reason: Annotated[str, Form(max_length=300)] = ""
) -> Response:
    """Take a document out for good; its address then says so."""
    allowed(member, "curator")
    document = open_document(library, document_id, OWNER).document
    await run_in_threadpool(library.withdraw, document, " ".join(reason.split()))
    return RedirectResponse(f"/documents/{document_id}", _SEE_OTHER)


def _editable(request: Request, library: Library, document_id: str, member: Member | None) -> Document:
    """A document that the member may correct: curators any, contributors their own. For others it isn't here."""
    member = allowed(member, "contributor")
    if not member.may("curator") and not _jobs(request).owns(member, document_id):
        raise NotFound(f"document {document_id}")
    return open_document(library, document_id, OWNER).document


def values(library: Library, document: Document) -> dict[str, str]:
    """What the form begins with: each field as one text, several values separated by ";"."""
    fields = library.catalogue.metadata.fields(document.id)
    found = {
        name: str(getattr(document, name) or "")
        for name in ("title", "year", "kind", "language", "abstract", "access", "embargo_until")
    }
    found |= {name: "; ".join(p.name for p in document.people if p.role == role) for name, role in _ROLES.items()}
    found["organisations"] = "; ".join(o.name for o in document.organisations if o.role != "university")
    found |= {name: "; ".join(f.value for f in fields if f.name == key) for name, key in _LISTED.items()}
    return found
