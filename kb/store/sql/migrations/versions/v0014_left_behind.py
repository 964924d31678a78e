"""Record removed and replaced documents until their files and saved answers are deleted, even if a process ends before."""

import sqlalchemy as sa
from alembic import op

from kb.store.sql.engine import TEXT

revision, down_revision = "0014", "0013"


def upgrade() -> None:
    """Create the table `left_behind`."""
    op.create_table(
        "left_behind",
        sa.Column("document", TEXT, primary_key=True),
        sa.Column("content_hash", TEXT, primary_key=True),
        sa.Column("format", TEXT, nullable=False),
        sa.Column("path", TEXT, nullable=False),
        sa.Column("is_replaced", sa.Integer(), nullable=False),
    )
