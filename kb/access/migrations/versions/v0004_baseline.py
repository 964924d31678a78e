"""The tables of accounts as the scripts beside this folder make them, before Alembic."""

from pathlib import Path

from alembic import op

from kb.store.sql.engine import Connection
from kb.store.sql.schema import run_scripts

revision, down_revision = "0004", None


def upgrade() -> None:
    """Create the missing ones."""
    run_scripts(Connection(op.get_bind()), Path(__file__).parent.parent)
