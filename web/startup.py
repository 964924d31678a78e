"""The library on its way: opened in a thread, so that who comes while its indexes are built again is told so instead of waiting."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kb.access.accounts import Accounts
from kb.answer.pdf_pages import PageViewer
from kb.library import Library
from kb.maintenance.delegate import HoldingServer
from kb.settings import Settings
from web import errors
from web.jobs.uploads import Uploads

log = logging.getLogger("polikb")

PATIENCE = 3.0  # seconds that a start waits: a library whose indexes are sound is open long before
_AGAIN = "10"  # seconds after which a page asks again
_ALWAYS = ("/static/", "/healthz")  # what can be had without a library


class Startup:
    """Opens the library and what works on it, and closes all of it in order."""

    def __init__(self, app: FastAPI, settings: Settings, owner: str, address: str) -> None:
        self._state, self._settings, self._owner, self._address = app.state, settings, owner, address
        self._done = threading.Event()
        self._error: Exception | None = None
        self._closing: list[Callable[[], Any]] = []

    @property
    def is_open(self) -> bool:
        """Whether the library can be used."""
        return self._done.is_set() and self._error is None

    def begin(self) -> None:
        """Open it; returns when it is open, or after PATIENCE. Raises what went wrong until then."""
        self._opening = self._run("opening", self._open)
        self._done.wait(PATIENCE)
        if self._error is not None:
            self.close()
            raise self._error

    def _open(self) -> None:
        try:
            library = Library(self._settings, writable=True, owner=self._owner)
            self._closing.append(library.close)
            self._state.library, self._state.viewer = library, PageViewer()
            self._state.accounts = Accounts(self._settings.home, self._settings.secret_key)
            self._state.jobs = Uploads(library, self._settings.upload_max_mb)
            # A command's work ends before the library is closed under it; it has been told to.
            self._closing.append(self._state.jobs.turn.acquire)
            self._closing += [self._state.accounts.close, self._state.viewer.close, self._state.jobs.stop]
            self._state.jobs.start()
            embedding = self._run("embedding", lambda: _catch_up(library))
            self._closing += [embedding.join, library.embedding_queue.stop]
            if self._address:
                self._state.announced = HoldingServer.announced(self._settings.home, self._address)
                self._closing.append(lambda: self._state.announced.gone(self._settings.home))
            for notice in library.notices:
                log.warning(notice)
        except Exception as error:
            log.exception("The library can't be opened.")
            self._error = error
        finally:
            self._done.set()

    @staticmethod
    def _run(name: str, target: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=target, name=name)
        thread.start()
        return thread

    def refusal(self, request: Request) -> Response | None:
        """What is said to everybody while the library isn't open; None once it is."""
        path = request.url.path
        if self.is_open or path.startswith(_ALWAYS):
            return None
        if path == "/readyz":
            return JSONResponse({"words": False, "meaning": False}, 503)
        message = "The library is being opened: its word index is built again. This page tries again by itself."
        if self._error is not None:
            message = "The library can't be used at the moment. The administrator's log says why."
        response = errors.answer(request, 503, message)
        response.headers.update({"Retry-After": _AGAIN, "Refresh": _AGAIN})
        return response

    def close(self) -> None:
        """Close what was opened, the last first; waits for an opening that goes on."""
        self._opening.join()
        while self._closing:
            self._closing.pop()()


def _catch_up(library: Library) -> None:
    """What a start needn't wait for: load the model, open Chroma, embed what an interrupted ingestion left."""
    try:
        library.snapshot()
        if library.catalogue.counts()["passages"]:
            library.embedding_queue.embedder.embed_query("polisocial")
            library.open_vectors()
            library.embedding_queue.run()
    except Exception:
        log.exception("Meaning isn't available; search goes on by words.")
