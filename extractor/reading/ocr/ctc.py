"""How well a text fits what a recogniser saw: the probability of a sequence under connectionist temporal classification.

In: steps x characters of log-probabilities, the blank in column 0, and texts as columns. Out: log-probabilities.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_NEVER = -1e9


def log_chances(output: NDArray[np.float32], floor: float) -> Floats:
    """Return the logarithm of a recogniser's output. No character is held less likely than ``floor``."""
    return np.log(np.maximum(output.astype(np.float64), floor))


def log_likelihoods(logs: Floats, texts: Sequence[Sequence[int]]) -> Floats:
    """Return the log-probability of each text: the forward algorithm of Graves et al. (2006), all texts at once."""
    longest = max((len(text) for text in texts), default=0)
    labels = np.zeros((len(texts), 2 * longest + 1), np.intp)
    for row, text in enumerate(texts):
        labels[row, 1 : 2 * len(text) : 2] = text
    may_skip = np.zeros(labels.shape, np.bool_)
    may_skip[:, 2:] = (labels[:, 2:] != 0) & (labels[:, 2:] != labels[:, :-2])
    state = np.full(labels.shape, _NEVER)
    state[:, 0] = logs[0, 0]
    if longest:
        state[:, 1] = np.where(labels[:, 1] > 0, logs[0][labels[:, 1]], _NEVER)
    for step in logs[1:]:
        moved = np.full(labels.shape, _NEVER)
        moved[:, 1:] = state[:, :-1]
        skipped = np.full(labels.shape, _NEVER)
        skipped[:, 2:] = np.where(may_skip[:, 2:], state[:, :-2], _NEVER)
        state = np.logaddexp(np.logaddexp(state, moved), skipped) + step[labels]
    ends = np.array([2 * len(text) for text in texts])
    rows = np.arange(len(texts))
    result: Floats = np.logaddexp(state[rows, ends], np.where(ends > 0, state[rows, ends - 1], _NEVER))
    return result
