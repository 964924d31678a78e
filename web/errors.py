"""Errors become responses: the right status, a page for people, JSON for programs, and no internals."""

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

from kb.errors import (
    Busy,
    LibraryError,
    MailError,
    ModelError,
    ModelMismatch,
    NotFound,
    PolikbError,
    TextTooLong,
    TooMany,
    Withdrawn,
)
from kb.translations import translator
from web.render.templates import chosen_language
from web.services import services_of

log = logging.getLogger("polikb")

Next = Callable[[Request], Awaitable[Response]]


class LocalisedError(HTTPException):
    """An error whose message has named values, filled in after translation into the reader's language."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None, **values: object) -> None:
        super().__init__(status, message, headers)
        self.values = values


def answer(request: Request, status: int, message: str, **values: object) -> Response:
    """An error response: JSON under /api/, elsewhere a page in the reader's language; `values` are filled into the message."""
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": message.format(**values) if values else message}, status_code=status)
    translated = translator(chosen_language(request))(message, **values)
    return services_of(request).templates.render(request, "error.html", status, code=status, message=translated)


def install(app: FastAPI) -> None:
    """Register the handlers. They are plain functions: starlette runs them in a thread, as they render templates."""
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(Withdrawn, _withdrawn)
    app.add_exception_handler(Busy, _busy)
    app.add_exception_handler(ModelError, _unusable_model)
    app.add_exception_handler(ModelMismatch, _unusable_model)
    app.add_exception_handler(LibraryError, _unusable_library)
    app.add_exception_handler(MailError, _unusable_mail_server)
    app.add_exception_handler(TextTooLong, _too_long)
    app.add_exception_handler(TooMany, _too_many)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(PolikbError, unexpected)
    app.add_exception_handler(Exception, unexpected)


def _not_found(request: Request, error: Exception) -> Response:
    return answer(request, 404, str(error) if isinstance(error, NotFound) else "There is no such page.")


def _withdrawn(request: Request, error: Exception) -> Response:
    assert isinstance(error, Withdrawn)
    day = format_date(date.fromisoformat(error.day), format="long", locale=chosen_language(request))
    return answer(request, 410, "This document was withdrawn on {day}. {reason}", day=day, reason=error.reason)


def _busy(request: Request, error: Exception) -> Response:
    response = answer(request, 503, str(error))
    response.headers["retry-after"] = "5"
    return response


def _unusable_model(request: Request, error: Exception) -> Response:
    log.error(str(error))
    return answer(request, 503, "The model that reads questions isn't available. The server's log has the reason.")


def _unusable_library(request: Request, error: Exception) -> Response:
    log.error(str(error))
    return answer(request, 503, "The library can't be used at the moment. The server's log has the reason.")


def _unusable_mail_server(request: Request, error: Exception) -> Response:
    log.error(str(error))
    return answer(request, 503, "The e-mail couldn't be sent. Try again later; the server's log has the reason.")


def _too_long(request: Request, error: Exception) -> Response:
    assert isinstance(error, TextTooLong)
    message = "The text has {count} characters, and at most {longest} can be read. Shorten it."
    return answer(request, 422, message, count=error.count, longest=error.longest)


def _too_many(request: Request, error: Exception) -> Response:
    return answer(request, 409, str(error))


def http_error(request: Request, error: Exception) -> Response:
    """The response to an HTTPException; for people, 401 is the sign-in page."""
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return _not_found(request, error)
    is_program = request.url.path.startswith("/api/") or "authorization" in request.headers
    if error.status_code == 401 and not is_program:
        return RedirectResponse(f"/sign-in?{urlencode({'then': request.url.path})}", 303)
    values = error.values if isinstance(error, LocalisedError) else {}
    response = answer(request, error.status_code, str(error.detail), **values)
    response.headers.update(error.headers or {})
    return response


def _invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problems = [f"{'.'.join(str(p) for p in e['loc'][1:]) or 'body'}: {e['msg']}" for e in error.errors()]
    return answer(request, 422, "The request isn't valid. {problems}", problems="; ".join(problems))


def unexpected(request: Request, error: Exception) -> Response:
    """500 with a reference that leads to the traceback in the server's log."""
    reference = request.state.id
    log.error("Error %s at %s", reference, request.url.path, exc_info=error)
    return answer(request, 500, "Something went wrong on our side. Reference: {reference}.", reference=reference)
