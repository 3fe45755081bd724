"""Records in a database: SQLite in a file, PostgreSQL at an address, the same tables in both."""
