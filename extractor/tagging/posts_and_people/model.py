"""The fitted model of posts and people: words enter, labelled spans with their probabilities leave.

A linear-chain conditional random field (Lafferty, McCallum and Pereira, 2001) over the features of ``features.py``. Its
weights are text, ``model/weights.tsv``; ``model/provenance.toml`` says what it was fitted on and by which command.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
import numpy.typing as npt

from extractor.errors import ModelError
from extractor.tagging.posts_and_people.features import REACH, Run, beside, runs, stretches, together, within
from extractor.tagging.posts_and_people.labels import LABELS, MORE, Kind, spans_of
from extractor.tagging.words import EDGE, Word

Floats = npt.NDArray[np.float64]
# Begin ``more`` only after what it goes on with.
_FORBIDDEN = -1e6


class Model:
    """Weights of features by label, and of labels by the label before."""

    def __init__(self, vocabulary: dict[str, int], weights: Floats, transitions: Floats) -> None:
        self._vocabulary = vocabulary
        # The last row is that of no feature: a word none of whose features has a weight.
        self._weights = np.vstack([weights, np.zeros((1, len(LABELS)))])
        self._transitions = transitions
        self._known: dict[tuple[str, str, int], tuple[int, ...]] = {}

    def spans(self, words: Sequence[Word], *, formal: bool) -> Iterator[tuple[int, int, Kind, float]]:
        """Yield the spans, as word indices half open, with the probability of each, in order."""
        found = list(stretches(words))
        if not found:
            return
        capitals = runs(words)
        scores = self._scores(words, found, capitals, formal=formal)
        at = 0
        for first, end in found:
            own = scores[at : at + end - first]
            at += end - first
            labels = _best(own, self._transitions)
            spans = list(spans_of(labels))
            if spans:
                chances = _Chances(own, self._transitions)
                for begin, stop, kind in spans:
                    yield first + begin, first + stop, kind, chances.of(labels, begin, stop)

    def _scores(
        self, words: Sequence[Word], found: Iterable[tuple[int, int]], capitals: Sequence[Run | None], *, formal: bool
    ) -> Floats:
        """Return the score of each label for each word of the stretches, one stretch after another."""
        rows, starts = list[int](), list[int]()
        nothing = len(self._weights) - 1
        known = self._vocabulary.get
        for first, end in found:
            for at in range(first, end):
                starts.append(len(rows))
                rows.append(nothing)
                for offset in range(-REACH, REACH + 1):
                    place = at + offset
                    rows += self._beside(words[place] if 0 <= place < len(words) else EDGE, offset)
                names = together(words, at, formal=formal)
                run = capitals[at]
                if run is not None:
                    names += within(words, at, run)
                rows += [row for row in map(known, names) if row is not None]
        return np.add.reduceat(self._weights[rows], starts, axis=0)

    def _beside(self, word: Word, offset: int) -> tuple[int, ...]:
        key = (word.fold, word.text, offset)
        rows = self._known.get(key)
        if rows is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            names = beside(word.fold, word.text, offset)
            rows = self._known[key] = tuple(self._vocabulary[name] for name in names if name in self._vocabulary)
        return rows


# Words that are remembered with their places: those of a long document.
_MOST_KNOWN = 200_000


def _best(scores: Floats, transitions: Floats) -> list[int]:
    """Return the labels that score highest together (Viterbi)."""
    total = scores[0] + _OPENING
    back = np.zeros(scores.shape, dtype=np.int64)
    for at in range(1, len(scores)):
        through = total[:, None] + transitions
        back[at] = through.argmax(axis=0)
        total = through.max(axis=0) + scores[at]
    labels = [int(total.argmax())]
    for at in range(len(scores) - 1, 0, -1):
        labels.append(int(back[at][labels[-1]]))
    return labels[::-1]


_OPENING = np.array([_FORBIDDEN if label in MORE.values() else 0.0 for label in range(len(LABELS))])


class _Chances:
    """The probability of spans of one stretch (forward and backward sums, in logarithms)."""

    def __init__(self, scores: Floats, transitions: Floats) -> None:
        self._scores, self._transitions = scores, transitions
        count = len(scores)
        self._forward = np.empty(scores.shape)
        self._forward[0] = scores[0] + _OPENING
        for at in range(1, count):
            self._forward[at] = _log_sum(self._forward[at - 1][:, None] + transitions, 0) + scores[at]
        self._backward = np.zeros(scores.shape)
        for at in range(count - 2, -1, -1):
            self._backward[at] = _log_sum(transitions + (scores[at + 1] + self._backward[at + 1])[None, :], 1)
        self._whole = float(_log_sum(self._forward[-1], 0))

    def of(self, labels: Sequence[int], first: int, end: int) -> float:
        """Return the probability that exactly the words from ``first`` to ``end`` make this span."""
        score = float(self._forward[first][labels[first]])
        for at in range(first + 1, end):
            score += float(self._transitions[labels[at - 1], labels[at]] + self._scores[at][labels[at]])
        last = labels[end - 1]
        if end == len(self._scores):
            return float(np.exp(min(score - self._whole, 0.0)))
        onward = self._transitions[last] + self._scores[end] + self._backward[end]
        stays = np.array([label not in MORE.values() for label in range(len(LABELS))])
        return float(np.exp(min(score + float(_log_sum(onward[stays], 0)) - self._whole, 0.0)))


def _log_sum(values: Floats, axis: int) -> Floats:
    most = values.max(axis=axis, keepdims=True)
    return np.asarray(np.squeeze(most, axis) + np.log(np.exp(values - most).sum(axis=axis)))


@cache
def load_model() -> Model:
    """Return the model of the package."""
    return read_model(Path(str(resources.files("extractor.tagging.posts_and_people") / "model")))


def read_model(folder: Path) -> Model:
    """Return the model that lies in a folder. Raises ModelError where its file is missing or not as this version writes it."""
    try:
        lines = (folder / "weights.tsv").read_text(encoding="utf-8").rstrip("\n").split("\n")
        rows = [line.split("\t") for line in lines if not line.startswith("# ")]
        numbers = np.array([[float(cell or 0) for cell in row[1:]] for row in rows])
        transitions, weights = numbers[: len(LABELS)].copy(), numbers[len(LABELS) :]
        if transitions.shape != (len(LABELS), len(LABELS)):
            raise ValueError("it has not a row for each label")
    except OSError as error:
        raise ModelError(str(folder), detail=f"{error.filename}: {error.strerror}") from error
    except ValueError as error:
        raise ModelError(str(folder), detail=f"weights.tsv is not as this version writes it: {error}") from error
    names = (_read_name(row[0]) for row in rows[len(LABELS) :])
    for kind, more in MORE.items():
        allowed = [LABELS.index(kind.value), more]
        transitions[[label for label in range(len(LABELS)) if label not in allowed], more] = _FORBIDDEN
    return Model({name: n for n, name in enumerate(names)}, weights, transitions)


def _read_name(name: str) -> str:
    return name.replace("\\n", "\n").replace("\\t", "\t")
