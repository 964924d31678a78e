"""Drop what no report shows: older entries of files that weren't opened, of which every ingestion used to add one per file."""

from alembic import op

revision, down_revision = "0018", "0017"


def upgrade() -> None:
    """Delete each file's entries of being unchanged, skipped or a duplicate, except its latest one."""
    op.execute(
        "DELETE FROM ledger WHERE outcome IN ('unchanged', 'skipped', 'duplicate')"
        " AND id NOT IN (SELECT max(id) FROM ledger GROUP BY path)"
    )
