"""Runs migrations on the connection it is given."""

from alembic import context

from extractor.sinks.sql.database import VERSION_TABLE
from extractor.sinks.sql.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata(), version_table=VERSION_TABLE
)
with context.begin_transaction():
    context.run_migrations()
