"""Plugins of Datasette's, for its option --plugins-dir."""
