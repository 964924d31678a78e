"""The home page, evaluation, about, and the documentation of the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter
from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from kb.explore.examples import examples
from kb.explore.overview import overview
from web.compute_queue import computed
from web.dependencies import TheReader, TheServices
from web.render.templates import chosen_language
from web.services import base_url

router = APIRouter(include_in_schema=False)

MEASURES = (
    "document@1", "document@5", "page@1", "page@5", "page@10", "cited_page", "quoted_evidence", "located",
    "rightly_refused", "wrongly_refused",
)  # fmt: skip
LOWER_IS_BETTER = frozenset({"wrongly_refused"})

_MEASURED = Path(__file__).parents[2] / "data" / "quality.md"
_EXAMPLES = {
    "/api/search": "?q=acqua+potabile&kind=thesis", "/api/suggest": "?q=acq", "/api/export": "?q=acqua&format=bibtex",
    "/api/experts": "?q=accoglienza+abitativa", "/api/ask": '{"question": "Quante famiglie hanno trovato casa?"}',
    "/api/match": '{"need": "Vorremmo recuperare il cibo invenduto dei mercati."}',
    "/api/prior-work": '{"idea": "Interviews with tenants about shared courtyards."}',
}  # fmt: skip


@router.get("/")
@computed
def home(request: Request, services: TheServices, reader: TheReader) -> Response:
    """The box to search or ask, with examples from the library, and an overview of it."""
    found = examples(services.library, reader, chosen_language(request))
    return services.templates.render(request, "home.html", overview=overview(services.library, reader), examples=found)


@router.get("/evaluation")
def evaluation(request: Request, services: TheServices) -> Response:
    """Measures of search and answers on the librarian's own questions, and their trend."""
    stored = services.library.catalogue.ledger.evaluations()
    charts = {name: chart([(e.at[:10], e.measured["all"].get(name)) for e in stored]) for name in MEASURES}
    return services.templates.render(
        request, "evaluation.html", evaluations=stored[::-1], charts={name: points for name, points in charts.items() if points},
        measures=MEASURES, lower_is_better=LOWER_IS_BETTER,
    )  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """A value (0..1) of a day, and its place on a chart of 120 by 60 units with 0 at the bottom."""

    day: str
    value: float
    x: float
    y: float


def chart(values: Sequence[tuple[str, float | None]]) -> list[Measured]:
    """The known values of (day, value) pairs in order, spread over the chart; a single one is at its end."""
    known = [(day, value) for day, value in values if value is not None]
    steps = max(len(known) - 1, 1)
    first = 1 if len(known) == 1 else 0
    return [
        Measured(day, value, round(12 + 102 * (at + first) / steps, 1), round(52 - 48 * value, 1))
        for at, (day, value) in enumerate(known)
    ]


@router.get("/about")
def about(request: Request, services: TheServices) -> Response:
    """The page on how the program works, its limits and all measurements."""
    return services.templates.render(request, "about.html", measured=measured())


@cache
def measured() -> Markup:
    """docs/quality.md as HTML; HTML in it is escaped."""
    text = (
        _MEASURED.read_text(encoding="utf-8")
        .replace("\n## ", "\n### ")
        .replace("\n# ", "\n## ")
        .removeprefix("# Quality and speed, as measured")
    )
    return Markup(MarkdownIt("commonmark", {"html": False}).enable("table").render(text))  # noqa: S704


@router.get("/api/docs")
def api(request: Request, services: TheServices) -> Response:
    """The documentation of the API, path by path, with examples; the page loads nothing from elsewhere."""
    described = request.app.openapi()
    return services.templates.render(
        request, "api.html", paths=described["paths"], examples=_EXAMPLES, base=base_url(request)
    )
