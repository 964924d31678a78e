"""Jobs of a library in PostgreSQL: a queue in its schema `queue` (Procrastinate), which workers on any machine empty.

Procrastinate is imported where a queue is used: otherwise it would be a fifth of what every command imports.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from kb.errors import LibraryError
from kb.store.jobs.records import LANES, Overview, Running, Wanted
from kb.store.sql.engine import Connection, Schema, connect_arguments, open_engine, run_script, unreadable

SILENT = 20.0  # seconds without a heartbeat after which a worker counts as gone, by judgement
_TABLES = """
CREATE TABLE applied (migration text NOT NULL);
CREATE TABLE running (job bigint PRIMARY KEY, what text NOT NULL, worker text NOT NULL, since timestamptz NOT NULL DEFAULT now());
CREATE TABLE results (job bigint PRIMARY KEY, result text NOT NULL, at timestamptz NOT NULL DEFAULT now());
CREATE UNLOGGED TABLE windows (key text PRIMARY KEY, times double precision[] NOT NULL, until double precision NOT NULL);
"""
_REASONS = "CREATE TABLE IF NOT EXISTS reasons (job bigint PRIMARY KEY, reason text NOT NULL, at timestamptz NOT NULL DEFAULT now())"
_SHOWN = 5  # reasons
_OPEN = "status IN ('todo', 'doing')"


class SharedJobs:
    """The queue of a database, to add and inspect jobs; `kb.store.jobs.worker` runs them."""

    def __init__(self, database_url: str) -> None:
        """Create the queue's tables if they don't exist. Raises LibraryError."""
        from procrastinate import App, SyncPsycopgConnector
        from procrastinate.exceptions import ConnectorException

        self.place = Schema(database_url, "queue")
        self._engine = open_engine(self.place, writable=True)
        connector = SyncPsycopgConnector(min_size=0, max_size=4, conninfo=database_url, kwargs=self.arguments)
        self._app = App(connector=connector)
        try:
            with self._engine.connect() as held:
                _upgrade(Connection(held))
            self._app.open()
        except (DBAPIError, ConnectorException) as error:
            self.close()
            raise _unreachable(self.place, error) from error

    @property
    def arguments(self) -> dict[str, Any]:
        """psycopg's arguments of a connection to the queue."""
        return connect_arguments(self.place)

    def close(self) -> None:
        """Close the connections."""
        self._app.close()
        self._engine.dispose()

    def add(self, job: Wanted) -> None:
        """Add a job to the queue, unless one with the same `once` is waiting or running. Raises LibraryError."""
        from procrastinate.exceptions import AlreadyEnqueued

        if job.once and self.rows(f"SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = ? AND {_OPEN}", (job.once,)):  # noqa: S608
            return
        with suppress(AlreadyEnqueued):
            self.defer(job)

    def defer(self, job: Wanted) -> int:
        """Add a job to the queue; returns its number for `take_result`. Raises AlreadyEnqueued, LibraryError."""
        from procrastinate.exceptions import ConnectorException

        wanted = self._app.configure_task(
            job.task, queue=job.queue, lock=job.lock or None, queueing_lock=job.once or None, priority=job.priority
        )
        try:
            return int(wanted.defer(**job.arguments))
        except ConnectorException as error:
            raise _unreachable(self.place, error) from error

    def rows(self, sql: str, parameters: tuple[object, ...] = ()) -> list[Any]:
        """Run one statement and return its rows. Raises LibraryError."""
        try:
            with self._engine.connect() as held:
                found = Connection(held).execute(sql, parameters)
                return list(found) if found.returns_rows else []
        except DBAPIError as error:
            raise unreadable(self.place, error) from error

    def take_result(self, job: int) -> str | None:
        """Remove and return the result of a job; None while there is none. Raises LibraryError."""
        found = self.rows("DELETE FROM results WHERE job = ? RETURNING result", (job,))
        return str(found[0][0]) if found else None

    def report_progress(self, job: int, progress: str) -> None:
        """Record the progress of a running job. Raises LibraryError."""
        self.rows("UPDATE running SET what = ? WHERE job = ?", (progress, job))

    def record_failure(self, job: int, reason: str) -> None:
        """Record why a job failed, whether it is tried again or not. Raises LibraryError."""
        sql = "INSERT INTO reasons (job, reason) VALUES (?, ?) ON CONFLICT (job) DO UPDATE SET reason = excluded.reason, at = now()"
        self.rows(sql, (job, reason))

    def is_over(self, job: int) -> bool:
        """Whether a job is neither waiting nor running. Raises LibraryError."""
        return not self.rows(f"SELECT 1 FROM procrastinate_jobs WHERE id = ? AND {_OPEN}", (job,))  # noqa: S608

    def cancel(self, job: int) -> None:
        """Delete a job that hasn't started or has failed. Raises LibraryError."""
        self.rows("DELETE FROM procrastinate_jobs WHERE id = ? AND status IN ('todo', 'failed')", (job,))

    def forget_old(self, hours: int) -> None:
        """Delete jobs given up more than `hours` ago, and results that are no longer waited for."""
        self.rows(
            "DELETE FROM procrastinate_jobs j WHERE status IN ('failed', 'cancelled', 'aborted') AND NOT EXISTS"
            " (SELECT 1 FROM procrastinate_events e WHERE e.job_id = j.id AND e.at > now() - make_interval(hours => ?))",
            (hours,),
        )
        self.rows("DELETE FROM results WHERE at < now() - interval '1 day'")
        self.rows("DELETE FROM reasons WHERE job NOT IN (SELECT id FROM procrastinate_jobs)")
        self.rows("DELETE FROM running WHERE job NOT IN (SELECT id FROM procrastinate_jobs WHERE status = 'doing')")

    def overview(self) -> Overview:
        """The state of the queue; running jobs are sorted by start, oldest first. Raises LibraryError."""
        counts = (
            f"SELECT count(*) FILTER (WHERE {_OPEN}), count(*) FILTER (WHERE status = 'failed') FROM procrastinate_jobs"  # noqa: S608
        )
        ((waiting, failed),) = self.rows(counts)
        running = (
            "SELECT r.what, r.worker, to_char(r.since AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
            " FROM running r JOIN procrastinate_jobs j ON j.id = r.job AND j.status = 'doing' ORDER BY r.since"
        )
        reasons = (
            "SELECT coalesce(j.args->>'name', j.task_name) || ': ' || r.reason FROM reasons r JOIN procrastinate_jobs j ON j.id = r.job"
            " ORDER BY r.at DESC LIMIT ?"
        )
        return Overview(
            int(waiting), int(failed), self.workers(), [Running(*row) for row in self.rows(running)],
            [str(row[0]) for row in self.rows(reasons, (_SHOWN,))],
        )  # fmt: skip

    def workers(self) -> int:
        """Number of workers with a recent heartbeat; each is registered once for each of its queues."""
        sql = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => ?)"
        return int(self.rows(sql, (SILENT,))[0][0]) // len(LANES)


def _upgrade(connection: Connection) -> None:
    """Create the tables, or migrate Procrastinate's to its current version: it doesn't record the applied migrations itself."""
    from procrastinate.schema import SchemaManager

    connection.begin("queue")
    connection.execute("CREATE SCHEMA IF NOT EXISTS queue")
    migrations = {file.name: file for file in sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))}
    if connection.execute("SELECT to_regclass('queue.applied')").scalar() is None:
        run_script(connection, _TABLES)
        run_script(connection, SchemaManager.get_schema())
    else:
        newest = str(connection.execute("SELECT max(migration) FROM applied").scalar())
        for name in sorted(name for name in migrations if name > newest):
            run_script(connection, migrations[name].read_text(encoding="utf-8"))
    connection.execute(_REASONS)
    connection.execute("DELETE FROM applied")
    connection.execute("INSERT INTO applied VALUES (?)", (max(migrations),))
    connection.execute("COMMIT")


def _unreachable(place: Schema, error: Exception) -> LibraryError:
    if isinstance(error, DBAPIError):
        return unreadable(place, error)
    return LibraryError(
        f"The queue in {place} can't be reached: {error.__cause__ or error}. Check that PostgreSQL runs there."
    )
