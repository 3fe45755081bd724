"""Which candidates of a document are taken, decided over all of them at once: the set of greatest odds without overlap.

Exact, by dynamic programming over lines, in time linear in them.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from extractor.splitting.candidates import Candidate
from extractor.splitting.series import HEADING, LABEL, START, Chosen
from extractor.splitting.word_model import Floats


def decode(candidates: Sequence[Candidate], probabilities: Floats, lines: int) -> list[Chosen]:
    """Return what is chosen of ``candidates`` in reading order; ``probabilities`` is of shape (candidates, 4).

    Odds are against the candidate's being nothing. A heading leaves the rest of its last line as text: that begins nothing.
    """
    kept = np.log(np.clip(probabilities, 1e-9, 1.0))
    gains = kept[:, HEADING:] - kept[:, :1]
    starting: dict[int, list[tuple[float, Chosen]]] = defaultdict(list)
    for n, candidate in enumerate(candidates):
        for what in (HEADING, LABEL) if candidate.words else (START,):
            if gains[n, what - 1] > 0:
                starting[candidate.first].append((float(gains[n, what - 1]), Chosen(n, what)))
    best, taken = [0.0] * (lines + 1), list[Chosen | None]([None] * (lines + 1))
    for at in range(lines - 1, -1, -1):
        best[at] = best[at + 1]
        for gain, chosen in starting[at]:
            total = gain + best[candidates[chosen.index].last + 1]
            if total > best[at]:
                best[at], taken[at] = total, chosen
    return _followed(candidates, taken, lines)


def _followed(candidates: Sequence[Candidate], taken: Sequence[Chosen | None], lines: int) -> list[Chosen]:
    chosen, at = list[Chosen](), 0
    while at < lines:
        one = taken[at]
        if one is None:
            at += 1
            continue
        chosen.append(one)
        at = candidates[one.index].last + 1
    return chosen
