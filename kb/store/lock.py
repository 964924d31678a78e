"""Locking of a library's folder: one writer at a time, named in a file; and checks that a folder holds a library."""

from pathlib import Path

from filelock import FileLock, Timeout

from kb.errors import LibraryError, LibraryInUse
from kb.settings import Settings

_WAIT = 2  # seconds to wait for another process to release the lock


class LibraryLock:
    """An exclusive lock on a library's folder. The system releases it when the process ends, even if it is killed."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = FileLock(home / "lock", thread_local=False)  # acquired in one thread, released in another

    def acquire(self, owner: str) -> None:
        """Create the folder if necessary and lock it. `owner` is shown to other processes that want the lock.

        Raises LibraryInUse if another process holds it, LibraryError if the folder can't be written.
        """
        try:
            self._home.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=_WAIT)
            (self._home / "owner").write_text(owner)
        except Timeout as error:
            holder = self._home / "owner"
            raise LibraryInUse(self._home, holder.read_text() if holder.is_file() else "another process") from error
        except OSError as error:
            self._lock.release()
            raise LibraryError(
                f"The library's folder {self._home} can't be written: {error.strerror}. Check its permissions and free space, "
                "or set POLIKB_HOME to another folder."
            ) from error

    def release(self) -> None:
        """Release the lock, if it is held."""
        if self._lock.is_locked:
            (self._home / "owner").unlink(missing_ok=True)
            self._lock.release()


def require_library(settings: Settings) -> None:
    """Raise LibraryError if a folder has no library: only commands that fill one create it. PostgreSQL is checked later."""
    if not settings.database_url and not any(
        (settings.home / name).exists() for name in ("catalogue.sqlite", "originals")
    ):
        raise no_library(settings.home)


def no_library(home: Path) -> LibraryError:
    """The error that a folder holds no library."""
    return LibraryError(f"There is no library in {home}. Check POLIKB_HOME, or run `polikb ingest` first.")


def check_catalogue(settings: Settings) -> None:
    """Raise LibraryError if a library's catalogue is missing or empty, so that it isn't taken for a new library."""
    home, catalogue = settings.home, settings.home / "catalogue.sqlite"
    if settings.database_url:
        return
    is_empty = not catalogue.is_file() or (not catalogue.stat().st_size and not Path(f"{catalogue}-wal").is_file())
    if is_empty and (home / "originals").is_dir():
        raise LibraryError(
            f"{catalogue} is {'empty' if catalogue.is_file() else 'missing'}, though there are documents in {home}. It is damaged. "
            "Restore the last backup with `polikb restore`, or move the folder away and ingest again."
        )
