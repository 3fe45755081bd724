"""The data of the reading stage."""
