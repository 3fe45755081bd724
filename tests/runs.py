"""Runs of the command line within a test's own process, and how they ended."""

from collections.abc import Callable
from typing import NamedTuple


class Done(NamedTuple):
    """How a run in this process ended."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]
