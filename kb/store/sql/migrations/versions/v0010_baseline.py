"""The tables of the catalogue as the scripts beside this folder make them, before Alembic."""

from alembic import op

from kb.files import text_digest
from kb.store.sql.engine import Connection
from kb.store.sql.schema import MIGRATIONS, run_scripts

revision, down_revision = "0010", None


def upgrade() -> None:
    """Create the missing ones."""
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":  # the scripts 0008 and 0009 hash existing rows
        bind.connection.dbapi_connection.create_function("sha256", 1, text_digest, deterministic=True)  # type: ignore[union-attr]
    run_scripts(Connection(bind), MIGRATIONS)
