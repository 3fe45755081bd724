"""Fit the models that tell who took a decision and when: annotated documents go in, the tables of assembling/model come out.

    python -m benchmarks.fit_structure --leave-out out/left-out ...
    python -m benchmarks.fit_judges --left-out out/left-out ...

They learn from records as they come out on documents that the model of structure did not learn from, as they will on what is new.
"""

import argparse
import time
from collections import Counter, defaultdict
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
from extractor.assembling.deciders import candidates_of
from extractor.assembling.judged import days_of
from extractor.assembling.judging import Judge
from extractor.assembling.judging_features import DAYS, OTHER, Record, Seen, feature_names, judged_matrix, see
from extractor.assembling.places import Candidate
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
CONTEXT = (4.0, 3)
ROUNDS = 100
# What fewer bodies print tells nothing of others.
BODIES = 3
TREES = TreeShape(max_depth=4, max_leaf_nodes=12, l2_regularization=3.0, min_samples_leaf=10, max_features=0.3)
LEAST = 0.1
CLASSES = {"names": (OTHER, "maker", "officer"), "days": (OTHER, *DAYS)}


@dataclass(frozen=True)
class Case:
    """A record with everybody or every day it names, and what each is."""

    seen: Seen
    truths: Sequence[str]
    body: str
    fold: int
    made: bool
    worth: float


def main() -> int:
    arguments = _arguments()
    began = time.monotonic()
    corpus = _corpus(arguments)
    found = in_parallel(lambda n: list(_cases(corpus[n], arguments.left_out, arguments.folds)), range(len(corpus)))
    for name, classes in CLASSES.items():
        cases = [case for of_document in found for own, case in of_document if own == name]
        print(f"{time.monotonic() - began:7.0f} s  {name}: {sum(len(c.truths) for c in cases)} in {len(cases)} records")
        judges = fit(cases, classes, arguments.folds)
        for asked in classes[1:]:
            print(f"{time.monotonic() - began:7.0f} s  {asked}: {_right(cases, judges, asked)}")
        for fold, judge in enumerate(judges[:-1]):
            if arguments.leave_out:
                _write(name, judge, arguments.leave_out / str(fold), corpus)
        _write(name, judges[-1], arguments.out, corpus)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--left-out", type=Path, required=True, help="models of structure of the folds, by fit_structure"
    )
    parser.add_argument("--made", type=Path, nargs="*", default=[], help="folders of the foundry's documents")
    parser.add_argument("--count", type=int, default=300, help="documents of each folder of the foundry")
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


def _cases(one: Annotated, left_out: Path, folds: int) -> Iterator[tuple[str, Case]]:
    """Yield the records of a document as they come out where its body was not learnt from, for each judge."""
    pipeline, fold = _pipeline(), one.fold(folds)
    model: StructureModel = _model(left_out / str(fold))
    tagged = [(d, tag(d, pipeline.nlp)) for d in split(one.document, pipeline.forms, model)]
    founds = [found for _, found in looked_in(one.document, tagged, {form.id: form for form in pipeline.forms})]
    body = one.name if one.source == MADE else one.name.partition("-")[0]
    places = aligned(one.document, one.runs)
    for found in founds:
        gold = _gold_of(found.decision, places, one.golds)
        if gold is None:
            continue
        opening = founds[0] if found is not founds[0] else None
        record = Record(found, model.words, several=len(founds) > 1)
        worth = (1.0 if one.source == MADE else WEIGHT) / sqrt(len(founds))
        named, days = candidates_of(found, opening), days_of(found, opening)
        for name, candidates, truth in (("names", named, _who), ("days", days, _when)):
            if candidates:
                truths = [truth(candidate, gold["fields"]) for candidate in candidates]
                yield name, Case(see(candidates, record), truths, body, fold, one.source == MADE, worth)


