"""Responses to errors: the right status, a page for people, JSON for programs, and no internals."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

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
from kb.translations import Translate, translator
from web.access.session import member_of
from web.render.templates import chosen_language, long_date
from web.services import services_of

log = logging.getLogger("polikb")

# Messages in place of the framework's, by status; this program doesn't raise these statuses itself.
FRAMEWORK = {
    400: "The form can't be read. Go back, reload the page and send it again.",
    405: "This address only takes what is sent from its form. Start again from the home page.",
}
# Messages about a value, by the prefix of the type of Pydantic's error.
PROBLEMS = {
    "missing": "is missing",
    "int": "must be a whole number",
    "float": "must be a number",
    "bool": "must be yes or no",
    "date": "must be a date like 2027-01-31",
    "literal_error": "must be one of these: {expected}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_long": "may have at most {max_length} characters",
    "string_too_short": "must have at least {min_length} characters",
}

Next = Callable[[Request], Awaitable[Response]]


class LocalisedError(HTTPException):
    """An error whose message has named values, filled in after translation into the reader's language."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None, **values: object) -> None:
        super().__init__(status, message, headers)
        self.values = values


def answer(request: Request, status: int, message: str, **values: object) -> Response:
    """An error response in the reader's language: a page, or text instead of a picture; English JSON under /api/.

    `values` are filled into the message. A page takes much longer to render than text, and of many pictures asked for at once most
    are refused.
    """
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": message.format(**values) if values else message}, status_code=status)
    translated = translator(chosen_language(request))(message, **values)
    if request.url.path.endswith("/picture"):
        return PlainTextResponse(translated, status)
    return services_of(request).templates.render(request, "error.html", status, code=status, message=translated)


def install(app: FastAPI) -> None:
    """Register the handlers: plain functions, which starlette runs in a thread, because they render templates."""
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
    _look_member_up(request)
    return answer(request, 404, str(error) if isinstance(error, NotFound) else "There is no such page.")


def _withdrawn(request: Request, error: Exception) -> Response:
    assert isinstance(error, Withdrawn)
    day = long_date(date.fromisoformat(error.day), chosen_language(request))
    return answer(request, 410, "This document was withdrawn on {day}. {reason}", day=day, reason=error.reason)


def _busy(request: Request, error: Exception) -> Response:
    assert isinstance(error, Busy)
    response = answer(request, 503, str(error))
    response.headers["retry-after"] = str(error.seconds)
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
    _look_member_up(request)
    is_program = request.url.path.startswith("/api/") or "authorization" in request.headers
    if error.status_code == 401 and not is_program:
        return RedirectResponse(f"/sign-in?{urlencode({'then': _way_back(request)})}", 303)
    values = error.values if isinstance(error, LocalisedError) else {}
    detail = str(error.detail) if is_program else FRAMEWORK.get(error.status_code, str(error.detail))
    response = answer(request, error.status_code, detail, **values)
    response.headers.update(error.headers or {})
    return response


def _look_member_up(request: Request) -> None:
    """Look the member up where no route did, such as at an unknown address: the page's menu is theirs."""
    with suppress(HTTPException):
        member_of(request)


def _way_back(request: Request) -> str:
    """Where to go after signing in: the page asked for, or that of the form, which can't be sent again; "/" if it is unknown."""
    if request.method == "GET":
        return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    scheme, _, page = request.headers.get("referer", "").partition(f"://{request.headers.get('host')}")
    return page if scheme in ("http", "https") and page.startswith("/") else "/"


def _invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    is_program, translate = request.url.path.startswith("/api/"), translator(chosen_language(request))
    problems = [
        f"{'.'.join(str(part) for part in found['loc'][1:]) or 'body'}: {found['msg'] if is_program else _problem(translate, found)}"
        for found in error.errors()
    ]
    return answer(request, 422, "The request isn't valid. {problems}", problems="; ".join(problems))


def _problem(translate: Translate, found: dict[str, Any]) -> str:
    """One of Pydantic's errors about a field as a message in the user's language."""
    kind, values = found["type"], found.get("ctx", {})
    if kind == "string_too_short" and values["min_length"] == 1:
        kind = "missing"
    message = next(
        (text for start, text in PROBLEMS.items() if kind.startswith(start)), "has a value that can't be used"
    )
    return translate(message, **{name: values[name] for name in values if f"{{{name}}}" in message})


def unexpected(request: Request, error: Exception) -> Response:
    """500 with a reference to the traceback in the server's log."""
    reference = request.state.id
    log.error("Error %s at %s", reference, request.url.path, exc_info=error)
    return answer(request, 500, "Something went wrong on our side. Reference: {reference}.", reference=reference)
