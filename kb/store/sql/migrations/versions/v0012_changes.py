"""Each document's latest change is numbered, so that every process with lexical indexes of its own knows which it has seen."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0012", "0011"


def upgrade() -> None:
    """Make the table `changes` of what waits in the outbox of the one index there was, and drop that."""
    op.create_table(
        "changes",
        sa.Column("document", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
    )
    op.create_index("changes_change", "changes", ["change"])
    op.execute("INSERT INTO changes SELECT document, 1 FROM pending_words")
    op.execute("INSERT INTO library VALUES ('changes', '1')")
    op.drop_table("pending_words")
