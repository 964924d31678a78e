"""Errors become answers: the right status, a page for people and JSON for programs, nothing given away."""

import logging
from collections.abc import Awaitable, Callable
from datetime import date
from urllib.parse import urlencode

from babel.dates import format_date
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from kb.errors import LibraryError, MailError, ModelError, ModelMismatch, NotFound, PolikbError, Withdrawn
from web.render.templates import Templates, chosen_language

log = logging.getLogger("polikb")

Next = Callable[[Request], Awaitable[Response]]


def install(app: FastAPI) -> None:
    """Register the handlers."""

    async def not_found(request: Request, error: Exception) -> Response:
        return answer(request, 404, str(error) if isinstance(error, NotFound) else "There is no such page here.")

    async def withdrawn(request: Request, error: Exception) -> Response:
        assert isinstance(error, Withdrawn)
        day = format_date(date.fromisoformat(error.day), format="long", locale=chosen_language(request))
        message = "This document was withdrawn on {day}. {reason}"
        return answer(request, 410, message, day=day, reason=error.reason)

    async def unusable_model(request: Request, error: Exception) -> Response:
        log.error(str(error))
        return answer(request, 503, "The model that reads questions isn't available. The administrator's log says why.")

    async def no_library(request: Request, error: Exception) -> Response:
        log.error(str(error))
        return answer(request, 503, "The library can't be used at the moment. The administrator's log says why.")

    async def no_mail(request: Request, error: Exception) -> Response:
        log.error(str(error))
        return answer(request, 503, "The letter could not be sent. Try again later; the administrator's log says why.")

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == 404:
            return await not_found(request, error)
        if error.status_code == 401 and not request.url.path.startswith("/api/"):
            return RedirectResponse(f"/sign-in?{urlencode({'then': request.url.path})}", 303)
        values = error.values if isinstance(error, Refused) else {}
        response = answer(request, error.status_code, str(error.detail), **values)
        response.headers.update(error.headers or {})
        return response

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        problems = [f"{'.'.join(str(p) for p in e['loc'][1:]) or 'body'}: {e['msg']}" for e in error.errors()]
        return answer(request, 422, "The request can't be used. {problems}", problems="; ".join(problems))

    async def broken(request: Request, error: Exception) -> Response:
        reference = request.state.id
        log.error("Error %s at %s", reference, request.url.path, exc_info=error)
        return answer(request, 500, "Something went wrong on our side. Reference: {reference}.", reference=reference)

    app.add_exception_handler(NotFound, not_found)
    app.add_exception_handler(Withdrawn, withdrawn)
    app.add_exception_handler(ModelError, unusable_model)
    app.add_exception_handler(LibraryError, no_library)
    app.add_exception_handler(MailError, no_mail)
    app.add_exception_handler(ModelMismatch, unusable_model)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(PolikbError, broken)
    app.add_exception_handler(Exception, broken)


class Refused(HTTPException):
    """An error whose message has values in it, put in once it is in the reader's language."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None, **values: object) -> None:
        super().__init__(status, message, headers)
        self.values = values


def answer(request: Request, status: int, message: str, **values: object) -> Response:
    """An error as JSON for programs, as a page in their language for people; `values` are put into the message."""
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": message.format(**values) if values else message}, status_code=status)
    pages: Templates = request.app.state.pages
    said = pages.translator(chosen_language(request))(message, **values)
    response: Response = pages.render(request, "error.html", status, code=status, message=said)
    return response
