"""Fits the parts of the model of structure, one after another: each judges what those before it have worked out.

What a part learns from its forerunners' answers are answers about documents that these did not learn from (cross-fitting);
so a part learns how far they can be trusted on what is new.
"""

import random
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.structure.corpus import MADE, Annotated, Wording
from benchmarks.structure.examples import HEADING as IS_HEADING
from benchmarks.structure.examples import LABEL as IS_LABEL
from benchmarks.structure.examples import NONE, START, Example
from extractor.extras import needing
from extractor.splitting.blocks import Block, cut
from extractor.splitting.decode import decode
from extractor.splitting.fitted import FIRST_NAMES, SECOND_NAMES
from extractor.splitting.forms import Form
from extractor.splitting.judge import choice_of, first_matrix, known_of, look
from extractor.splitting.kind_features import (
    ENTRY,
    HEADED_KINDS,
    KIND_FEATURES,
    KINDS,
    START_KINDS,
    WORDS_OF_TEXT,
    kind_matrix,
    text_features,
)
from extractor.splitting.kinds import FRONT, Told, kinds_for, told_of
from extractor.splitting.seen import Seen
from extractor.splitting.series import FirstJudgement, series_matrix
from extractor.splitting.structure_model import KindWeights, StructureModel
from extractor.splitting.trees import Node, Trees, read_trees, written
from extractor.splitting.word_model import MEANS, Floats, WordModel, word_features, word_vectors
from extractor.splitting.wording import normalise

with needing("fit"):
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix, hstack
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression

WHATS = (NONE, IS_HEADING, IS_LABEL, START)
# One in so many wordings is new to each of the foundry's documents.
STRANGE = 4
# In a second copy of every real document so many of the lexicon's answers are blanked: it may have been written with it in mind.
HIDDEN = 0.5
# Running text from a document that the model of wordings learns to tell from headings and labels.
TEXTS_REAL, TEXTS_MADE = 60, 8
# A listed wording counts for as much as so many found in documents.
LISTED = 2

# How strongly the weights of kinds are held: to nought, and to what the foundry taught.
LOOSE, HELD = 0.3, 2.0

Places = NDArray[np.intp]


@dataclass
class Lesson:
    """A document while the model is fitted: what is seen of its candidates, in one copy or two.

    One has all answers of the lexicon, the other few.
    """

    annotated: Annotated
    example: Example
    fold: int
    weight: float
    whole: bool = True
    seen: list[list[Seen]] = field(default_factory=list)
    first: list[Floats] = field(default_factory=list)
    second: list[Floats] = field(default_factory=list)

    @property
    def is_made(self) -> bool:
        """Whether the foundry made it."""
        return self.annotated.source == MADE

    @property
    def truth(self) -> Floats:
        """The class of every candidate, by its place in WHATS."""
        return np.array([WHATS.index(t.what) for t in self.example.truths])


@dataclass(frozen=True)
class Knowledge:
    """What a document is seen with: a form with its lists of wordings, and a model of others."""

    form: Form
    words: WordModel


def is_strange(wording: str, fold: int) -> bool:
    """Tell whether a wording is kept from the foundry's documents of a fold.

    The foundry draws on the very lists that the form and the model of wordings learn from, while much of what another body
    prints is in no list: what is fitted must learn how far a known wording can be trusted, and what to do without one.
    """
    return zlib.crc32(normalise(wording).encode()) % STRANGE == fold % STRANGE


def form_without_strange(form: Form, fold: int) -> Form:
    """Return a form whose lists lack what is strange to a fold."""
    known = {text: targets for text, targets in form.lexicon.wordings.items() if not is_strange(text, fold)}
    bare = replace(form)
    # In the place of what would be worked out from the form's tables.
    vars(bare)["lexicon"] = replace(form.lexicon, wordings=known, _cache={})
    return bare