def _gold_of(
    decision: Decision, places: Mapping[int, Printed], golds: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """Return the truth about a decision: that of which most of its words are; None where it has none."""
    words = [id(token.word) for section in decision.sections for token in section.tokens]
    counts = Counter(places[word].run.decision for word in words if word in places and places[word].run.decision)
    number = counts.most_common(1)[0][0] if counts else 1
    return golds[number - 1] if number <= len(golds) else None


def _who(candidate: Candidate, fields: Mapping[str, Any]) -> str:
    makers = fields.get("decision_makers", [])
    if candidate.kind == "person":
        if any(maker.get("name") and _alike(maker["name"], candidate.name) for maker in makers):
            return "maker"
        return "officer" if _alike(str(fields.get("lead_officer") or ""), candidate.name) else OTHER
    roles = [role for maker in makers if not maker.get("name") for role in maker.get("roles", [])]
    return "maker" if any(_alike(role, post.title) for role in roles for post in candidate.posts) else OTHER


def _when(candidate: Candidate, fields: Mapping[str, Any]) -> str:
    return next((name for name in DAYS if str(fields.get(name)) == candidate.name), OTHER)


def _alike(one: str, other: str) -> bool:
    return Levenshtein.normalized_similarity(one.casefold(), other.casefold()) >= SAME


# -- the fit ------------------------------------------------------------------------------------------------------------


def fit(cases: Sequence[Case], classes: Sequence[str], folds: int) -> list[Judge]:
    """Return the judges: for every fold one that knows nothing of it, then the one that has learnt from all.

    The trees learn from what the words around say by models that did not learn from the case.
    """
    every = [*range(folds), None]
    common = _of_several_bodies(cases)
    contexts = in_parallel(lambda fold: fit_words(list(_pairs(cases, fold)), *CONTEXT, only=common), every)
    seen = [judged_matrix(case.seen, contexts[case.fold]) for case in cases]

    def trees(fold: int | None) -> Trees:
        own = [(case, matrix) for case, matrix in zip(cases, seen, strict=True) if case.fold != fold]
        truths = [np.array([classes.index(t) for t in case.truths], dtype=np.float64) for case, _ in own]
        worths = [np.full(len(case.truths), case.worth) for case, _ in own]
        names = feature_names(contexts[0].classes)
        return fit_trees([matrix for _, matrix in own], truths, worths, classes, names, ROUNDS, TREES)

    return [Judge(c, t) for c, t in zip(contexts, in_parallel(trees, every), strict=True)]


def _of_several_bodies(cases: Sequence[Case]) -> frozenset[str]:
    """Return the features that papers of several bodies show: a word that one alone prints is likely its name."""
    bodies: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        for words in (words for places in case.seen.around for words in places):
            for feature in words:
                bodies[feature].add(case.body)
    return frozenset(feature for feature, own in bodies.items() if len(own) >= BODIES)


def _pairs(cases: Sequence[Case], fold: int | None) -> Iterator[tuple[tuple[str, ...], str]]:
    for case in cases:
        if case.fold == fold:
            continue
        for places, truth in zip(case.seen.around, case.truths, strict=True):
            for words in places:
                yield from [(words, truth)] * (1 if case.made else WEIGHT)


def _right(cases: Sequence[Case], judges: Sequence[Judge], asked: str) -> str:
    """Return of how many annotated records that name one asked for the likeliest is it, by judges that left them out."""
    told: list[tuple[Case, Floats]] = [
        (case, judges[case.fold].told(case.seen)[asked]) for case in cases if asked in case.truths and not case.made
    ]
    right = sum(case.truths[int(likely.argmax())] == asked for case, likely in told)
    return f"{right} of {len(told)} right, left out"


def _write(name: str, judge: Judge, folder: Path, corpus: Sequence[Annotated]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    files = {f"{name}_context": written_words(judge.context, LEAST), name: written_trees(judge.trees)}
    for stem, lines in files.items():
        (folder / f"{stem}.tsv").write_text("".join(headed(lines, "fit_judges")), encoding="utf-8")
    counts = Counter(one.source for one in corpus)
    told = "".join(f"{source} = {count}\n" for source, count in sorted(counts.items()))
    (folder / "provenance.toml").write_text(
        f'command = "python -m benchmarks.fit_judges"\ncode = "{commit()}"\n\n[documents]\n{told}', encoding="utf-8"
    )


if __name__ == "__main__":
    raise SystemExit(main())
