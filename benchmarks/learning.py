"""Measure what a corrected document is worth to one that prints the same wordings: a learnt form, a model fitted on.

    python -m fixtures.foundry out/foundry/kept --count 16 --seed 15 --kept-back
    python -m benchmarks.learning out/foundry/kept

FOLDER holds PDFs in ``born/`` and the truth about each in ``gold/``. Each document of one decision is corrected to its
gold, as a person would, and read again with what was learnt from it: the most that a document can teach its sisters,
for a form holds wordings and no values.
"""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from decision_models import DecisionRecord
from extractor.document import Document
from extractor.errors import CorrectionError
from extractor.pipeline import Pipeline, build_pipeline, extract_document
from extractor.reading.read import read
from extractor.review.corrections import Action, Change, Correction, new_id, now
from extractor.review.learning import form_text, learnt
from extractor.review.overlay import overlay, prepared
from extractor.review.refitting import refitted
from extractor.settings import Settings
from extractor.splitting.forms import load_forms

FIELDS = ("authority", "decision_number", "subject", "publication", "key_decision", "decision_date", "lead_officer")
WAYS = ("without", "form", "model", "both")
Gold = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    base = build_pipeline(Settings())
    totals: Counter[tuple[str, str]] = Counter()
    for path in sorted((arguments.folder / "born").glob("*.pdf")):
        gold = arguments.folder / "gold" / f"{path.stem}.json"
        document = read(path, base.engine, base.settings)
        records = extract_document(document, base)
        if gold.exists() and len(records) == 1:
            truth: Gold = json.loads(gold.read_text(encoding="utf-8"))
            totals.update(compared(document, records[0], truth, base))
    for way in WAYS:
        shares = (f"{what} {totals[way, what]}/{totals[way, f'{what} of']}" for what in ("fields", "headings"))
        print(f"{way:8}", *shares, sep="  ")


def compared(document: Document, record: DecisionRecord, gold: Gold, base: Pipeline) -> Counter[tuple[str, str]]:
    """Return what is right of the document, and of how much, each way."""
    found: Counter[tuple[str, str]] = Counter()
    for way, pipeline in taught(base, corrected(record, gold)).items():
        for what, (right, of) in score(extract_document(document, pipeline)[0], gold).items():
            found[way, what] += right
            found[way, f"{what} of"] += of
    return found


def taught(base: Pipeline, record: DecisionRecord) -> dict[str, Pipeline]:
    """Return the pipelines to compare. A form is of two documents at least: the second is the same under another name."""
    twin = record.model_copy(update={"source": record.source.model_copy(update={"path": "twin.pdf"})})
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "learnt.toml").write_text(form_text(learnt([record, twin], "learnt")), encoding="utf-8")
        forms = load_forms(Path(folder))
    model, _ = refitted(base.model, [record, twin])
    ways = (base, replace(base, forms=forms), replace(base, model=model), replace(base, forms=forms, model=model))
    return dict(zip(WAYS, ways, strict=True))


def corrected(record: DecisionRecord, gold: Gold) -> DecisionRecord:
    """Return the record as a person makes it who gives fields and the kinds of headings what they are in ``gold``."""
    rows: list[Correction] = []
    for change in [*_fields(record, gold), *_kinds(record, gold)]:
        try:
            old, anchor = prepared(record, change)
        except CorrectionError:
            continue
        about = {"record_id": record.record_id, "sha256": record.source.sha256, "file": record.source.path}
        own = {name: getattr(change, name) for name in Change.model_fields}
        rows.append(Correction(**own, **about, id=new_id(), who="gold", when=now(), old=old, anchor=anchor))
    return overlay(record, rows).record


def _fields(record: DecisionRecord, gold: Gold) -> list[Change]:
    found = []
    for name in FIELDS:
        field, wanted = getattr(record, name), gold["fields"].get(name)
        if wanted is not None and not _same(field and field.value, wanted):
            found.append(Change(action=Action.CHANGE if field else Action.ADD, path=name, new=wanted))
        elif wanted is None and field is not None:
            found.append(Change(action=Action.REMOVE, path=name))
    return found


def _kinds(record: DecisionRecord, gold: Gold) -> list[Change]:
    wanted = _headings(gold)
    return [
        Change(action=Action.CHANGE, path=f"sections/{n}/kind", new=kind)
        for n, section in enumerate(record.sections)
        if section.heading and n and (kind := _kind(section.heading, wanted)) and kind != section.kind.value
    ]


def _headings(gold: Gold) -> list[tuple[str, str]]:
    kinds = {"decision", "reasons", "financial", "legal", "equality", "consultation", "alternatives", "interests"}
    kinds |= {"background", "risk", "other"}
    return [(s["heading"], s["kind"]) for s in gold["sections"] if s["heading"] and s["kind"] in kinds]


def _kind(heading: str, wanted: Sequence[tuple[str, str]]) -> str | None:
    return next((kind for text, kind in wanted if fuzz.ratio(text.casefold(), heading.casefold()) >= 90), None)


def _same(found: object, wanted: object) -> bool:
    return found is not None and fuzz.ratio(str(found).casefold(), str(wanted).casefold()) >= 97


def score(record: DecisionRecord, gold: Gold) -> dict[str, tuple[int, int]]:
    """Return how many of the gold's fields and headings, with their kinds, the record has."""
    fields = [name for name in FIELDS if gold["fields"].get(name) is not None]
    values = {name: getattr(record, name) for name in fields}
    right = sum(_same(values[name] and values[name].value, gold["fields"][name]) for name in fields)
    wanted = _headings(gold)
    found = [(section.heading, section.kind.value) for section in record.sections if section.heading]
    headed = sum(any(k == kind and _kind(text, [(h, k)]) for h, k in found) for text, kind in wanted)
    return {"fields": (right, len(fields)), "headings": (headed, len(wanted))}


if __name__ == "__main__":
    main()
