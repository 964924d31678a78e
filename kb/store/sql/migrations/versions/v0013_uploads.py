"""Store the states of uploads in the catalogue, for all processes; before, each was a file beside the uploaded ones."""

import sqlalchemy as sa
from alembic import op

from kb.store.sql.engine import TEXT

revision, down_revision = "0013", "0012"


def upgrade() -> None:
    """Create the table `uploads`. `number` is their order."""
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
