"""Opening of the library in a thread while the server starts, so that early requests are answered; closing at the end."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from kb.access.accounts import Accounts
from kb.answer.pdf_pages import PageViewer
from kb.index.follower import Follower
from kb.library import Library
from kb.maintenance.delegate import HoldingServer
from kb.models.answer_scorer import load_answer_scorer
from kb.search_processes import SearchProcesses
from kb.store.jobs.windows import SharedWindows
from kb.workspace.database import open_accounts
from kb.workspace.lists import Workspace
from kb.workspace.sent_needs import SentNeeds
from web.jobs.office_pages import OfficePages
from web.jobs.uploads import Uploads
from web.jobs.work import Work
from web.services import LibraryServices, Services

log = logging.getLogger("polikb")

PATIENCE = 3.0  # seconds that a start waits for the library; by judgement: one with sound indexes opens sooner


class Startup:
    """Opens the library and the services that need it, and closes them in reverse order."""

    def __init__(self, services: Services, owner: str, address: str, *, does_jobs: bool = True) -> None:
        """`owner` is written into the library's lock; `address` into the note by which commands find the server, unless it is "".

        Without `does_jobs`, workers do the jobs that this server adds.
        """
        self._services, self._owner, self._address, self._does_jobs = services, owner, address, does_jobs
        self._finished = threading.Event()
        self._closing: list[Callable[[], Any]] = []

    def begin(self) -> None:
        """Start to open the library; returns when it is open, or after PATIENCE seconds. Raises an error met until then."""
        self._opening = _run("opening", self._open)
        self._finished.wait(PATIENCE)
        if self._services.failure is not None:
            self.close()
            raise self._services.failure

    def _open(self) -> None:
        try:
            opened = self._open_services()
        except Exception as error:
            log.exception("The library can't be opened.")
            self._services.failure = error
        else:
            self._services.opened = opened
            for notice in opened.library.notices:
                log.warning(notice)
        finally:
            self._finished.set()

    def _open_services(self) -> LibraryServices:
        settings, closing = self._services.settings, self._closing
        library = Library(settings, writable=True, owner=self._owner, later=True)
        closing.append(library.close)
        searches, viewer = SearchProcesses(library, settings.search_processes), PageViewer()
        office_pages = OfficePages(settings, self._services.pictures, library, viewer)
        accounts = Accounts(settings.home, settings.secret_key, settings.database_url)
        members, work = open_accounts(settings.home, settings.database_url), Work(library, does_jobs=self._does_jobs)
        uploads = Uploads(library, settings.upload_max_mb, work.jobs)
        # A delegated task, which `stopping` cancels, holds the write lock: it ends before the library is closed.
        closing.append(library.write_lock.settle)
        closing += [accounts.close, members.close, searches.close, viewer.close, office_pages.stop, work.stop]
        uploads.resume()
        work.start()
        if work.shared is not None:
            self._services.limiter.share(SharedWindows(work.shared))
        embedding = _run("embedding", lambda: _embed_missing(library))
        closing += [embedding.join, library.embedding_queue.stop, library.lexical_updates.stop, library.labelling.stop]
        if settings.database_url:
            follower = Follower(library.catalogue, library.catch_up)
            follower.start()
            closing.append(follower.stop)
        announced = HoldingServer.announced(settings.home, self._address) if self._address else None
        if announced is not None:
            closing.append(lambda: announced.gone(settings.home))
        needs = SentNeeds(members, settings.need_days)
        return LibraryServices(
            library, searches, viewer, office_pages, accounts, uploads, work, Workspace(members), needs, announced
        )

    def close(self) -> None:
        """Close the opened services in reverse order, after waiting for an opening in progress."""
        self._opening.join()
        while self._closing:
            self._closing.pop()()


def _run(name: str, target: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=target, name=name)
    thread.start()
    return thread


def _embed_missing(library: Library) -> None:
    """Load the model, index words that a start didn't wait for, open the vector index and embed passages without a vector."""
    try:
        library.snapshot().centres()
        if library.catalogue.counts()["passages"]:
            library.embedding_queue.embedder.embed_query("polisocial")
            _index_words(library)
            load_answer_scorer(library.settings)  # for the first answer
            library.open_vectors()
            _label(library)
            library.embedding_queue.run()
    except Exception:
        log.exception("Search by meaning isn't available; search by words goes on.")


def _index_words(library: Library) -> None:
    """Update the word index, if the start left that for later."""
    if library.lexical_updates.is_far_behind:
        log.warning(
            "The words of many documents are indexed; until then a search finds those before by words, and all by meaning."
        )
        before = len(library.notices)
        library.repair_words()
        for notice in library.notices[before:]:
            log.warning(notice)


def _label(library: Library) -> None:
    """Label the documents that the start left for later."""
    if library.labelling.is_deferred:
        log.warning(
            "Many documents are labelled with goals and places; until then some have those of earlier lists, or none."
        )
        log.warning("%d documents are labelled.", library.labelling.catch_up())
