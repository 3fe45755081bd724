"""Confidence intervals of ratios by the bootstrap over documents.

Documents, not values, are drawn with replacement (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13:
percentile intervals; the document is the unit, since errors of one scan come together). A ratio is that of the two sums.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
# So many weights at a time as fit 80 MB.
_CELLS = 10_000_000


def bootstrap(
    parts: Floats, wholes: Floats, *, resamples: int, seed: int, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Return the lower and upper ends of the intervals of ``parts.sum(0) / wholes.sum(0)``.

    Rows are documents, columns are ratios. NaN stands where fewer than two documents have anything to measure: one
    document says nothing about others.
    """
    documents = parts.shape[0]
    if not documents:
        return np.full(parts.shape[1], np.nan), np.full(parts.shape[1], np.nan)
    drawn = np.concatenate(list(_ratios(parts, wholes, resamples, np.random.default_rng(seed))))
    tail = (1 - confidence) / 2
    known = (wholes > 0).sum(axis=0) >= 2
    low, high = np.full(parts.shape[1], np.nan), np.full(parts.shape[1], np.nan)
    if known.any():
        low[known], high[known] = np.nanquantile(drawn[:, known], [tail, 1 - tail], axis=0)
    return low, high


def _ratios(parts: Floats, wholes: Floats, resamples: int, rng: np.random.Generator) -> list[Floats]:
    documents = parts.shape[0]
    batch = max(1, min(resamples, _CELLS // documents))
    drawn = []
    for start in range(0, resamples, batch):
        size = min(batch, resamples - start)
        weights = rng.multinomial(documents, np.full(documents, 1 / documents), size=size).astype(np.float64)
        above, below = weights @ parts, weights @ wholes
        drawn.append(np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0))
    return drawn
