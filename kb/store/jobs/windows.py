"""Sliding windows shared by the servers of one database: how often a client did something in the last seconds."""

from kb.store.jobs.shared import SharedJobs

_NOW = "extract(epoch FROM clock_timestamp())"
_LEFT = f"ARRAY(SELECT t FROM unnest(w.times) t WHERE t > {_NOW} - ?)"  # noqa: S608  (the times within the window)


class SharedWindows:
    """The table `windows`: for each key the times (Unix, seconds) that still count. It is unlogged: a crash may empty it."""

    def __init__(self, jobs: SharedJobs) -> None:
        self._jobs = jobs

    def hit(self, key: str, most: int, seconds: float) -> bool:
        """Count a hit unless there are `most` within `seconds`; returns whether it was counted. Raises LibraryError."""
        sql = (
            f"INSERT INTO windows AS w (key, times, until) VALUES (?, ARRAY[{_NOW}], {_NOW} + ?) ON CONFLICT (key) DO UPDATE"  # noqa: S608
            f" SET times = array_append({_LEFT}, {_NOW}), until = {_NOW} + ? WHERE cardinality({_LEFT}) < ? RETURNING 1"
        )
        return bool(self._jobs.rows(sql, (key, seconds, seconds, seconds, seconds, most)))

    def remaining(self, key: str, most: int, seconds: float) -> int:
        """The number of hits left within `seconds` until there are `most`. Raises LibraryError."""
        found = self._jobs.rows(f"SELECT cardinality({_LEFT}) FROM windows w WHERE key = ?", (seconds, key))  # noqa: S608
        return max(most - int(found[0][0]), 0) if found else most

    def wait(self, key: str, seconds: float) -> float:
        """Seconds until the oldest hit within `seconds` expires. Raises LibraryError."""
        sql = f"SELECT (SELECT min(t) FROM unnest({_LEFT}) t) + ? - {_NOW} FROM windows w WHERE key = ?"  # noqa: S608
        found = self._jobs.rows(sql, (seconds, seconds, key))
        return max(float(found[0][0] or 0.0), 0.0) if found else 0.0

    def forget_old(self) -> None:
        """Delete expired rows. Raises LibraryError."""
        self._jobs.rows(f"DELETE FROM windows WHERE until < {_NOW}")  # noqa: S608
