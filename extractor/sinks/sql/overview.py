"""The overview as a view of the database: made from the columns of ``overview.toml``, anew with every version."""

from sqlalchemy import Connection

from extractor.sinks.overview import VIEW, OverviewColumn, overview_columns

_JOIN = {"sqlite": "group_concat", "postgresql": "string_agg"}


def drop_overview(connection: Connection) -> None:
    """Take the view away, so that the tables under it can be changed."""
    connection.exec_driver_sql(f"DROP VIEW IF EXISTS {VIEW}")


def make_overview(connection: Connection) -> None:
    """Make the view as this version has it."""
    drop_overview(connection)
    join = _JOIN[connection.dialect.name]
    columns = ", ".join(f"{_sql(column, join)} AS {column.name}" for column in overview_columns())
    connection.exec_driver_sql(f"CREATE VIEW {VIEW} AS SELECT {columns} FROM decisions d")  # noqa: S608 - our own


def _sql(column: OverviewColumn, join: str) -> str:
    return f"d.{column.field}" if column.sql is None else column.sql.replace("{join}", join)
