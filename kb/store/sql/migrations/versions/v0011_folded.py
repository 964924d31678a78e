"""Store folded values for filters, and hash in the program instead of triggers: neither database knows both functions."""

import sqlalchemy as sa
from alembic import op

from kb.store.sql.engine import TEXT
from kb.text.normalise import fold

revision, down_revision = "0011", "0010"

FOLDED = {"documents": "title", "people": "name", "organisations": "name", "fields": "value", "places": "place"}


def upgrade() -> None:
    """Add the column `folded` to each table that is filtered by a text, and drop the triggers."""
    for table in FOLDED:
        op.add_column(table, sa.Column("folded", TEXT, nullable=False, server_default=""))
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        return  # PostgreSQL schemas are made by this version or a later one: no triggers, nothing to fold
    bind.connection.dbapi_connection.create_function("fold", 1, fold, deterministic=True)  # type: ignore[union-attr]
    for table, column in FOLDED.items():
        op.execute(f"UPDATE {table} SET folded = fold({column})")  # noqa: S608
    for trigger in ("documents_use_id", "documents_keep_rights", "documents_renew_rights"):
        op.execute(f"DROP TRIGGER {trigger}")
