"""Store a checksum of vectors to detect changed bytes: a changed sign doesn't change the length."""

import sqlalchemy as sa
from alembic import op

from kb.store.vectors import checksum

revision, down_revision = "0015", "0014"

_BATCH = 2000


def upgrade() -> None:
    """Add the column `checksum` to the tables of vectors, and fill it."""
    for table, parts in (("vectors", "vector"), ("sentences", "spans, vectors")):
        op.add_column(table, sa.Column("checksum", sa.BigInteger(), nullable=False, server_default="0"))
        after, bind = 0, op.get_bind()
        rows = sa.text(f"SELECT passage, {parts} FROM {table} WHERE passage > :after ORDER BY passage LIMIT {_BATCH}")  # noqa: S608
        change = sa.text(f"UPDATE {table} SET checksum = :checksum WHERE passage = :passage")  # noqa: S608
        while found := bind.execute(rows, {"after": after}).all():
            bind.execute(change, [{"passage": row[0], "checksum": checksum(*row[1:])} for row in found])
            after = found[-1][0]
