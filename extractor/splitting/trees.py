"""Boosted trees over named features: an array of what is seen goes in, a probability for every class comes out.

The trees are data, fitted by ``benchmarks.fit_structure``; a person can read them, for their features have names.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractor.splitting.word_model import Floats, softmax

Indices = NDArray[np.intp]
# So many rows are judged together: more, and what is worked out for them leaves the processor's cache.
ROWS_AT_ONCE = 256


@dataclass(frozen=True)
class Trees:
    """Trees in flat arrays, a place a node. A leaf's branches lead to itself; ``owners`` is the class that a tree votes for."""

    classes: tuple[str, ...]
    names: tuple[str, ...]
    features: Indices = field(repr=False)
    thresholds: Floats = field(repr=False)
    lower: Indices = field(repr=False)
    higher: Indices = field(repr=False)
    values: Floats = field(repr=False)
    roots: Indices = field(repr=False)
    owners: Indices = field(repr=False)
    bias: Floats = field(repr=False)
    depth: int = 0

    def probabilities(self, seen: Floats) -> Floats:
        """Return probabilities of shape (rows, classes) for ``seen`` of shape (rows, features)."""
        scores = np.empty((len(seen), len(self.classes)))
        for begin in range(0, len(seen), ROWS_AT_ONCE):
            rows = slice(begin, begin + ROWS_AT_ONCE)
            scores[rows] = self.bias + (self._votes @ self._levels.leaves_of(seen[rows])).T
        return softmax(scores)

    @cached_property
    def _levels(self) -> "_Levels":
        return _Levels.of(self)

    @cached_property
    def _votes(self) -> Floats:
        """Which class each tree votes for, of shape (classes, trees)."""
        return np.equal(np.arange(len(self.classes))[:, None], self.owners).astype(np.float64)


