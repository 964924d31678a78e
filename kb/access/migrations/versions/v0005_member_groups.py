"""Groups of members in a table of their own instead of JSON, which each database reads by other functions."""

import json

import sqlalchemy as sa
from alembic import op

from kb.store.sql.engine import TEXT

revision, down_revision = "0005", "0004"


def upgrade() -> None:
    """Move the groups."""
    table = op.create_table(
        "member_groups",
        sa.Column("member", sa.BigInteger, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("name", TEXT, primary_key=True, index=True),
    )
    members = op.get_bind().execute(sa.text("SELECT id, groups FROM members")).all()
    op.bulk_insert(table, [{"member": id, "name": name} for id, groups in members for name in json.loads(groups)])
    op.drop_column("members", "groups")
