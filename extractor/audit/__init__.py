"""How far an archive can be trusted: its records enter, judgements about them leave. Nothing here reads a page."""
