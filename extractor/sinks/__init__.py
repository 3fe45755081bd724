"""Where records go, by the name of the target, and how they come back: files that are whole or not there, and databases."""
