"""Fit the model of structure again: documents of the foundry, annotated papers and lists of wordings in, its files out.

    python -m benchmarks.fit_structure [--count 650] [--seeds 41 42] [--more SOURCE=FOLDER ...] [--wordings TSV ...] [--folds 4]
        [--out extractor/splitting/model] [--leave-out DIR]

Each part learns from the answers of those before it about documents that these did not learn from. ``--leave-out`` keeps
the mean model of every fold too: what is measured on a document with the model that knows nothing of its body counts.
Needs the development group (scikit-learn).
"""

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.structure.averaging import averaged
from benchmarks.structure.corpus import MADE, Annotated, Wording, read_corpus, wordings_of
from benchmarks.structure.examples import beheaded, example, headings_of
from benchmarks.structure.field_examples import labelled
from benchmarks.structure.parallel import in_parallel
from benchmarks.structure.training import (
    FIRST_NAMES,
    SECOND_NAMES,
    WHATS,
    Knowledge,
    Lesson,
    TreeShape,
    fit_kinds,
    fit_sections,
    fit_trees,
    fit_words,
    fold_of,
    form_without_strange,
    is_strange,
    judge_all,
    kind_cases,
    sections_of,
    see_all,
    text_pairs,
    word_pairs,
)
from extractor.document import Word
from extractor.splitting.assignment import CLASSES
from extractor.splitting.entries import stretches_of
from extractor.splitting.fitted import written_kinds, written_words
from extractor.splitting.forms import GENERIC, Form, load_forms
from extractor.splitting.kind_features import KIND_FEATURES, KINDS
from extractor.splitting.outline import outline
from extractor.splitting.structure_model import KindWeights, StructureModel
from extractor.splitting.trees import Trees, written_trees
from extractor.splitting.value_features import VALUE_COLUMNS, value_matrix
from extractor.splitting.word_model import Floats, WordModel

# Annotated papers in forms of their own, of which the repository has the sources.
PAPERS = ("papers", Path("fixtures/papers"))
# Headings and labels with what they announce, a line each.
LISTED = Path("fixtures/wordings.tsv")
# An annotated document counts for as much as so many of the foundry's: a paper less than those of a bench, since papers are
# many and odd, and what they teach of ordinary forms they would else unteach.
OF_PAPERS, WEIGHT = 2.0, 10.0
# Of so many documents one is learnt from a second time without what stands above one of its headings.
BEHEADED = 4
# By how much a field may be made readier to be stated, as a logarithm of odds.
# An invented value costs more than a missing one.
WRONG = 1.5
SHIFTS = tuple(n / 4 for n in range(-8, 13))
# Of so many candidates of the foundry's that are nothing one is learnt from, and counts for all.
NOTHINGS = 3
# The inverse of regularisation, and in how many places a feature must stand to be one.
WORDS, TEXTS = (5.0, 3), (2.0, 3)
# Each branch looks at a quarter of the features: trees then lean on no one sign (log loss on wild and more, bodies left out,
# 1.21 and 1.03 with all features, 1.07 and 1.00 so).
ROUNDS = {"first": 120, "second": 90, "sections": 60, "fields": 50}
# Values are far fewer than candidates, and some fields have few: smaller trees, smaller leaves.
CANDIDATE_TREES = TreeShape(
    max_depth=6, max_leaf_nodes=20, l2_regularization=5.0, min_samples_leaf=25, max_features=0.25
)
SECTION_TREES = TreeShape(max_depth=5, max_leaf_nodes=7, l2_regularization=5.0, min_samples_leaf=15, max_features=0.15)
VALUE_TREES = TreeShape(max_depth=5, max_leaf_nodes=12, l2_regularization=2.0, min_samples_leaf=8, max_features=0.25)
# Weights smaller than these change no answer that was seen, and are not kept.
LEAST_WORD, LEAST_TEXT = 0.25, 0.25


