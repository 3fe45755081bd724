"""Makes text from documents safe to show: what a PDF says must not steer the reader's terminal."""

import unicodedata

_KEPT = {"\n", "\t"}


def printable(text: str) -> str:
    """Return ``text`` with control characters (escape sequences begin with one) shown as U+FFFD.

    >>> printable("a" + chr(27) + "[2J")
    'a\N{REPLACEMENT CHARACTER}[2J'
    """
    return "".join("\ufffd" if unicodedata.category(c) == "Cc" and c not in _KEPT else c for c in text)
