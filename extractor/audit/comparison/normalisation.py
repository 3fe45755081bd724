"""What is taken for the same when texts are compared. Every report states which of these was in force."""

import re
import unicodedata
from enum import StrEnum


class Normalisation(StrEnum):
    """How far texts are made alike before they are compared."""

    NFC = "nfc"
    """Canonically equivalent spellings are the same (Unicode normalisation form C); all else counts, line breaks too."""
    PRINT = "print"
    """NFC, and what print shows alike: blanks and line breaks, quotation marks, dashes, ligatures, soft hyphens,
    dotted lines."""


STATED = {
    Normalisation.NFC: "Unicode normalisation form C; every blank, line break, dash and quotation mark counts",
    Normalisation.PRINT: (
        "Unicode normalisation form C; any run of blanks and line breaks is one space; quotation marks, dashes and "
        "ligatures count as their plain forms; soft hyphens and dotted lines to write on are left out"
    ),
}
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("“”„‟″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "\u00ad": "",
        "\u200b": "",
        "\ufeff": "",
        "…": "...",
    }
)
# Dots and strokes to sign on are no text, and no two programs read the same number of them.
_LEADERS = re.compile(r"(?:[._] ?){5,}")


def normalise(text: str, normalisation: Normalisation) -> str:
    r"""Return ``text`` with all that counts as the same made the same.

    >>> normalise("“ﬁve –\nsix”", Normalisation.PRINT)
    '"five - six"'
    """
    composed = unicodedata.normalize("NFC", text)
    if normalisation is Normalisation.NFC:
        return composed
    return re.sub(r"\s+", " ", _LEADERS.sub(" ", composed.translate(_PLAIN))).strip()
