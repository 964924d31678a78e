"""Comparison of works, as a page, a Word document and a table; references of the same works."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from kb.access.accounts import Member
from kb.explore.comparison import ASPECTS, MOST, compare
from kb.model import Document, Reader
from kb.output.comparison_report import table, word
from kb.output.reference import references_of
from kb.search.scope import all_documents
from kb.translations import translator
from web.compute_queue import computed
from web.dependencies import TheMember, TheReader, TheServices
from web.filters import Format
from web.links import SiteLinks
from web.render.downloads import WORD, ReferenceFile, attachment, bibliography
from web.render.templates import chosen_language
from web.routes.pages.account import signed_in
from web.services import Services, base_url

router = APIRouter(include_in_schema=False)


class Compared(BaseModel):
    """The works to compare: their ids, or the id of one of the member's lists, from which ids may select some."""

    document: Annotated[list[str], Field(max_length=300)] = []
    list: Annotated[str, Field(max_length=40)] = ""

    @property
    def address(self) -> dict[str, object]:
        """The parameters that lead to the same works."""
        return {"document": self.document} if self.document or not self.list else {"list": self.list}


def _works(services: Services, reader: Reader, member: Member | None, query: Compared) -> list[Document]:
    """The works that the reader may see, in the order of a list. Raises NotFound for a list that isn't the member's."""
    names = query.document
    if query.list and not names:
        names = [pin.document for pin in services.workspace.find_list(signed_in(member).id, query.list).pins]
    visible = {document.id: document for document in all_documents(services.library, reader)}
    return [visible[name] for name in dict.fromkeys(names) if name in visible]


@router.get("/workspace/compare")
@computed
def compared(
    request: Request, services: TheServices, reader: TheReader, member: TheMember, query: Annotated[Compared, Query()]
) -> Response:
    """A table of works and aspects; each cell is a sentence with its page, or "not stated"."""
    works = _works(services, reader, member, query)
    found = compare(services.library, [work.id for work in works], reader)
    return services.templates.render(
        request,
        "compare.html",
        works=found,
        is_cut=len(works) > MOST,
        aspects=ASPECTS,
        most=MOST,
        address=query.address,
    )


@router.get("/workspace/compare/export")
@computed
def export(
    request: Request, services: TheServices, reader: TheReader, member: TheMember, query: Annotated[Compared, Query()],
    format: Literal["docx", "csv"] = "docx",
) -> Response:  # fmt: skip
    """The same as a Word document or a CSV table."""
    works = compare(services.library, [work.id for work in _works(services, reader, member, query)], reader)
    links, language = SiteLinks(base_url(request)), chosen_language(request)
    if format == "csv":
        return attachment(table(works, links), "text/csv; charset=utf-8", "comparison.csv")
    return attachment(word(works, links, translator(language)), WORD, "comparison.docx")


@router.get("/workspace/references")
@computed
def references(
    request: Request, services: TheServices, reader: TheReader, member: TheMember, query: Annotated[Compared, Query()],
    format: Format = "bibtex",
) -> Response:  # fmt: skip
    """The references of the works, for a reference manager or in a citation style; those that the reader may not see are left out."""
    works = _works(services, reader, member, query)
    form = ReferenceFile(format, SiteLinks(base_url(request)), chosen_language(request))
    return bibliography(references_of(services.library, works), form, "works")
