"""Store the mailbox of each alert beside its address as written, so that the alerts of one are counted by an index."""

import sqlalchemy as sa
from alembic import op

from kb.store.sql.engine import TEXT

revision, down_revision = "0017", "0016"


def upgrade() -> None:
    """Add the column; of earlier alerts the address in lower case stands for its mailbox."""
    op.add_column("alerts", sa.Column("mailbox", TEXT, nullable=False, server_default=""))
    op.execute("UPDATE alerts SET mailbox = lower(email)")
    op.drop_index("alerts_email", "alerts")
    op.create_index("alerts_mailbox", "alerts", ["mailbox"])
