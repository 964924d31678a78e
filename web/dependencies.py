"""What routes need, taken from the application or from the request."""

from typing import Annotated

from fastapi import Depends, Query
from starlette.requests import Request

from kb.library import Library
from kb.model import Filters, Reader
from kb.pageview import PageViewer
from web.pages import Pages


def _library(request: Request) -> Library:
    library: Library = request.app.state.library
    return library


def _viewer(request: Request) -> PageViewer:
    viewer: PageViewer = request.app.state.viewer
    return viewer


def _pages(request: Request) -> Pages:
    pages: Pages = request.app.state.pages
    return pages


def _reader(request: Request) -> Reader:
    reader: Reader = request.app.state.reader
    return reader


def _year(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) == 4 else None


def _filters(
    kind: str | None = None,
    language: str | None = None,
    year_from: Annotated[str | None, Query()] = None,
    year_to: Annotated[str | None, Query()] = None,
) -> Filters:
    """Filters from a form: an empty or senseless one is no filter, since a form sends every field."""
    return Filters(kind or None, language or None, _year(year_from), _year(year_to))


TheLibrary = Annotated[Library, Depends(_library)]
TheViewer = Annotated[PageViewer, Depends(_viewer)]
ThePages = Annotated[Pages, Depends(_pages)]
TheReader = Annotated[Reader, Depends(_reader)]
FormFilters = Annotated[Filters, Depends(_filters)]