def fold_of_body(body: str, folds: int) -> int:
    """Return which part of the corpus the wordings that a body prints are left out with."""
    return zlib.crc32(body.encode()) % folds


def fold_of(wording: Wording, folds: int) -> int:
    """Return which part of the corpus a listed wording is left out with: -1 where no one body prints it."""
    return fold_of_body(wording.body, folds) if wording.body else -1


# -- wordings and texts ---------------------------------------------------------------------------------------------------


def fit_words(
    pairs: Sequence[tuple[tuple[str, ...], str]], strength: float, least: int, only: AbstractSet[str] | None = None
) -> WordModel:
    """Return a linear model of features with their class. ``strength`` is the inverse of regularisation.

    A feature has a weight if it stands in ``least`` places, and is one of ``only`` where these are given.
    """
    vectors = word_vectors()
    counts = Counter(f for features, _ in pairs for f in features if not f.startswith(MEANS))
    kept = (f for f, count in counts.items() if count >= least and (only is None or f in only))
    vocabulary = {f: n for n, f in enumerate(sorted(kept))}
    distinct = Counter(pairs)
    rows, columns, values = list[int](), list[int](), list[float]()
    for row, (features, _) in enumerate(distinct):
        known = [vocabulary[f] for f in features if f in vocabulary]
        rows += [row] * len(known)
        columns += known
        values += [1.0 / np.sqrt(max(len(features), 1))] * len(known)
    words = csr_matrix((values, (rows, columns)), shape=(len(distinct), len(vocabulary)))
    meanings = np.array([vectors.meaning(features) for features, _ in distinct])
    matrix = hstack([words, csr_matrix(meanings)]).tocsr()
    vocabulary |= {name: len(vocabulary) + n for n, name in enumerate(vectors.names)}
    model = LogisticRegression(C=strength, max_iter=100, tol=1e-3)
    model.fit(matrix, [kind for _, kind in distinct], sample_weight=list(distinct.values()))
    # Of two classes the second alone has weights.
    weights, bias = (
        m if len(model.classes_) > 2 else np.concatenate([0 * m, m]) for m in (model.coef_, model.intercept_)
    )
    return WordModel(tuple(map(str, model.classes_)), vocabulary, weights.T.copy(), bias.copy())


