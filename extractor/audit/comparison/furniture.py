"""Takes out of a true text what a record leaves out: running heads, page numbers, a form's instructions."""

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

# A head is the same head with a letter in five misread; measured on photocopies, where "Page 2 of 6" came out at 0.82.
_SAME = 0.8
# A true line can hold what the record has as several pieces: a council's name, the meeting and the page.
_MOST_PIECES = 3


def without_furniture(text: str, furniture: Sequence[str]) -> str:
    """Return ``text`` without its lines that are furniture. Each piece of furniture takes away one line at most."""
    left = [_folded(piece) for piece in furniture]
    kept = []
    for line in text.splitlines():
        found = _place(_folded(line), left)
        if found is None:
            kept.append(line)
        else:
            del left[found]
    return "\n".join(kept)


def _place(line: str, pieces: Sequence[str]) -> slice | None:
    """Return where in ``pieces`` the line stands, the nearest match, or None."""
    best, place = _SAME, None
    for count in range(1, _MOST_PIECES + 1) if line else ():
        for start in range(len(pieces) - count + 1):
            joined = " ".join(pieces[start : start + count])
            likeness = Levenshtein.normalized_similarity(line, joined, score_cutoff=best)
            if likeness > best or (likeness == best and place is None):
                best, place = likeness, slice(start, start + count)
    return place


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
