"""Which candidates of a document are taken, decided over all of them at once: the set of greatest odds without overlap.

Exact, by dynamic programming over lines, in time linear in them.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from extractor.splitting.candidates import Candidate
from extractor.splitting.series import HEADING, LABEL, START, Chosen
from extractor.splitting.word_model import Floats

# Text that begins under no heading needs better than even odds: what is cut wrongly is harder to mend than what is not cut.
START_DOUBT = 0.5


def decode(candidates: Sequence[Candidate], probabilities: Floats, lines: int) -> list[Chosen]:
    """Return what is chosen of ``candidates`` in reading order; ``probabilities`` is of shape (candidates, 4).

    Whether something is a heading or a label is not decided here: it has the odds of either. A heading leaves the rest of
    its last line as text: that begins nothing.
    """
    gains = odds_of(probabilities)
    starting: dict[int, list[tuple[float, Chosen]]] = defaultdict(list)
    for n, candidate in enumerate(candidates):
        headed = HEADING if probabilities[n, HEADING] >= probabilities[n, LABEL] else LABEL
        gain, what = (gains[n, 0], headed) if candidate.words else (gains[n, 1] - START_DOUBT, START)
        if gain > 0:
            starting[candidate.first].append((float(gain), Chosen(n, what)))
    best, taken = [0.0] * (lines + 1), list[Chosen | None]([None] * (lines + 1))
    for at in range(lines - 1, -1, -1):
        best[at] = best[at + 1]
        for gain, chosen in starting[at]:
            total = gain + best[candidates[chosen.index].last + 1]
            if total > best[at]:
                best[at], taken[at] = total, chosen
    return _followed(candidates, taken, lines)


def odds_of(probabilities: Floats) -> Floats:
    """Return the logarithms of odds against nothing: of being a heading or a label, and of beginning text; shape (n, 2)."""
    kept = np.clip(probabilities, 1e-9, 1.0)
    headed = kept[:, HEADING] + kept[:, LABEL]
    return np.log(np.stack([headed, kept[:, START]], axis=1)) - np.log(kept[:, :1])


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