def word_pairs(
    lessons: Sequence[Lesson], wordings: Sequence[Wording], strange: Callable[[str], bool] = lambda _: False
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield wordings with their class but those that are ``strange``, and running text with "text"."""
    rng = random.Random(1)
    for wording in wordings:
        if strange(wording.text):
            continue
        yield from [(word_features(wording.text), wording.kind)] * LISTED
    for lesson in lessons:
        names = {str(gold["fields"]["authority"]) for gold in lesson.annotated.golds if gold["fields"].get("authority")}
        yield from ((word_features(name), "body") for name in sorted(names))
        plain = []
        for candidate, truth in zip(lesson.example.candidates, lesson.example.truths, strict=True):
            if candidate.words and truth.what in {IS_HEADING, IS_LABEL}:
                if not strange(candidate.text):
                    yield word_features(candidate.text), truth.kind
            elif candidate.words:
                plain.append(candidate.text)
        count = TEXTS_REAL if lesson.weight > 1 else TEXTS_MADE
        yield from ((word_features(text), "text") for text in rng.sample(plain, min(count, len(plain))))


def text_pairs(lessons: Sequence[Lesson]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the beginnings of texts with the kinds of their sections, values of labels and what stands under items among them."""
    for lesson in lessons:
        for block, kind in true_blocks(lesson.example):
            text = block.text(WORDS_OF_TEXT)
            if kind in {*START_KINDS, *HEADED_KINDS} and text.count(" ") >= 3:
                yield text_features(text), kind


def true_blocks(example: Example, probabilities: Floats | None = None) -> list[tuple[Block, str]]:
    """Return the blocks that a document truly has, with their kinds; "" for front matter under no label.

    ``probabilities`` of candidates, where given, are what a model says of these.
    """
    kept, end = list[int](), -1
    for n, (c, t) in enumerate(zip(example.candidates, example.truths, strict=True)):
        if t.what != NONE and (c.first > end or (not c.words and c.first >= end)):
            kept.append(n)
            end = c.last if c.words else end
    choices = []
    for n in kept:
        truth = example.truths[n]
        sure = np.eye(len(WHATS))[WHATS.index(truth.what)] if probabilities is None else probabilities[n]
        choices.append(choice_of(example.candidates[n], WHATS.index(truth.what), sure))
    blocks = cut(example.lines, choices)
    lead = len(blocks) - len(choices)
    kinds = [""] * lead + [ENTRY if example.truths[n].what == IS_LABEL else example.truths[n].kind for n in kept]
    return list(zip(blocks, kinds, strict=True))


# -- candidates -----------------------------------------------------------------------------------------------------------


def see_all(lessons: Sequence[Lesson], knowledge: Callable[[Lesson], Knowledge]) -> None:
    """Work out what is seen of every candidate, each document with what was not learnt from it."""
    for lesson in lessons:
        rng = random.Random(zlib.crc32(lesson.annotated.name.encode()))
        with_ = knowledge(lesson)
        known = known_of(lesson.example.candidates, with_.form.lexicon)
        hidden = {c.text for c in lesson.example.candidates if rng.random() < HIDDEN}
        blanked = [None if c.text in hidden else k for c, k in zip(lesson.example.candidates, known, strict=True)]
        lesson.seen, lesson.first = [], []
        for answers in (known,) if lesson.is_made else (known, blanked):
            seen, surroundings = look(lesson.example.lines, lesson.example.candidates, answers, with_.words)
            lesson.seen.append(seen)
            lesson.first.append(first_matrix(seen, surroundings).astype(np.float32))


def judge_all(lessons: Sequence[Lesson], first: Callable[[int], Trees]) -> None:
    """Work out what the first judgement adds, each document by trees that did not learn from it."""
    for lesson in lessons:
        lesson.second = []
        for seen, own in zip(lesson.seen, lesson.first, strict=True):
            probabilities = first(lesson.fold).probabilities(own.astype(np.float64))
            chosen = decode(lesson.example.candidates, probabilities, len(lesson.example.lines))
            series = series_matrix(FirstJudgement(seen, probabilities, chosen))
            lesson.second.append(np.hstack([own, series.astype(np.float32)]))


@dataclass(frozen=True)
class TreeShape:
    """How large trees may grow, and how much they are held back."""

    max_depth: int
    max_leaf_nodes: int
    l2_regularization: float
    min_samples_leaf: int
    max_features: float


def fit_trees(  # noqa: PLR0913, PLR0917 - rows, what they are worth, how they are called, how to fit
    matrices: Sequence[Floats],
    truths: Sequence[Floats],
    weights: Sequence[Floats],
    classes: Sequence[str],
    names: Sequence[str],
    rounds: int,
    shape: TreeShape,
) -> Trees:
    """Return boosted trees as they will be read from their file."""
    matrix = np.vstack(matrices)
    truth = np.concatenate(truths)
    model = HistGradientBoostingClassifier(
        max_iter=rounds, learning_rate=0.1, early_stopping=False, random_state=0, **asdict(shape)
    )
    model.fit(matrix, truth, sample_weight=np.concatenate(weights))
    present = [classes[int(c)] for c in model.classes_]
    lines = written(_nodes(model, present, names), present, _bias(model, len(present)))
    return _with_all_classes(read_trees(lines, names), classes)


def _bias(model: HistGradientBoostingClassifier, count: int) -> list[float]:
    baseline = np.asarray(model._baseline_prediction).ravel()  # noqa: SLF001 - no public name leads to it
    return list(baseline) if count > 2 else [0.0, float(baseline[0])]


def _nodes(model: HistGradientBoostingClassifier, classes: Sequence[str], names: Sequence[str]) -> Iterator[Node]:
    tree = 0
    for stage in model._predictors:  # noqa: SLF001 - nor to its trees
        for owner, predictor in enumerate(stage):
            name = classes[owner] if len(stage) > 1 else classes[1]
            for row in predictor.nodes:
                if row["is_leaf"]:
                    yield Node(tree, name, None, 0.0, -1, -1, float(row["value"]))
                else:
                    feature = names[int(row["feature_idx"])]
                    yield Node(
                        tree, name, feature, float(row["num_threshold"]), int(row["left"]), int(row["right"]), 0.0
                    )
            tree += 1


def _with_all_classes(trees: Trees, classes: Sequence[str]) -> Trees:
    """Classes that nothing was seen of are there all the same, and never likely."""
    if tuple(classes) == trees.classes:
        return trees
    bias = np.array([trees.bias[trees.classes.index(c)] if c in trees.classes else -20.0 for c in classes])
    owners = np.array([list(classes).index(trees.classes[o]) for o in trees.owners], dtype=np.intp)
    return Trees(
        tuple(classes), trees.names, trees.features, trees.thresholds, trees.lower, trees.higher, trees.values,
        trees.roots, owners, bias, trees.depth,
    )  # fmt: skip


# -- kinds ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Headed:
    """A headed block or beginning of text of a document as it truly is: its kind, the one before, and which it may be of."""

    what: int
    kinds: tuple[str, ...]
    before: str
    kind: str


@dataclass(frozen=True)
class Sections:
    """What a document is truly made of, and what is seen of each part; ``seen`` of shape (parts, KIND_FEATURES)."""

    headed: tuple[Headed, ...]
    seen: Floats

    @property
    def truth(self) -> Floats:
        """The kind of every part, by its place in KINDS."""
        return np.array([KINDS.index(one.kind) for one in self.headed])


@dataclass(frozen=True)
class KindCase:
    """One section with what speaks for its kinds, the kind before it, and its own."""

    told: Told
    before: str
    kind: str
    weight: float


def sections_of(lesson: Lesson, model: StructureModel, form: Form) -> Sections:
    """Return the sections of a document as they truly are, seen by a model that did not learn from it."""
    pairs = true_blocks(lesson.example, model.second.probabilities(lesson.second[0].astype(np.float64)))
    blocks = [block for block, _ in pairs]
    headed, places, before = list[Headed](), list[int](), FRONT
    for n, (block, kind) in enumerate(pairs):
        kinds = kinds_for(block, form.lexicon, model)
        if kind in kinds:
            headed.append(Headed(block.what, kinds, before, kind))
            places.append(n)
        # What may be of no kind at all stands between two sections as front matter does.
        before = FRONT if not kinds else kind if kind in kinds else before
    seen = kind_matrix(blocks, form.lexicon, model)[places] if places else np.zeros((0, len(KIND_FEATURES)))
    return Sections(tuple(headed), seen.astype(np.float32))


def fit_sections(pairs: Sequence[tuple[Lesson, Sections]], rounds: int, shape: "TreeShape") -> Trees:
    """Return the trees that tell how likely each kind is for a part by itself."""
    return fit_trees(
        [own.seen for _, own in pairs],
        [own.truth for _, own in pairs],
        [np.full(len(own.headed), lesson.weight) for lesson, own in pairs],
        KINDS,
        KIND_FEATURES,
        rounds,
        shape,
    )


def kind_cases(lesson: Lesson, own: Sections, trees: Trees) -> list[KindCase]:
    """Return the sections of a document, each told by trees that did not learn from it."""
    likely = trees.probabilities(own.seen.astype(np.float64)) if own.headed else np.zeros((0, len(KINDS)))
    return [
        KindCase(told_of(one.what, one.kinds, row, trees.classes), one.before, one.kind, lesson.weight)
        for one, row in zip(own.headed, likely, strict=True)
    ]


def fit_kinds(cases: Sequence[KindCase]) -> KindWeights:
    """Return the weights under which the true kinds are likeliest (conditional logit).

    They are fitted to all documents first; then to the real ones alone, held to what was found before: which kinds follow on
    which, and how often each stands, the foundry's documents tell only roughly.
    """
    names = _weight_names(cases)
    start = np.array([1.0 if name[0] == "trust" else 0.0 for name in names])
    found = _likeliest(cases, names, start, np.zeros(len(names)), LOOSE)
    real = [case for case in cases if case.weight > 1]
    return _named(names, _likeliest(real, names, found, found, HELD) if real else found)


def _likeliest(
    cases: Sequence[KindCase], names: Sequence[tuple[str, ...]], start: Floats, centre: Floats, penalty: float
) -> Floats:
    """Return the weights that make the cases likeliest, held to ``centre`` by a penalty on squared distance (L-BFGS)."""
    matrix, counts, true = _alternatives(cases, {name: n for n, name in enumerate(names)})
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    worth = np.array([case.weight for case in cases])

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = matrix @ weights
        raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), counts))
        p = raised / np.repeat(np.add.reduceat(raised, starts), counts)
        off = weights - centre
        total = penalty * float(off @ off) - float(worth @ np.log(np.maximum(p[true], 1e-12)))
        p[true] -= 1.0
        return total, 2 * penalty * off + matrix.T @ (p * np.repeat(worth, counts))

    found: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 80}).x
    return found


