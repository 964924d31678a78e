"""The lock on a library's folder: one writer at a time, and a file that names it."""

from pathlib import Path

from filelock import FileLock, Timeout

from kb.errors import LibraryError, LibraryInUse

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
