"""One writer for each library: a lock file in its folder, and a note of who holds it."""

from pathlib import Path

from filelock import FileLock, Timeout

from kb.errors import LibraryError, LibraryInUse

_WAIT = 2  # seconds for another process to let go


class LibraryLock:
    """The lock on a library's folder. It ends with the process, however that ends."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = FileLock(home / "lock", thread_local=False)  # acquired in one thread, released in another

    def acquire(self, owner: str) -> None:
        """Make the folder if needed and lock it for `owner`, who is named to others.

        Raises LibraryInUse while another process holds it, LibraryError where the folder can't be written.
        """
        try:
            self._home.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=_WAIT)
        except Timeout as error:
            holder = self._home / "owner"
            raise LibraryInUse(self._home, holder.read_text() if holder.is_file() else "another process") from error
        except OSError as error:
            raise LibraryError(
                f"The library's folder {self._home} can't be written: {error.strerror}. Check its permissions and space, or "
                "set POLIKB_HOME to another one."
            ) from error
        (self._home / "owner").write_text(owner)

    def release(self) -> None:
        """Release the lock, if it is held."""
        if self._lock.is_locked:
            (self._home / "owner").unlink(missing_ok=True)
            self._lock.release()
