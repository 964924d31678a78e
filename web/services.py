"""The server's typed object graph: built by `create_app`, completed once the library is open, stored as `app.state.services`."""

import threading
from dataclasses import dataclass, field

from starlette.requests import Request

from kb.access.accounts import Accounts
from kb.access.audit import AuditLog
from kb.access.query_log import QueryLog
from kb.alerts.mail import Mailer
from kb.answer.pdf_pages import PageViewer
from kb.errors import LibraryError
from kb.library import Library
from kb.maintenance.delegate import HoldingServer
from kb.model import Reader
from kb.models.writer import Writer
from kb.search_processes import SearchProcesses
from kb.settings import Settings
from kb.workspace.lists import Workspace
from kb.workspace.sent_needs import SentNeeds
from web.access.proxies import TrustedProxy
from web.access.rate_limits import Limiter
from web.access.single_sign_on import Provider
from web.compute_queue import ComputeQueue
from web.jobs.kept_texts import KeptTexts
from web.jobs.office_pages import OfficePages
from web.jobs.text_files import TextFiles
from web.jobs.uploads import Uploads
from web.jobs.work import Work
from web.metrics import Metrics
from web.recent_answers import RecentAnswers
from web.render.picture_cache import PictureCache
from web.render.templates import Templates


@dataclass(frozen=True)
class LibraryServices:
    """Services that need the open library. `announced` is the note by which commands find this server, None for none."""

    library: Library
    searches: SearchProcesses
    viewer: PageViewer
    office_pages: OfficePages
    accounts: Accounts
    uploads: Uploads
    work: Work
    workspace: Workspace
    sent_needs: SentNeeds
    announced: HoldingServer | None


@dataclass
class Services:
    """All services of one server. `opened` is None until the library is open; `failure` says why it can't be opened."""

    settings: Settings
    default_reader: Reader  # the rights of visitors who haven't signed in
    templates: Templates
    audit: AuditLog
    query_log: QueryLog
    limiter: Limiter
    queue: ComputeQueue
    pictures: PictureCache
    writer: Writer | None
    mailer: Mailer | None
    provider: Provider | None
    proxy: TrustedProxy | None
    text_files: TextFiles
    texts: KeptTexts = field(default_factory=KeptTexts)
    recent_answers: RecentAnswers = field(default_factory=RecentAnswers)
    metrics: Metrics = field(default_factory=Metrics)
    stopping: threading.Event = field(default_factory=threading.Event)
    opened: LibraryServices | None = None
    failure: Exception | None = None

    @property
    def library(self) -> Library:
        """The open library. Raises LibraryError while there is none."""
        return self._opened.library

    @property
    def searches(self) -> SearchProcesses:
        """The processes that search the library. Raises LibraryError while there is none."""
        return self._opened.searches

    @property
    def viewer(self) -> PageViewer:
        """The renderer of PDF pages. Raises LibraryError while no library is open."""
        return self._opened.viewer

    @property
    def office_pages(self) -> OfficePages:
        """The PDFs of slides and Word documents. Raises LibraryError while no library is open."""
        return self._opened.office_pages

    @property
    def accounts(self) -> Accounts:
        """The members' accounts. Raises LibraryError while no library is open."""
        return self._opened.accounts

    @property
    def uploads(self) -> Uploads:
        """The uploads. Raises LibraryError while no library is open."""
        return self._opened.uploads

    @property
    def work(self) -> Work:
        """The library's jobs. Raises LibraryError while no library is open."""
        return self._opened.work

    @property
    def workspace(self) -> Workspace:
        """The store of what members keep. Raises LibraryError while no library is open."""
        return self._opened.workspace

    @property
    def sent_needs(self) -> SentNeeds:
        """The needs that were sent to the office. Raises LibraryError while no library is open."""
        return self._opened.sent_needs

    @property
    def office_address(self) -> str:
        """The address to which needs are mailed; "" if none is set, or the server sends no e-mail."""
        return self.settings.office_email if self.mailer is not None and self.public_url else ""

    @property
    def _opened(self) -> LibraryServices:
        if self.opened is None:
            raise LibraryError("The library isn't open.")
        return self.opened

    @property
    def public_url(self) -> str:
        """The site's public address without a final slash; "" if the settings have none."""
        return self.settings.public_url.rstrip("/")

    @property
    def keeps_unsupported(self) -> bool:
        """Whether written sentences without support are shown, marked, instead of being left out."""
        return self.settings.unsupported == "mark"

    @property
    def max_upload_bytes(self) -> int:
        """Largest body of an upload: the largest file, and 1 MB for the rest of the form."""
        return (self.settings.upload_max_mb + 1) * 1_000_000


def services_of(request: Request) -> Services:
    """The services of the application that a request belongs to."""
    services: Services = request.app.state.services
    return services


def base_url(request: Request) -> str:
    """The site's address without a final slash: the public one of the settings, else the one that was requested."""
    return services_of(request).public_url or str(request.base_url).rstrip("/")
