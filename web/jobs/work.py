"""Jobs of a library: run by a thread of its one server, or by workers on any machine if servers share a database."""

import logging
import os
import socket
from contextlib import closing
from datetime import date

import ingest.tasks
import kb.maintenance.tasks
from ingest.shared_reading import Reader
from kb.access.query_log import QueryLog
from kb.alerts.alerts import Alerts, deliver
from kb.clock import today
from kb.errors import PolikbError
from kb.index.shared_embedding import TASK as EMBED
from kb.index.shared_embedding import task as embedding
from kb.library import Library
from kb.store.jobs.embargoes import note_lifted_embargoes
from kb.store.jobs.local import LocalJobs
from kb.store.jobs.records import TASK, Arguments, Jobs, Overview, Run, Runner, Wanted
from kb.store.jobs.shared import SharedJobs
from kb.store.jobs.windows import SharedWindows
from kb.store.jobs.worker import Worker
from kb.workspace.database import open_accounts
from kb.workspace.sent_needs import SentNeeds
from web.jobs.queued_tasks import QueuedTasks
from web.jobs.upload_work import UploadWork
from web.jobs.uploads import job_of
from web.links import LINKS

log = logging.getLogger("polikb")

_ALERTS = Wanted("alerts", once="alerts", priority=-10)
_PERIODIC = [(60.0, Wanted("tend", once="tend", priority=5))]  # seconds


class Work:
    """The jobs of an open library: their queue, and their execution in this process."""

    def __init__(self, library: Library, *, does_jobs: bool = True) -> None:
        """Without `does_jobs`, this process only adds jobs for others. Raises LibraryError if the queue can't be reached."""
        self._library = library
        self.shared = SharedJobs(library.settings.database_url) if library.settings.database_url else None
        name = f"{socket.gethostname()}, process {os.getpid()}"
        self._uploads = UploadWork(library, name, lambda: self.jobs.add(_ALERTS))
        self._reader, local = Reader(library), LocalJobs()
        self.jobs: Jobs = self.shared or local
        self._runner: Runner = Worker(self.shared, name) if self.shared else local
        self._does_jobs = does_jobs or self.shared is None
        self._forgotten: date | None = None  # the day on which what had expired was deleted last

    def warm_up(self) -> None:
        """Load what the first jobs would wait for: the child processes that read, and the embedding model."""
        self._reader.start()
        try:
            self._library.embedding_queue.embedder  # noqa: B018  # loaded at first use
        except PolikbError as error:
            log.warning("The embedding model can't be loaded: %s", error)

    def start(self) -> None:
        """Start to run jobs."""
        tasks: dict[str, Run] = {"upload": self._uploads.run, "alerts": self._alerts, "tend": self._tend}
        queue = self._library.embedding_queue
        if self.shared is not None:
            known = {**kb.maintenance.tasks.tasks(LINKS), **ingest.tasks.tasks(LINKS)}
            tasks[TASK] = QueuedTasks(self._library, known, self.shared.report_progress, self._uploads.ending).run
        tasks[EMBED] = embedding(queue.embed, lambda: queue.embedder.identity)
        if self._does_jobs:
            self._runner.start({**tasks, **self._reader.tasks()}, self._rest, _PERIODIC)

    def _rest(self) -> None:
        self._uploads.rest()
        self._reader.rest()

    def overview(self) -> Overview:
        """The state of the job queue. Raises LibraryError."""
        return self.shared.overview() if self.shared is not None else self._library.catalogue.uploads.overview()

    def stop(self) -> None:
        """Finish the current jobs; waiting ones run after the next start, or elsewhere."""
        self._uploads.ending.set()
        if self._does_jobs:
            self._runner.stop()
        if self.shared is not None:
            self.shared.close()

    def _alerts(self, _: Arguments) -> None:
        """Send e-mails about new works. Raises MailError: a shared queue tries again, a local one with the next new works."""
        if self.shared is not None:
            self._library.catch_up()
        if sent := deliver(self._library, LINKS):
            log.warning("E-mails about new works: %d.", sent)

    def _tend(self, _: Arguments) -> None:
        """Add missing jobs, those of a server that was killed and for embargoes that have ended; forget; settle the word index."""
        for upload in self._library.catalogue.uploads.unfinished() if self.shared else ():
            if not upload.has_ended:
                self.jobs.add(job_of(upload))
        if self.shared is not None:
            SharedWindows(self.shared).forget_old()
        if not self._library.write_lock.acquire_unless(self._uploads.ending.is_set):
            return
        try:
            is_lifted = note_lifted_embargoes(self._library.catalogue)
            if is_lifted:
                self._library.index_words()
        finally:
            self._library.write_lock.release()
        if is_lifted:
            self.jobs.add(_ALERTS)
        self._forget()
        self._library.lexical_updates.settle()  # last: on a full disk it fails, and embargoes must end all the same

    def _forget(self) -> None:
        """Delete once a day what is kept for some days only: closed needs, alerts that nobody confirmed, logged queries."""
        if self._forgotten == (day := today()):
            return
        home, settings = self._library.home, self._library.settings
        with closing(open_accounts(home, settings.database_url)) as accounts:
            SentNeeds(accounts, settings.need_days).forget_old()
        Alerts(self._library).forget_unconfirmed()
        QueryLog(home, settings.query_days).expire()
        self._forgotten = day
