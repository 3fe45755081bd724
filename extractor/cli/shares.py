"""Reads shares as people write them on a command line: "0.5%", "95 %", "0.95"."""

import typer


def share(text: str) -> float:
    """Return the share that ``text`` means, between 0 and 1, both excluded. Raises typer.BadParameter for any other.

    >>> share("0.5%"), share("0.95"), share("95")
    (0.005, 0.95, 0.95)
    """
    bare = text.strip().removesuffix("%").strip()
    try:
        number = float(bare)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a share; write it as 5% or 0.05") from None
    found = number / 100 if text.strip().endswith("%") or number >= 1 else number
    if not 0 < found < 1:
        raise typer.BadParameter(f"{text!r} is not between 0 and 100 %")
    return found