def main() -> int:
    arguments = _arguments()
    began = time.monotonic()
    form = next(form for form in load_forms() if form.id == GENERIC)
    wordings = list(wordings_of(form, [LISTED, *arguments.wordings]))
    fits = []
    for seed in arguments.seeds:
        lessons = _lessons(_corpus(arguments, seed), form, arguments.folds)
        _say(began, f"{len(lessons)} documents, {sum(len(x.example.candidates) for x in lessons)} candidates")
        fits.append(fit_all(lessons, wordings, form, arguments.folds, lambda text: _say(began, text)))
    models = [averaged(of_fold) for of_fold in zip(*fits, strict=True)]
    write_model(models[-1], arguments.out, lessons, arguments)
    if arguments.leave_out:
        for fold, model in enumerate(models[:-1]):
            write_model(model, arguments.leave_out / str(fold), lessons, arguments)
    _say(began, "written")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=650, help="documents of the foundry for each fit")
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[41, 42], help="a fit for each, of which the mean is taken"
    )
    parser.add_argument("--made", type=Path, default=Path("out/foundry"), help="where the foundry's documents go")
    parser.add_argument(
        "--more", nargs="*", default=[], metavar="SOURCE=FOLDER", help="annotated documents to add to the papers"
    )
    parser.add_argument("--levels", nargs="+", default=["born"])
    parser.add_argument("--wordings", type=Path, nargs="*", default=[], help="tables of wordings that bodies print")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--out", type=Path, default=Path("extractor/splitting/model"))
    parser.add_argument("--leave-out", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def _say(began: float, text: str) -> None:
    print(f"{time.monotonic() - began:7.0f} s  {text}", flush=True)


def _corpus(arguments: argparse.Namespace, seed: int) -> list[Annotated]:
    made = arguments.made / f"{seed}-{arguments.count}"
    if arguments.count and not (made / "born").exists():
        options = ["--count", str(arguments.count), "--seed", str(seed)]
        subprocess.run([sys.executable, "-m", "fixtures.foundry", str(made), *options], check=True)
    roots = [(MADE, made)] if arguments.count else []
    read = read_corpus(roots, ["born"], made / "read", arguments.jobs) if roots else []
    more = [(source, Path(folder)) for source, _, folder in (text.partition("=") for text in arguments.more)]
    for root in (PAPERS, *more):
        read += read_corpus(
            [root], ["born"] if root is PAPERS else arguments.levels, arguments.made / "read", arguments.jobs
        )
    return read


def _lessons(corpus: Sequence[Annotated], form: Form, folds: int) -> list[Lesson]:
    lessons = []
    for n, one in enumerate(corpus):
        own, fold = example(one.name, one.document, one.runs, form), one.fold(folds)
        weight = {MADE: 1.0, PAPERS[0]: OF_PAPERS}.get(one.source, WEIGHT)
        lessons.append(Lesson(one, own, fold, weight))
        headings = headings_of(own)
        if headings and n % BEHEADED == 0:
            lessons.append(Lesson(one, beheaded(own, headings[n % len(headings)]), fold, 1.0, whole=False))
    return lessons


def fit_all(
    lessons: Sequence[Lesson],
    wordings: Sequence[Wording],
    form: Form,
    folds: int,
    tell: Callable[[str], None],
) -> list[StructureModel]:
    """Return the models: for every fold one that knows nothing of it, then the one that has learnt from all."""
    every = [*range(folds), None]

    def fit_wordings(fold: int | None) -> WordModel:
        kept = [w for w in wordings if fold is None or fold_of(w, folds) != fold]
        return fit_words(list(word_pairs(_without(lessons, fold), kept)), *WORDS)

    def fit_some_wordings(fold: int) -> WordModel:
        pairs = word_pairs(_without(lessons, fold), wordings, lambda text: is_strange(text, fold))
        return fit_words(list(pairs), *WORDS)

    words = in_parallel(fit_wordings, every)
    some = in_parallel(fit_some_wordings, range(folds))
    of_foundry = [Knowledge(form_without_strange(form, fold), some[fold]) for fold in range(folds)]

    def knowledge(lesson: Lesson) -> Knowledge:
        return of_foundry[lesson.fold] if lesson.is_made else Knowledge(form, words[lesson.fold])

    texts = in_parallel(lambda fold: fit_words(list(text_pairs(_without(lessons, fold))), *TEXTS), every)
    tell(f"wordings: {len(words[-1].vocabulary)} features; texts: {len(texts[-1].vocabulary)}")
    see_all(lessons, knowledge)
    tell("seen")
    first = in_parallel(lambda fold: _trees(_without(lessons, fold), "first"), every)
    tell("first judgement")
    judge_all(lessons, lambda fold: first[fold])
    second = in_parallel(lambda fold: _trees(_without(lessons, fold), "second"), every)
    tell("second judgement")
    bare = [
        StructureModel(w, t, a, b, _no_trees(KINDS, KIND_FEATURES), KindWeights(1.0, 1.0, {}, {}, {}), _no_fields())
        for w, t, a, b in zip(words, texts, first, second, strict=True)
    ]

    def knowing(lesson: Lesson, models: Sequence[StructureModel]) -> StructureModel:
        return replace(models[lesson.fold], words=knowledge(lesson).words)

    made_of = in_parallel(
        lambda n: sections_of(lessons[n], knowing(lessons[n], bare), knowledge(lessons[n]).form), range(len(lessons))
    )
    parts = list(zip(lessons, made_of, strict=True))
    tell(f"sections: {sum(len(own.headed) for own in made_of)}")
    sections = in_parallel(
        lambda fold: fit_sections([p for p in parts if p[0].fold != fold], ROUNDS["sections"], SECTION_TREES), every
    )
    cases = [(case, x.fold) for x, own in parts for case in kind_cases(x, own, sections[x.fold])]
    kinds = in_parallel(lambda fold: fit_kinds([c for c, own in cases if own != fold]), every)
    tell("kinds")
    kinded = [replace(model, sections=s, kinds=k) for model, s, k in zip(bare, sections, kinds, strict=True)]
    entire = [lesson for lesson in lessons if lesson.whole]
    found = in_parallel(
        lambda n: _values(entire[n], knowing(entire[n], kinded), knowledge(entire[n]).form), range(len(entire))
    )
    values = [(lesson, *pair) for lesson, pair in zip(entire, found, strict=True)]
    tell(f"values: {sum(len(truth) for _, _, truth in values)}")
    fields = in_parallel(lambda fold: _field_trees([v for v in values if fold is None or v[0].fold != fold]), every)
    tell("fields")
    return balanced([replace(model, fields=trees) for model, trees in zip(kinded, fields, strict=True)], values)


def balanced(models: Sequence[StructureModel], values: Sequence[tuple[Lesson, Floats, Floats]]) -> list[StructureModel]:
    """Return the models with each field as ready to be stated as does best on real documents that they did not learn from.

    The foundry states some fields far oftener than papers do, and others more seldom: so much is put right by one number a
    field, under which right values less wrong ones are most.
    """
    told = [
        (lesson.fold, models[lesson.fold].fields.probabilities(seen), truth)
        for lesson, seen, truth in values
        if lesson.weight > 1 and len(truth)
    ]
    out = []
    for fold, model in zip([*range(len(models) - 1), None], models, strict=True):
        own = [(p, truth) for of, p, truth in told if of != fold]
        shifts = [_shift(own, column) if column > 1 else 0.0 for column in range(len(CLASSES))]
        out.append(replace(model, fields=replace(model.fields, bias=model.fields.bias + np.array(shifts))))
    return out


def _shift(told: Sequence[tuple[Floats, Floats]], column: int) -> float:
    odds = [(np.log(p[:, column] + 1e-6) - np.log(p[:, 0] + 1e-6), truth == column) for p, truth in told]
    best = [(float(o.max()), bool(right[o.argmax()])) for o, right in odds]

    def gain(shift: float) -> float:
        return sum((1.0 if right else -WRONG) for odd, right in best if odd + shift > 0) - 0.01 * abs(shift)

    return max(SHIFTS, key=gain)


def _without(lessons: Sequence[Lesson], fold: int | None) -> list[Lesson]:
    return [lesson for lesson in lessons if fold is None or lesson.fold != fold]


def _trees(lessons: Sequence[Lesson], which: str) -> Trees:
    names = FIRST_NAMES if which == "first" else SECOND_NAMES
    rng = np.random.default_rng(0)
    kept = [
        _thinned(lesson, m, rng) for lesson in lessons for m in (lesson.first if which == "first" else lesson.second)
    ]
    matrices, truths, weights = zip(*kept, strict=True)
    return fit_trees(matrices, truths, weights, WHATS, names, ROUNDS[which], CANDIDATE_TREES)


def _thinned(lesson: Lesson, seen: Floats, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Return what is seen of a document's candidates with their truth and worth; of the foundry's nothings some stand for all."""
    truth = lesson.truth
    worth = np.full(len(truth), lesson.weight)
    if lesson.weight > 1:
        return seen, truth, worth
    nothing = truth == 0
    kept = ~nothing | (rng.random(len(truth)) < 1 / NOTHINGS)
    worth[nothing] *= NOTHINGS
    return seen[kept], truth[kept], worth[kept]


def _no_fields() -> Trees:
    return _no_trees(CLASSES, VALUE_COLUMNS)


def _no_trees(classes: tuple[str, ...], names: tuple[str, ...]) -> Trees:
    none = np.array([], dtype=np.intp)
    return Trees(classes, names, none, np.array([]), none, none, np.array([]), none, none, np.zeros(len(classes)))


def _values(lesson: Lesson, model: StructureModel, form: Form) -> tuple[Floats, Floats]:
    """Return what is seen of a document's values and which field each is of, as it is split by the model."""
    file = outline(lesson.annotated.document, [form], model)
    matrices, truths = [np.zeros((0, len(VALUE_COLUMNS)))], list[int]()
    fields = [gold["fields"] for gold in lesson.annotated.golds]
    for n, scope in enumerate(file.partition.scopes):
        decision = _decision_of(lesson, [w for k in scope.own for line in file.blocks[k].all_lines for w in line.words])
        pairs = labelled(stretches_of(file, n), lesson.example.places, fields, decision, form) if fields else []
        if pairs:
            matrices.append(value_matrix([value for value, _ in pairs], form, model))
            truths += [CLASSES.index(truth) if truth in CLASSES else 0 for _, truth in pairs]
    return np.vstack(matrices), np.array(truths, dtype=np.intp)


def _decision_of(lesson: Lesson, words: Sequence[Word]) -> int:
    """Return which of a document's decisions most of the words are of, from 0."""
    places = (lesson.example.places.get(id(word)) for word in words)
    counts = Counter(place.run.decision for place in places if place and place.run.decision)
    return min(counts.most_common(1)[0][0], len(lesson.annotated.golds)) - 1 if counts else 0


def _field_trees(values: Sequence[tuple[Lesson, Floats, Floats]]) -> Trees:
    kept = [(lesson, seen, truth) for lesson, seen, truth in values if len(truth)]
    return fit_trees(
        [seen for _, seen, _ in kept],
        [truth for _, _, truth in kept],
        [np.full(len(truth), lesson.weight) for lesson, _, truth in kept],
        CLASSES,
        VALUE_COLUMNS,
        ROUNDS["fields"],
        VALUE_TREES,
    )


def write_files(model: StructureModel, folder: Path) -> None:
    """Write a model's tables, each with a line that says what made it."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "words": written_words(model.words, LEAST_WORD),
        "texts": written_words(model.texts, LEAST_TEXT),
        "first": written_trees(model.first),
        "second": written_trees(model.second),
        "sections": written_trees(model.sections),
        "kinds": written_kinds(model.kinds),
        "fields": written_trees(model.fields),
    }
    for name, lines in files.items():
        (folder / f"{name}.tsv").write_text("".join(headed(lines, "fit_structure")), encoding="utf-8")


def write_model(model: StructureModel, folder: Path, lessons: Sequence[Lesson], arguments: argparse.Namespace) -> None:
    """Write a model's files, and what they were fitted on."""
    write_files(model, folder)
    whole = [lesson.annotated.source for lesson in lessons if lesson.whole]
    counts = {source: whole.count(source) for source in sorted(set(whole))}
    told = "".join(f"{source} = {count}\n" for source, count in counts.items())
    (folder / "provenance.toml").write_text(
        'command = "python -m benchmarks.fit_structure"\n'
        f'code = "{commit()}"\n'
        f"seeds = {json.dumps(arguments.seeds)}\nlevels = {json.dumps(arguments.levels)}\n"
        f"wordings_of_bodies = {str(bool(arguments.wordings)).lower()}\n\n[documents]\n{told}",
        encoding="utf-8",
    )


def commit() -> str:
    """Return which state of the code made a model, as git names it; "" where there is none to ask."""
    asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return asked.stdout.strip()


def headed(lines: Iterable[str], command: str) -> Iterator[str]:
    """Yield the lines of a model's file, with one before them that says what made it."""
    yield f"# Fitted by benchmarks.{command}; provenance.toml says on what. Not to be changed by hand.\n"
    yield from (f"{line}\n" for line in lines)


if __name__ == "__main__":
    raise SystemExit(main())
