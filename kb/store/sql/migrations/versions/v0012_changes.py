"""Number each document's latest change, so that every process with its own lexical indexes knows those it has seen."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0012", "0011"


def upgrade() -> None:
    """Create the table `changes` from the outbox of the former single index, and drop the outbox."""
    op.create_table(
        "changes",
        sa.Column("document", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
    )
    op.create_index("changes_change", "changes", ["change"])
    op.execute("INSERT INTO changes SELECT document, 1 FROM pending_words")
    op.execute("INSERT INTO library VALUES ('changes', '1')")
    op.drop_table("pending_words")
