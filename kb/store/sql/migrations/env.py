"""Alembic's environment: runs revisions on the connection, and in the transaction, that `kb.store.sql.schema.upgrade` hands over."""

from alembic import context

from kb.store.sql.engine import Connection

connection: Connection = context.config.attributes["connection"]
context.configure(connection=connection.sqlalchemy)
context.run_migrations()
