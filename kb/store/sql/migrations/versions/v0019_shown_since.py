"""Store since when a document is shown: reading a file again mustn't make its document new to those who wait for new ones."""

import sqlalchemy as sa
from alembic import op

from kb.store.sql.engine import TEXT

revision, down_revision = "0019", "0018"


def upgrade() -> None:
    """Add the column; of earlier documents the time at which they were last read stands for it."""
    op.add_column("documents", sa.Column("shown_since", TEXT, nullable=False, server_default=""))
    op.execute("UPDATE documents SET shown_since = added_at")
