"""The model of structure as it lies in the package: text files in, models ready to judge out.

``model/provenance.toml`` says what it was fitted on and by which command;
docs/structure.md says how well it does on what it has not seen.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path

import numpy as np

from extractor.errors import ModelError
from extractor.splitting.candidates import Shape
from extractor.splitting.features import FEATURES
from extractor.splitting.kind_features import KIND_FEATURES
from extractor.splitting.series import SERIES
from extractor.splitting.structure_model import KindWeights, StructureModel
from extractor.splitting.trees import read_trees
from extractor.splitting.value_features import VALUE_COLUMNS
from extractor.splitting.word_model import DIMENSION, WordModel

SHAPE_NAMES = tuple(f"shape {shape.value}" for shape in Shape)
FIRST_NAMES = (*FEATURES, *SHAPE_NAMES)
SECOND_NAMES = (*FIRST_NAMES, *SERIES)


@lru_cache(maxsize=1)
def load_model() -> StructureModel:
    """Return the model of the package."""
    return read_model(Path(str(resources.files("extractor.splitting") / "model")))


def read_model(folder: Path) -> StructureModel:
    """Return the model that lies in a folder. Raises ModelError where a file of it is missing or not of this version."""

    def lines(name: str) -> Iterator[str]:
        with (folder / name).open(encoding="utf-8") as file:
            yield from (line for line in file if not line.startswith("# "))

    try:
        return StructureModel(
            words=read_words(lines("words.tsv")),
            texts=read_words(lines("texts.tsv")),
            first=read_trees(lines("first.tsv"), FIRST_NAMES),
            second=read_trees(lines("second.tsv"), SECOND_NAMES),
            sections=read_trees(lines("sections.tsv"), KIND_FEATURES),
            kinds=read_kinds(lines("kinds.tsv")),
            fields=read_trees(lines("fields.tsv"), VALUE_COLUMNS),
        )
    except OSError as error:
        raise ModelError(str(folder), detail=f"{error.filename}: {error.strerror}") from error
    except (ValueError, KeyError, IndexError, StopIteration) as error:
        raise ModelError(str(folder), detail=f"a file of it is not as this version writes it: {error}") from error


def read_words(lines: Iterable[str]) -> WordModel:
    """Return a model of wordings: a line of classes with their bias, then a feature a line with its weights by class."""
    rows = iter(lines)
    head = [part.rpartition("=") for part in next(rows).rstrip("\n").split("\t")]
    classes = tuple(name for name, _, _ in head)
    place = {name: n for n, name in enumerate(classes)}
    vocabulary: dict[str, int] = {}
    at, columns, values = list[int](), list[int](), list[float]()
    for line in rows:
        feature, _, told = line.rstrip("\n").partition("\t")
        row = vocabulary.setdefault(feature, len(vocabulary))
        for part in told.split("\t"):
            name, _, value = part.partition("=")
            at.append(row)
            columns.append(place[name])
            values.append(float(value))
    weights = np.zeros((len(vocabulary), len(classes)))
    weights[at, columns] = values
    return WordModel(classes, vocabulary, weights, np.array([float(value) for _, _, value in head]))


def written_words(model: WordModel, least: float) -> Iterator[str]:
    """Yield the lines that :func:`read_words` reads, weights smaller than ``least`` left out but those of what words mean.

    A word's meaning has a share in all of these, and none is too small.
    """
    yield "\t".join(f"{name}={value:.3f}" for name, value in zip(model.classes, model.bias, strict=True))
    for feature, row in sorted(model.vocabulary.items()):
        floor = 0.01 if feature.startswith(DIMENSION) else least
        told = [f"{n}={w:.2f}" for n, w in zip(model.classes, model.weights[row], strict=True) if abs(w) >= floor]
        if told:
            yield "\t".join([feature, *told])


def read_kinds(lines: Iterable[str]) -> KindWeights:
    """Return the weights of kinds: a weight a line, after what it weighs."""
    told: dict[str, dict[str, float]] = {"trust": {}, "kind": {}, "start": {}, "after": {}}
    for line in lines:
        what, name, value = line.rstrip("\n").split("\t")
        told[what][name] = float(value)
    after = {(before, kind): w for name, w in told["after"].items() for before, _, kind in [name.partition(" > ")]}
    return KindWeights(told["trust"]["heading"], told["trust"]["start"], told["kind"], told["start"], after)


def written_kinds(weights: KindWeights) -> Iterator[str]:
    """Yield the lines that :func:`read_kinds` reads."""
    yield f"trust\theading\t{weights.trust:.3f}"
    yield f"trust\tstart\t{weights.trust_of_starts:.3f}"
    yield from (f"kind\t{name}\t{value:.3f}" for name, value in weights.kinds.items())
    yield from (f"start\t{name}\t{value:.3f}" for name, value in weights.starts.items())
    yield from (f"after\t{one} > {other}\t{value:.3f}" for (one, other), value in weights.after.items())
