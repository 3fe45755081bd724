"""The exit statuses that are no error's own."""

import os
import sys
from contextlib import suppress

SOME_FAILED = 7
INTERRUPTED = 130  # 128 + SIGINT, as shells report it
READER_GONE = 141  # 128 + SIGPIPE: whoever read our output went away


def reader_gone() -> int:
    """Let go of standard output, whose reader went away, and return the exit status that says so."""
    # Python would complain about the unflushed rest on exit; there is nobody left to read it.
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return READER_GONE