def _named(names: Sequence[tuple[str, ...]], weights: Floats) -> KindWeights:
    told = {name: round(float(value), 3) for name, value in zip(names, weights, strict=True)}
    by = {
        what: {name[1:]: value for name, value in told.items() if name[0] == what}
        for what in ("kind", "start", "after")
    }
    return KindWeights(
        trust=told["trust", "heading"],
        trust_of_starts=told["trust", "start"],
        kinds={kind: value for (kind,), value in by["kind"].items()},
        starts={kind: value for (kind,), value in by["start"].items()},
        after={(before, kind): value for (before, kind), value in by["after"].items()},
    )


def _weight_names(cases: Sequence[KindCase]) -> list[tuple[str, ...]]:
    after = sorted({(case.before, case.kind) for case in cases})
    return [
        ("trust", "heading"),
        ("trust", "start"),
        *(("kind", kind) for kind in HEADED_KINDS),
        *(("start", kind) for kind in START_KINDS),
        *(("after", one, other) for one, other in after),
    ]


def _alternatives(cases: Sequence[KindCase], index: Mapping[tuple[str, ...], int]) -> tuple[csr_matrix, Places, Places]:
    """Return what speaks for every kind of every case, a row each; how many rows each case has; which row of it is true."""
    rows, columns, values, counts, true = list[int](), list[int](), list[float](), list[int](), list[int]()
    row = 0
    for case in cases:
        base, trust = ("start", "start") if case.told.what == WHATS.index(START) else ("kind", "heading")
        for kind, much in case.told.odds.items():
            if kind == case.kind:
                true.append(row)
            parts = {(base, kind): 1.0, ("after", case.before, kind): 1.0, ("trust", trust): much}
            known = [(index[name], much) for name, much in parts.items() if name in index]
            rows += [row] * len(known)
            columns += [column for column, _ in known]
            values += [much for _, much in known]
            row += 1
        counts.append(len(case.told.odds))
    matrix = csr_matrix((values, (rows, columns)), shape=(row, len(index)))
    return matrix, np.array(counts, dtype=np.intp), np.array(true, dtype=np.intp)


__all__ = [
    "FIRST_NAMES",
    "SECOND_NAMES",
    "WHATS",
    "Lesson",
    "fit_kinds",
    "fit_sections",
    "fit_trees",
    "fit_words",
    "judge_all",
    "see_all",
]
