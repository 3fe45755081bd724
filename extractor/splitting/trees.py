"""Boosted trees over named features: an array of what is seen goes in, a probability for every class comes out.

The trees are data, fitted by ``benchmarks.fit_structure``; a person can read them, for their features have names.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from extractor.splitting.word_model import Floats, softmax

Indices = NDArray[np.intp]


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
        flat = np.ascontiguousarray(seen).ravel()
        rows = (np.arange(len(seen)) * seen.shape[1])[:, None]
        node = np.tile(self.roots, (len(seen), 1))
        for _ in range(self.depth):
            above = flat.take(rows + self.features.take(node)) > self.thresholds.take(node)
            node = self._branches.take(2 * node + above)
        return softmax(self.bias + self.values.take(node) @ self._votes)

    @cached_property
    def _branches(self) -> Indices:
        """The branches of every node side by side: of node n the lower at 2 n, the higher behind it."""
        return np.stack([self.lower, self.higher], axis=1).ravel()

    @cached_property
    def _votes(self) -> Floats:
        """Which class each tree votes for, of shape (trees, classes)."""
        return np.equal(self.owners[:, None], np.arange(len(self.classes))).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Node:
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