@dataclass(frozen=True, slots=True)
class _Levels:
    """Trees as they are walked: all trees and many rows at once, a level after another, a bit a row.

    ``features`` and ``thresholds`` are the questions asked anywhere, each once. ``levels`` says which question the nodes of
    each level ask, of shape (nodes, trees); the nodes behind node n of so many are n, and n and as many. Trees are filled up
    to one depth: where a leaf stands already, a question is asked that is answered by no for every row. ``leaves`` are the
    values of the last level, a tree's side by side; of shape (trees, 2 ** depth).
    """

    features: Indices
    thresholds: Floats
    levels: tuple[Indices, ...]
    leaves: Floats

    @classmethod
    def of(cls, trees: Trees) -> "_Levels":
        inner = trees.lower != np.arange(len(trees.lower))
        thresholds, rank = np.unique(trees.thresholds[inner], return_inverse=True)
        asked, place = np.unique(trees.features[inner] * len(thresholds) + rank, return_inverse=True)
        questions = np.full(len(inner), len(asked))
        questions[inner] = place
        nodes, levels = trees.roots[None, :], list[Indices]()
        for _ in range(trees.depth):
            levels.append(questions[nodes])
            nodes = np.concatenate([trees.lower[nodes], trees.higher[nodes]])
        leaves = np.ascontiguousarray(trees.values[nodes.T])
        return cls(asked // len(thresholds), thresholds[asked % len(thresholds)], tuple(levels), leaves)

    def leaves_of(self, seen: Floats) -> Floats:
        """Return the value that each tree has for each row of ``seen``, of shape (trees, rows)."""
        answers = self._answers(seen)
        trees, words = len(self.leaves), answers.shape[1]
        reached = np.full((1, trees, words), ~np.uint64(0))
        leaves = np.zeros((trees, 64 * words), dtype=np.uint16)
        for level, questions in enumerate(self.levels):
            higher = reached & answers.take(questions, axis=0)
            turned = np.unpackbits(np.bitwise_or.reduce(higher, axis=0).view(np.uint8), axis=1, bitorder="little")
            leaves |= np.left_shift(turned, level, dtype=np.uint16)
            reached = np.concatenate([reached ^ higher, higher])
        first = np.arange(trees)[:, None] << len(self.levels)
        return self.leaves.take(first + leaves[:, : len(seen)])

    def _answers(self, seen: Floats) -> NDArray[np.uint64]:
        """Return for every question, and one that nothing answers by yes, a bit a row, 64 rows to a word."""
        told = np.zeros((len(self.features) + 1, -(-len(seen) // 64) * 64), dtype=np.bool_)
        np.greater(seen.T[self.features], self.thresholds[:, None], out=told[:-1, : len(seen)])
        return np.packbits(told, axis=1, bitorder="little").view(np.uint64)


class Node(NamedTuple):
    """A question ("is the feature at most the threshold?") with the nodes of its answers, or a leaf with its value."""

    tree: int
    owner: str
    feature: str | None
    threshold: float
    lower: int
    higher: int
    value: float


def written(trees: Iterable[Node], classes: Sequence[str], bias: Sequence[float]) -> Iterator[str]:
    """Yield the lines that :func:`read_trees` reads: the classes with their bias, then a node a line."""
    yield "\t".join(f"{name}={value:.4f}" for name, value in zip(classes, bias, strict=True))
    for node in trees:
        branch = (
            f"{node.feature}\t{node.threshold:.6g}\t{node.lower}\t{node.higher}"
            if node.feature
            else f"\t{node.value:.5f}"
        )
        yield f"{node.tree}\t{node.owner}\t{branch}"


def written_trees(trees: Trees) -> Iterator[str]:
    """Yield the lines of trees as they were read."""
    ends = [*trees.roots[1:], len(trees.features)] if len(trees.roots) else []
    nodes = (
        _node(trees, tree, int(root), place)
        for tree, (root, end) in enumerate(zip(trees.roots, ends, strict=True))
        for place in range(int(root), int(end))
    )
    return written(nodes, trees.classes, list(trees.bias))


def _node(trees: Trees, tree: int, root: int, place: int) -> Node:
    owner = trees.classes[trees.owners[tree]]
    if trees.lower[place] == place:
        return Node(tree, owner, None, 0.0, -1, -1, float(trees.values[place]))
    lower, higher = int(trees.lower[place]) - root, int(trees.higher[place]) - root
    name = trees.names[trees.features[place]]
    return Node(tree, owner, name, float(trees.thresholds[place]), lower, higher, 0.0)


def read_trees(lines: Iterable[str], names: Sequence[str]) -> Trees:
    """Return trees from the lines of their file; ``names`` are the columns of what will be seen, in order."""
    rows = iter(lines)
    head = [part.rpartition("=") for part in next(rows).rstrip("\n").split("\t")]
    classes = tuple(name for name, _, _ in head)
    columns = {name: n for n, name in enumerate(names)}
    nodes = [_parsed(line.rstrip("\n").split("\t")) for line in rows]
    return _flat(nodes, classes, [float(value) for _, _, value in head], columns)


def _parsed(cells: Sequence[str]) -> Node:
    tree, owner, feature, number, *branches = cells
    if not feature:
        return Node(int(tree), owner, None, 0.0, -1, -1, float(number))
    return Node(int(tree), owner, feature, float(number), int(branches[0]), int(branches[1]), 0.0)


def _flat(nodes: Sequence[Node], classes: Sequence[str], bias: Sequence[float], columns: Mapping[str, int]) -> Trees:
    starts: dict[int, int] = {}
    for place, node in enumerate(nodes):
        starts.setdefault(node.tree, place)
    own = [place if node.feature is None else -1 for place, node in enumerate(nodes)]
    lower = [own[p] if own[p] >= 0 else starts[n.tree] + n.lower for p, n in enumerate(nodes)]
    higher = [own[p] if own[p] >= 0 else starts[n.tree] + n.higher for p, n in enumerate(nodes)]
    return Trees(
        classes=tuple(classes),
        names=tuple(columns),
        features=np.array([columns[n.feature] if n.feature else 0 for n in nodes], dtype=np.intp),
        thresholds=np.array([n.threshold for n in nodes], dtype=np.float64),
        lower=np.array(lower, dtype=np.intp),
        higher=np.array(higher, dtype=np.intp),
        values=np.array([n.value for n in nodes], dtype=np.float64),
        roots=np.array(list(starts.values()), dtype=np.intp),
        owners=np.array([classes.index(nodes[place].owner) for place in starts.values()], dtype=np.intp),
        bias=np.array(bias, dtype=np.float64),
        depth=max((_depth(lower, higher, start) for start in starts.values()), default=0),
    )


def _depth(lower: Sequence[int], higher: Sequence[int], root: int) -> int:
    depth, level = 0, [root]
    while level := [b for n in level if lower[n] != n for b in (lower[n], higher[n])]:
        depth += 1
    return depth
