"""Fit the model that tells who took a decision: annotated documents go in, the tables of extractor/assembling/model come out.

    python -m benchmarks.fit_structure --leave-out out/left-out ...
    python -m benchmarks.fit_makers --left-out out/left-out ...

It learns from records as they come out on documents that the model of structure did not learn from, as they will on what is new.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein

from benchmarks.fit_structure import PAPERS, commit, headed
from benchmarks.structure.alignment import Place as Printed
from benchmarks.structure.alignment import aligned
from benchmarks.structure.corpus import MADE, Annotated, read_corpus
from benchmarks.structure.parallel import in_parallel
from benchmarks.structure.training import TreeShape, fit_trees, fit_words
from extractor.assembling.assemble import looked_in
from extractor.assembling.decider_features import MAKER, NAMES, OTHER, Record, decider_matrix, place_features
from extractor.assembling.decider_model import DeciderModel
from extractor.assembling.deciders import Candidate, candidates_of
from extractor.document import Decision
from extractor.pipeline import Pipeline, build_pipeline
from extractor.settings import Settings
from extractor.splitting.fitted import read_model, written_words
from extractor.splitting.forms import GENERIC
from extractor.splitting.split import split
from extractor.splitting.structure_model import StructureModel
from extractor.splitting.trees import Trees, written_trees
from extractor.splitting.word_model import Floats
from extractor.tagging.tag import tag

# An annotated document counts for as much as so many of the foundry's.
WEIGHT = 4
# A name this like the truth's is the same.
SAME = 0.95
# The inverse of regularisation, and in how many places a feature must stand to be one.
CONTEXT = (2.0, 4)
ROUNDS = 70
TREES = TreeShape(max_depth=4, max_leaf_nodes=12, l2_regularization=3.0, min_samples_leaf=10, max_features=0.3)
LEAST = 0.1


@dataclass(frozen=True)
class Case:
    """A record with everybody who may have decided, and who did."""

    record: Record
    candidates: Sequence[Candidate]
    truths: Sequence[bool]
    fold: int
    made: bool
    worth: float


def main() -> int:
    arguments = _arguments()
    began = time.monotonic()
    corpus = _corpus(arguments)
    found = in_parallel(lambda n: list(_cases(corpus[n], arguments.left_out, arguments.folds)), range(len(corpus)))
    cases = [case for of_document in found for case in of_document]
    print(
        f"{time.monotonic() - began:7.0f} s  {len(cases)} records, {sum(len(c.candidates) for c in cases)} named in them"
    )
    models = fit(cases, arguments.folds)
    print(f"{time.monotonic() - began:7.0f} s  of the likeliest {_right(cases, models):.3f} are makers, left out")
    for fold, model in enumerate(models[:-1]):
        if arguments.leave_out:
            _write(model, arguments.leave_out / str(fold), corpus)
    _write(models[-1], arguments.out, corpus)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--left-out", type=Path, required=True, help="models of structure of the folds, by fit_structure"
    )
    parser.add_argument("--made", type=Path, nargs="*", default=[], help="folders of the foundry's documents")
    parser.add_argument("--count", type=int, default=400, help="documents of each folder of the foundry")
    parser.add_argument(
        "--more", nargs="*", default=[], metavar="SOURCE=FOLDER", help="annotated documents to add to the papers"
    )
    parser.add_argument("--read", type=Path, default=Path("out/foundry/read"), help="where readings are kept")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--out", type=Path, default=Path("extractor/assembling/model"))
    parser.add_argument("--leave-out", type=Path, help="where the models of the folds go")
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def _corpus(arguments: argparse.Namespace) -> list[Annotated]:
    more = [(source, Path(folder)) for source, _, folder in (text.partition("=") for text in arguments.more)]
    read = read_corpus([PAPERS, *more], ["born"], arguments.read, arguments.jobs)
    for folder in arguments.made:
        read += read_corpus([(MADE, folder)], ["born"], folder / "read", arguments.jobs)[: arguments.count]
    return read


# -- cases --------------------------------------------------------------------------------------------------------------


@cache
def _pipeline() -> Pipeline:
    pipeline = build_pipeline(Settings())
    return replace(pipeline, forms=tuple(form for form in pipeline.forms if form.id == GENERIC))


_model = cache(read_model)


def _cases(one: Annotated, left_out: Path, folds: int) -> Iterator[Case]:
    """Yield the records of a document as they come out where its body was not learnt from."""
    pipeline, fold = _pipeline(), one.fold(folds)
    model: StructureModel = _model(left_out / str(fold))
    tagged = [(d, tag(d, pipeline.nlp)) for d in split(one.document, pipeline.forms, model)]
    founds = [found for _, found in looked_in(one.document, tagged, {form.id: form for form in pipeline.forms})]
    places = aligned(one.document, one.runs)
    for found in founds:
        gold = _gold_of(found.decision, places, one.golds)
        candidates = candidates_of(found, founds[0] if found is not founds[0] else None)
        if gold is not None and candidates:
            record = Record(found, model.words, several=len(founds) > 1)
            makers = gold["fields"].get("decision_makers", [])
            truths = [any(_is(candidate, maker) for maker in makers) for candidate in candidates]
            worth = (1.0 if one.source == MADE else WEIGHT) / sqrt(len(founds))
            yield Case(record, candidates, truths, fold, one.source == MADE, worth)


def _gold_of(
    decision: Decision, places: Mapping[int, Printed], golds: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """Return the truth about a decision: that of which most of its words are; None where it has none."""
    words = [id(token.word) for section in decision.sections for token in section.tokens]
    counts = Counter(places[word].run.decision for word in words if word in places and places[word].run.decision)
    number = counts.most_common(1)[0][0] if counts else 1
    return golds[number - 1] if number <= len(golds) else None


def _is(candidate: Candidate, maker: Mapping[str, Any]) -> bool:
    if candidate.kind == "person":
        return bool(maker.get("name")) and _alike(maker["name"], candidate.name)
    named = not maker.get("name")
    return named and any(_alike(role, post.title) for role in maker.get("roles", []) for post in candidate.posts)


def _alike(one: str, other: str) -> bool:
    return Levenshtein.normalized_similarity(one.casefold(), other.casefold()) >= SAME


# -- the fit ------------------------------------------------------------------------------------------------------------


def fit(cases: Sequence[Case], folds: int) -> list[DeciderModel]:
    """Return the models: for every fold one that knows nothing of it, then the one that has learnt from all.

    The trees learn from what the words around say by models that did not learn from the case.
    """
    every = [*range(folds), None]
    contexts = in_parallel(lambda fold: fit_words(list(_pairs(cases, fold)), *CONTEXT), every)
    seen = [decider_matrix(case.candidates, case.record, contexts[case.fold]) for case in cases]

    def trees(fold: int | None) -> Trees:
        own = [(case, matrix) for case, matrix in zip(cases, seen, strict=True) if case.fold != fold]
        truths = [np.array(case.truths, dtype=np.float64) for case, _ in own]
        worths = [np.full(len(case.truths), case.worth) for case, _ in own]
        return fit_trees([matrix for _, matrix in own], truths, worths, (OTHER, MAKER), NAMES, ROUNDS, TREES)

    return [DeciderModel(c, t) for c, t in zip(contexts, in_parallel(trees, every), strict=True)]


def _pairs(cases: Sequence[Case], fold: int | None) -> Iterator[tuple[tuple[str, ...], str]]:
    for case in cases:
        if case.fold == fold:
            continue
        for candidate, truth in zip(case.candidates, case.truths, strict=True):
            for place in candidate.places:
                pair = place_features(case.record, candidate, place), MAKER if truth else OTHER
                yield from [pair] * (1 if case.made else WEIGHT)


def _right(cases: Sequence[Case], models: Sequence[DeciderModel]) -> float:
    """Return of how many annotated records with a maker among the named the likeliest is one, by models that left them out."""
    told: list[tuple[Case, Floats]] = [
        (case, models[case.fold].likely(case.candidates, case.record))
        for case in cases
        if any(case.truths) and not case.made
    ]
    return sum(case.truths[int(likely.argmax())] for case, likely in told) / max(len(told), 1)


def _write(model: DeciderModel, folder: Path, corpus: Sequence[Annotated]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    files = {"context": written_words(model.context, LEAST), "deciders": written_trees(model.trees)}
    for name, lines in files.items():
        (folder / f"{name}.tsv").write_text("".join(headed(lines, "fit_makers")), encoding="utf-8")
    counts = Counter(one.source for one in corpus)
    told = "".join(f"{source} = {count}\n" for source, count in sorted(counts.items()))
    (folder / "provenance.toml").write_text(
        f'command = "python -m benchmarks.fit_makers"\ncode = "{commit()}"\n\n[documents]\n{told}', encoding="utf-8"
    )


if __name__ == "__main__":
    raise SystemExit(main())
