"""Store the parts of a person's name by document: those stated by a hidden document mustn't change what another one shows."""

import sqlalchemy as sa
from alembic import op

from kb.store.sql.engine import TEXT

revision, down_revision = "0016", "0015"


def upgrade() -> None:
    """Move `family` and `given` from `people` to `document_people`, where only one document can have stated them."""
    for part in ("family", "given"):
        op.add_column("document_people", sa.Column(part, TEXT, nullable=False, server_default=""))
        op.execute(
            f"UPDATE document_people SET {part} = (SELECT p.{part} FROM people p WHERE p.id = document_people.person) WHERE person IN"  # noqa: S608
            " (SELECT person FROM document_people GROUP BY person HAVING count(DISTINCT document) = 1)"
        )
        op.drop_column("people", part)
