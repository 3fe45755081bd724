"""Rules of the audit, as data."""
