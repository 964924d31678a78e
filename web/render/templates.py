"""Rendering of templates in the reader's language."""

import re
import threading
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from babel import negotiate_locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, Template, pass_environment, select_autoescape
from jinja2.filters import do_truncate
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from kb.clock import today
from kb.model import Document
from kb.people.directory import Entity
from kb.people.experts import nobody
from kb.search.snippets import matching_words
from kb.text.terms import Words
from kb.translations import LANGUAGES, language_name, place_name, remark, translator
from web.links import LINKS, under_path

T = TypeVar("T")
_LOCALE_OF_DATES = {"en": "en_GB", "it": "it"}
_ONE_YEAR = 365 * 24 * 3600


class CompiledOnce(Environment):
    """Compiles each template once, for all threads that need it; by itself, each of them would compile its own copy."""

    def __init__(self, folder: Path) -> None:
        """The templates in `folder`, as they are when they are first used."""
        super().__init__(
            loader=FileSystemLoader(folder),
            autoescape=select_autoescape(),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._lock = threading.RLock()

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:
        """The template of this name."""
        with self._lock:
            return super().get_template(name, parent, globals)


@pass_environment
def _truncate(environment: Environment, text: str, length: int, whole: bool = False, end: str = "…") -> str:
    """Jinja's filter, with an ellipsis instead of three full stops; `whole` cuts at the length, in the middle of a word."""
    return do_truncate(environment, text, length, whole, end)


@cache
def _environment(folder: Path) -> Environment:
    """The templates in a folder, for all applications of this process."""
    environment = CompiledOnce(folder)
    environment.filters["truncate"] = _truncate
    environment.globals.update(
        links=LINKS, linked=linked, marked=marked, nobody=nobody, place_name=place_name, language_name=language_name,
        is_embargoed=is_embargoed,
    )  # fmt: skip
    return environment


class Templates:
    """The templates; `_` in them translates from English."""

    def __init__(self, folder: Path, *, sends_mail: bool) -> None:
        """`folder` has templates/ and static/; alerts are offered only if the server `sends_mail`."""
        self._templates, self._sends_mail = Jinja2Templates(env=_environment(folder / "templates")), sends_mail
        self._static = {path.name: int(path.stat().st_mtime) for path in (folder / "static").iterdir()}

    def render(self, request: Request, name: str, status: int = 200, **context: Any) -> Response:
        """A template as a response in the reader's language; remembers a language chosen by link in a cookie."""
        language = chosen_language(request)
        context |= self._common(request, language)
        response = self._templates.TemplateResponse(request, name, context, status_code=status)
        response.body = under_path(bytes(response.body).decode()).encode()
        response.headers["content-length"] = str(len(response.body))
        response.headers["Content-Language"] = language
        response.headers["Vary"] = "Accept-Language, Cookie"
        if request.query_params.get("lang") in LANGUAGES:
            response.set_cookie("lang", language, max_age=_ONE_YEAR, samesite="lax", httponly=True)
        return response

    def fragment(self, request: Request, name: str, **context: Any) -> str:
        """A part of a page, as HTML."""
        context |= self._common(request, chosen_language(request))
        return under_path(self._templates.get_template(name).render(context))

    def _common(self, request: Request, language: str) -> dict[str, Any]:
        return {
            "_": translator(language),
            "language": language,
            "sends_mail": self._sends_mail,
            "remark": lambda text: remark(language, text),
            "number": lambda value: format_decimal(value, locale=language),
            "percent": lambda value: format_percent(value, locale=language),
            "day_of": lambda value: long_date(datetime.fromisoformat(value), language),
            "short_day_of": lambda value: short_date(datetime.fromisoformat(value), language),
            "day": lambda value: long_date(value, language),
            "static": lambda file: f"/static/{file}?{self._static.get(file, 0)}",
            "member": getattr(request.state, "member", None),
            "is_pinned": lambda document: document in _pinned(request),
            "has_pictures": lambda document: has_pictures(request, document),
            "here": lambda **changes: _relative(request, changes),
        }


def _pinned(request: Request) -> set[str]:
    """Ids of the documents pinned by the signed-in member, looked up once per request; none for anonymous visitors."""
    member = getattr(request.state, "member", None)
    if not hasattr(request.state, "pinned"):
        request.state.pinned = request.app.state.services.workspace.pinned(member.id) if member else set()
    pinned: set[str] = request.state.pinned
    return pinned


def has_pictures(request: Request, document: Document) -> bool:
    """Whether a document's pages can be shown as pictures; those of slides and Word documents once they are made."""
    return document.format == "pdf" or request.app.state.services.office_pages.pdf(document) is not None


def long_date(day: date, language: str) -> str:
    """A date in words, as Italian or British English writes it: 28 November 2026."""
    return format_date(day, format="long", locale=_LOCALE_OF_DATES[language])


def short_date(day: date, language: str) -> str:
    """A date for tables and charts, with the month's name shortened: 28 Nov 2026."""
    return format_date(day, format="medium", locale=_LOCALE_OF_DATES[language])


def is_embargoed(document: Document) -> bool:
    """Whether an embargo still hides a document from most readers."""
    return (document.embargo_until or "") > today().isoformat()


def paginate(items: Sequence[T], page: str, size: int) -> tuple[Sequence[T], dict[str, int]]:
    """The items of one page (1-based; the first for an invalid number), and total, page and pages for the template."""
    last = max(-(-len(items) // size), 1)
    number = min(max(int(page[:9]) if page.isdecimal() else 1, 1), last)
    return items[(number - 1) * size : number * size], {"total": len(items), "page": number, "pages": last}


def _relative(request: Request, changes: dict[str, str]) -> str:
    """This page's path and query with some parameters changed; "" removes one."""
    kept = {name: value for name, value in changes.items() if value != ""}
    url = request.url.remove_query_params([*changes]).include_query_params(**kept)
    return f"{url.path}?{url.query}" if url.query else url.path


def chosen_language(request: Request) -> str:
    """The language chosen by link, remembered in the cookie, or preferred by the browser; English otherwise."""
    for wanted in (request.query_params.get("lang"), request.cookies.get("lang")):
        if wanted in LANGUAGES:
            return str(wanted)
    preferred = _accepted(request.headers.get("accept-language", ""))
    return negotiate_locale(preferred, LANGUAGES, sep="-") or "en"


def _accepted(header: str) -> list[str]:
    """The language tags of an Accept-Language header, the most preferred first, without those with q=0."""
    weighted: list[tuple[float, str]] = []
    for part in header.split(","):
        tag, _, weight = part.replace(" ", "").partition(";q=")
        try:
            weighted.append((float(weight or 1), tag))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(weighted, key=lambda entry: -entry[0]) if weight > 0]


def marked(text: str, words: Words) -> Markup:
    """The text, escaped, with the words of the query marked."""
    return mark_spans(text, matching_words(text, words))


def linked(text: str, named: Sequence[Entity]) -> Markup:
    """The text, escaped, with the names of these people and organisations leading to their pages."""
    addresses = {entity.name: LINKS.entity(entity.kind, entity.id) for entity in named}
    names = "|".join(map(re.escape, sorted(addresses, key=len, reverse=True)))
    parts = re.split(f"({names})", text) if names else [text]
    return Markup("").join(
        Markup('<a href="{}">{}</a>').format(addresses[part], part) if part in addresses else escape(part)
        for part in parts
    )


def mark_spans(text: str, spans: Sequence[tuple[int, int]]) -> Markup:
    """The text, escaped, with these spans (start, end) marked; they are in order and don't overlap."""
    parts, at = [], 0
    for start, end in spans:
        parts += [escape(text[at:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        at = end
    return Markup("").join([*parts, escape(text[at:])])
