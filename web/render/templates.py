"""Templates, in the reader's language."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from fastapi.templating import Jinja2Templates
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from kb.output.urls import entity_url, page_url
from kb.search.snippets import matching_words
from kb.text.terms import Words

T = TypeVar("T")
LANGUAGES = ("it", "en")
_ONE_YEAR = 365 * 24 * 3600


class Templates:
    """Renders templates; `_` in them translates from English by the catalogues in `locales/`."""

    def __init__(self, folder: Path) -> None:
        self._templates = Jinja2Templates(folder / "templates")
        self._templates.env.trim_blocks = self._templates.env.lstrip_blocks = True
        self._templates.env.globals.update(page_url=page_url, entity_url=entity_url, marked=marked)
        self._messages = {code: _load(folder / "locales" / f"{code}.po") for code in LANGUAGES}
        self._static = {path.name: int(path.stat().st_mtime) for path in (folder / "static").iterdir()}

    def translator(self, language: str) -> Callable[..., str]:
        """`_(message, name=value …)` for a language."""
        messages = self._messages[language]

        def translate(message: str, **values: object) -> str:
            text = messages.get(message) or message
            return text.format(**values) if values else text

        return translate

    def render(self, request: Request, name: str, status: int = 200, **context: Any) -> Response:
        """A page as the reader should see it."""
        language = chosen_language(request)
        context |= self._common(request, language)
        response = self._templates.TemplateResponse(request, name, context, status_code=status)
        response.headers["Content-Language"] = language
        response.headers["Vary"] = "Accept-Language, Cookie"
        if request.query_params.get("lang") in LANGUAGES:
            response.set_cookie("lang", language, max_age=_ONE_YEAR, samesite="lax", httponly=True)
        return response

    def fragment(self, request: Request, name: str, **context: Any) -> str:
        """A part of a page, as HTML."""
        context |= self._common(request, chosen_language(request))
        return self._templates.get_template(name).render(context)

    def _common(self, request: Request, language: str) -> dict[str, Any]:
        return {
            "_": self.translator(language),
            "language": language,
            "number": lambda value: format_decimal(value, locale=language),
            "percent": lambda value: format_percent(value, locale=language),
            "day_of": lambda value: format_date(datetime.fromisoformat(value), format="long", locale=language),
            "day": lambda value: format_date(value, format="long", locale=language),
            "static": lambda file: f"/static/{file}?{self._static.get(file, 0)}",
            "member": getattr(request.state, "member", None),
            "mails": request.app.state.mailer is not None,
            "here": lambda **changes: _relative(request, changes),
        }


def turned_to(items: Sequence[T], page: str, each: int) -> tuple[Sequence[T], dict[str, int]]:
    """The items on one page of a list, and what the template shows of where one is. A senseless page is the first."""
    last = max(-(-len(items) // each), 1)
    number = min(max(int(page) if page.isdecimal() else 1, 1), last)
    return items[(number - 1) * each : number * each], {"total": len(items), "page": number, "pages": last}


def _relative(request: Request, changes: dict[str, str]) -> str:
    """This page's address with other parameters, "" for those to leave out, without the host."""
    kept = {name: value for name, value in changes.items() if value != ""}
    url = request.url.remove_query_params([*changes]).include_query_params(**kept)
    return f"{url.path}?{url.query}" if url.query else url.path


def _load(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and message.string}


def chosen_language(request: Request) -> str:
    """The language asked for by link, kept in the cookie, or preferred by the browser; English otherwise."""
    for wanted in (request.query_params.get("lang"), request.cookies.get("lang")):
        if wanted in LANGUAGES:
            return str(wanted)
    preferred: list[tuple[float, str]] = []
    for part in request.headers.get("accept-language", "").split(","):
        code, _, quality = part.partition(";q=")
        try:
            preferred.append((-float(quality or 1), code.strip()[:2].lower()))
        except ValueError:
            continue
    return next((code for _, code in sorted(preferred) if code in LANGUAGES), "en")


def marked(text: str, words: Words) -> Markup:
    """The text, escaped, with the words of the query marked."""
    return mark_spans(text, matching_words(text, words))


def mark_spans(text: str, spans: Sequence[tuple[int, int]]) -> Markup:
    """The text, escaped, with these spans marked; spans are in order and don't overlap."""
    parts, at = [], 0
    for start, end in spans:
        parts += [escape(text[at:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        at = end
    return Markup("").join([*parts, escape(text[at:])])
