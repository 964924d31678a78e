"""Uploads have their states in the catalogue, where every process finds them; before, each was a file beside the uploaded ones."""

import sqlalchemy as sa
from alembic import op

from kb.store.sql.engine import TEXT

revision, down_revision = "0013", "0012"


def upgrade() -> None:
    """Make the table `uploads`. `number` is the order in which they came."""
    op.create_table(
        "uploads",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("id", TEXT, nullable=False, unique=True),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("path", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("stated", TEXT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("uploads_member", "uploads", ["member"])
    op.create_index("uploads_path", "uploads", ["path"])
