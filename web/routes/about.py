"""What this is, how well it does, and how programs use it."""

from functools import cache
from pathlib import Path

from fastapi import APIRouter
from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from web.dependencies import ThePages

router = APIRouter(include_in_schema=False)

_MEASURED = Path(__file__).parent.parent.parent / "docs" / "quality.md"
_EXAMPLES = {
    "/api/search": "?q=acqua+potabile&kind=thesis", "/api/suggest": "?q=acq", "/api/export": "?q=acqua&format=bibtex",
    "/api/experts": "?q=accoglienza+abitativa", "/api/ask": '{"question": "Quante famiglie hanno trovato casa?"}',
    "/api/match": '{"need": "Vorremmo recuperare il cibo invenduto dei mercati."}',
    "/api/prior-work": '{"idea": "Interviews with tenants about shared courtyards."}',
}  # fmt: skip


@router.get("/about")
def about(request: Request, pages: ThePages) -> Response:
    """How it works, what it can't do, and every measurement."""
    return pages.render(request, "about.html", measured=measured())


@cache
def measured() -> Markup:
    """docs/quality.md as HTML; its own HTML, if it had any, is shown as text."""
    if not _MEASURED.is_file():
        return Markup("")
    text = (
        _MEASURED.read_text(encoding="utf-8")
        .replace("\n## ", "\n### ")
        .replace("\n# ", "\n## ")
        .removeprefix("# Quality and speed, as measured")
    )
    return Markup(MarkdownIt("commonmark", {"html": False}).enable("table").render(text))  # noqa: S704


@router.get("/api/docs")
def api(request: Request, pages: ThePages) -> Response:
    """The API, path by path, with examples; the page asks for nothing but itself."""
    described = request.app.openapi()
    base = str(request.base_url).rstrip("/")
    return pages.render(request, "api.html", paths=described["paths"], examples=_EXAMPLES, base=base)
