"""`polikb worker`: runs the jobs that servers of one database leave to workers, until it is stopped."""

import signal
import threading
from types import FrameType

from kb.errors import SettingsError
from kb.library import Library
from kb.settings import Settings
from web.jobs.work import Work
from web.log import configure


def work(settings: Settings) -> None:
    """Run jobs until SIGTERM or SIGINT. Raises LibraryError, and SettingsError without a database."""
    if not settings.database_url:
        raise SettingsError(
            "Workers take their jobs from PostgreSQL: set POLIKB_DATABASE_URL. A library in a folder needs none, its server does the work."
        )
    configure(settings.log)
    stopping = threading.Event()

    def stop(_: int, __: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    with Library(settings, writable=True, owner="polikb worker") as library:
        doing = Work(library)
        doing.warm_up()
        doing.start()
        stopping.wait()
        library.embedding_queue.stop()
        doing.stop()
