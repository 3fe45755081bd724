"""The model of structure learns from corrected records: what headings, labels and texts like theirs announce.

The two linear models of the packaged one, of wordings and of texts, are fitted on: from where they stand, held there by as much
as a fit from nothing is held to nothing (the inverse of its regularisation): few records move them little, and only in what
these print. What the generic form knows keeps the answers it had. The trees, which judge layout, need documents with all their
print and are left as they are; ``benchmarks/fit_structure.py`` fits those.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from decision_models import DecisionRecord, SectionKind, SectionState
from extractor.errors import LearningError
from extractor.review.learning import labels_of
from extractor.splitting.fitted import written_words
from extractor.splitting.forms import GENERIC, load_forms
from extractor.splitting.kind_features import WORDS_OF_TEXT, text_features
from extractor.splitting.structure_model import StructureModel
from extractor.splitting.word_model import MEANS, Floats, WordModel, softmax, word_features

Features = tuple[str, ...]
Example = tuple[Features, str]
# As benchmarks/fit_structure.py has them: the inverse of regularisation, and the weights that are too small to keep.
_WORDS, _TEXTS = 5.0, 2.0
_LEAST = 0.25
# An annotated document of a real form counts for as much there as four of the foundry's.
_WEIGHT = 4.0
_STEPS = 200
_TEXT, _BODY = "text", "body"


def refitted(model: StructureModel, records: Sequence[DecisionRecord]) -> tuple[StructureModel, int]:
    """Return ``model`` with what ``records``, as corrected, teach, and from how many examples.

    Raises LearningError where there is nothing to learn from.
    """
    words = [one for record in records for one in _word_examples(record)]
    texts = [one for record in records for one in _text_examples(record)]
    if not words:
        raise LearningError(detail="no record was corrected or said to be done that has a heading or a label")
    known = [word_features(w) for form in load_forms() if form.id == GENERIC for w in form.lexicon.wordings]
    fitted = replace(
        model, words=fitted_on(model.words, words, known, _WORDS), texts=fitted_on(model.texts, texts, (), _TEXTS)
    )
    return fitted, len(words) + len(texts)


def _word_examples(record: DecisionRecord) -> Iterator[Example]:
    for section in record.sections:
        if section.heading and section.kind is not SectionKind.HEADER:
            yield word_features(section.heading), section.kind.value
        first = section.text.split("\n", 1)[0]
        if section.kind is not SectionKind.HEADER and len(first.split()) > 3:
            yield word_features(first), _TEXT
    for name, label in labels_of(record):
        yield word_features(label), name
    if record.authority is not None:
        yield word_features(record.authority.value), _BODY


def _text_examples(record: DecisionRecord) -> Iterator[Example]:
    for section in record.sections:
        words = section.text.split()[:WORDS_OF_TEXT]
        if section.kind is not SectionKind.HEADER and section.state is SectionState.STATED and len(words) > 3:
            yield text_features(" ".join(words)), section.kind.value


# -- fitting ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Matrix:
    """Examples by features, a stretch of places and values for each example."""

    starts: NDArray[np.intp]
    columns: NDArray[np.intp]
    values: Floats
    rows: NDArray[np.intp]

    def times(self, weights: Floats) -> Floats:
        return np.add.reduceat(self.values[:, None] * weights[self.columns], self.starts, axis=0)

    def back(self, errors: Floats, size: int) -> Floats:
        order = np.argsort(self.columns, kind="stable")
        columns = self.columns[order]
        starts = np.flatnonzero(np.r_[True, columns[1:] != columns[:-1]])
        gathered = np.zeros((size, errors.shape[1]))
        gathered[columns[starts]] = np.add.reduceat(
            self.values[order][:, None] * errors[self.rows[order]], starts, axis=0
        )
        return gathered


def fitted_on(model: WordModel, examples: Sequence[Example], known: Sequence[Features], strength: float) -> WordModel:
    """Return ``model`` fitted on ``examples``; of ``known`` it goes on saying what it said.

    ``strength`` is the inverse of regularisation towards the weights that are there. A class that the model has not is left out.
    """
    taught = [(features, kind) for features, kind in examples if features and kind in model.classes]
    kept = [features for features in known if features]
    if not taught:
        return model
    vocabulary = dict(model.vocabulary)
    for features, _ in taught:
        for feature in (f for f in features if not f.startswith(MEANS)):
            vocabulary.setdefault(feature, len(vocabulary))
    before = np.vstack([model.weights, np.zeros((len(vocabulary) - len(model.vocabulary), len(model.classes)))])
    truths = np.zeros((len(taught) + len(kept), len(model.classes)))
    truths[np.arange(len(taught)), [model.classes.index(kind) for _, kind in taught]] = 1.0
    for row, features in enumerate(kept, len(taught)):
        truths[row] = model.probabilities(features)
    every = [*(features for features, _ in taught), *kept]
    matrix = _matrix(every, vocabulary)
    # How much words mean for a class was learnt from thousands and stays.
    meanings = np.array([model.meaning(features) for features in every])
    amounts = np.r_[np.full(len(taught), _WEIGHT), np.ones(len(kept))]
    return replace(
        model,
        vocabulary=vocabulary,
        weights=_descended(matrix, truths, amounts, before, model.bias + meanings, strength),
        _cache={},
    )


def _matrix(examples: Sequence[Features], vocabulary: Mapping[str, int]) -> _Matrix:
    starts, columns, values, rows = [], list[int](), list[float](), list[int]()
    for row, features in enumerate(examples):
        starts.append(len(columns))
        # An example of which nothing is known still has its place: a value of nothing.
        places = [vocabulary[f] for f in features if f in vocabulary] or [0]
        worth = 1.0 / np.sqrt(len(features)) if any(f in vocabulary for f in features) else 0.0
        columns += places
        values += [worth] * len(places)
        rows += [row] * len(places)
    return _Matrix(np.array(starts), np.array(columns), np.array(values), np.array(rows))


def _descended(
    matrix: _Matrix, truths: Floats, amounts: Floats, before: Floats, bias: Floats, strength: float
) -> Floats:
    """Return the weights that are likeliest, by Nesterov's descent with a step that cannot overshoot."""
    # An example's features have a length of one at most, and the curvature of a softmax is a half at most.
    step = 1.0 / (0.5 * amounts.sum() + 1.0 / strength)
    weights, ahead = before, before
    for turn in range(_STEPS):
        errors = (softmax(bias + matrix.times(ahead)) - truths) * amounts[:, None]
        slope = matrix.back(errors, len(before)) + (ahead - before) / strength
        moved = ahead - step * slope
        ahead = moved + turn / (turn + 3) * (moved - weights)
        weights = moved
    return weights


# -- the files --------------------------------------------------------------------------------------------------------------


def write_model(model: StructureModel, folder: Path, learnt_from: Mapping[str, int]) -> None:
    """Write the model to ``folder``: the packaged one's files, with those that were fitted on and what on. Raises OSError."""
    packaged = Path(str(resources.files("extractor.splitting") / "model"))
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted(packaged.glob("*.tsv")):
        shutil.copyfile(file, folder / file.name)
    for name, part in (("words", model.words), ("texts", model.texts)):
        (folder / f"{name}.tsv").write_text("".join(_headed(written_words(part, _LEAST))), encoding="utf-8")
    told = "".join(f"{name} = {count}\n" for name, count in learnt_from.items())
    base = (packaged / "provenance.toml").read_text(encoding="utf-8")
    (folder / "provenance.toml").write_text(f"{base}\n[fitted_on]\n{told}", encoding="utf-8")


def _headed(lines: Iterable[str]) -> Iterator[str]:
    yield "# Fitted by 'extractor fit'; provenance.toml says on what. Not to be changed by hand.\n"
    yield from (f"{line}\n" for line in lines)
