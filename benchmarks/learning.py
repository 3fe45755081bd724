"""Measure what corrected documents are worth to one that prints the same wordings: a learnt form, a model fitted on.

    python -m benchmarks.learning
    python -m fixtures.foundry out/foundry/kept --count 16 --seed 15 --kept-back
    python -m benchmarks.learning out/foundry/kept

Without a folder: of each form of ``own_forms.toml`` three documents are corrected as a person would, and the fourth is read
without and with what was learnt from them; each of the four is the fourth once.

FOLDER holds PDFs in ``born/`` and the truth about each in ``gold/``. Each document of one decision is corrected to its gold, and
read again with what was learnt from it: the most that a document can teach its sisters, for a form holds wordings and no values.
"""

import argparse
import datetime as dt
import json
import re
import tempfile
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

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
OWN_FORMS = Path(__file__).with_name("own_forms.toml")
WAYS = ("without", "form", "model", "both")
Gold = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    arguments = parser.parse_args()
    base = build_pipeline(Settings())
    tell(of_folder(arguments.folder, base) if arguments.folder else of_own_forms(base))


def tell(totals: Counter[tuple[str, str]]) -> None:
    """Print the shares that are right, a line for each way."""
    for way in WAYS:
        shares = (f"{what} {totals[way, what]}/{totals[way, f'{what} of']}" for what in ("fields", "headings"))
        print(f"{way:8}", *shares, sep="  ")


def of_own_forms(base: Pipeline) -> Counter[tuple[str, str]]:
    """Return what is right of the fourth sheets of all forms of our own."""
    totals: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for n, form in enumerate(tomllib.loads(OWN_FORMS.read_text(encoding="utf-8"))["forms"]):
            golds = [gold_of(form, sheet) for sheet in form["sheets"]]
            documents = [
                read(drawn(Path(folder) / f"{n}-{m}.pdf", form, gold), base.engine, base.settings)
                for m, gold in enumerate(golds)
            ]
            records = [extract_document(document, base)[0] for document in documents]
            fixed = [corrected(record, gold) for record, gold in zip(records, golds, strict=True)]
            own: Counter[tuple[str, str]] = Counter()
            for m, (document, gold) in enumerate(zip(documents, golds, strict=True)):
                own += compared(document, gold, taught(base, fixed[:m] + fixed[m + 1 :]))
            print(form["title"])
            tell(own)
            totals += own
    print("in all")
    return totals


def gold_of(form: dict[str, Any], sheet: Sequence[str]) -> Gold:
    """Return the truth about a sheet."""
    values = dict(zip(form["labels"], sheet, strict=False))
    day = dt.datetime.strptime(values["decision_date"], "%d %B %Y").replace(tzinfo=dt.UTC).date().isoformat()
    texts = sheet[len(values) :]
    sections = [
        {"heading": heading, "kind": kind, "text": text}
        for (kind, heading), text in zip(form["headings"].items(), texts, strict=True)
    ]
    return {
        "fields": {**values, "authority": form["body"], "decision_date": day},
        "printed": values,
        "sections": sections,
    }


def drawn(path: Path, form: dict[str, Any], gold: Gold) -> Path:
    """Draw a sheet as a PDF of one page and return its path."""
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    height = 780.0

    def line(text: str, face: str = "Helvetica", size: float = 10.5, gap: float = 0) -> None:
        nonlocal height
        for part in simpleSplit(text, face, size, 470):
            height -= gap + 1.4 * size
            gap = 0
            canvas.setFont(face, size)
            canvas.drawString(60, height, part)

    line(form["body"].upper(), "Helvetica-Bold", 14)
    line(form["title"], "Helvetica-Bold", 12, 8)
    for name, label in form["labels"].items():
        line(f"{label}: {gold['printed'][name]}", gap=5)
    for section in gold["sections"]:
        line(section["heading"], "Helvetica-Bold", 11, 14)
        line(section["text"], gap=6)
    canvas.save()
    return path


def of_folder(folder: Path, base: Pipeline) -> Counter[tuple[str, str]]:
    """Return what is right of the documents of one decision in a folder."""
    totals: Counter[tuple[str, str]] = Counter()
    for path in sorted((folder / "born").glob("*.pdf")):
        gold = folder / "gold" / f"{path.stem}.json"
        document = read(path, base.engine, base.settings)
        records = extract_document(document, base)
        if gold.exists() and len(records) == 1:
            truth: Gold = json.loads(gold.read_text(encoding="utf-8"))
            fixed = corrected(records[0], truth)
            # A form is of two documents at least: the second is the same under another name.
            twin = fixed.model_copy(update={"source": fixed.source.model_copy(update={"path": "twin.pdf"})})
            totals.update(compared(document, truth, taught(base, [fixed, twin])))
    return totals


def compared(document: Document, gold: Gold, ways: Mapping[str, Pipeline]) -> Counter[tuple[str, str]]:
    """Return what is right of the document, and of how much, each way."""
    found: Counter[tuple[str, str]] = Counter()
    for way, pipeline in ways.items():
        for what, (right, of) in score(extract_document(document, pipeline)[0], gold).items():
            found[way, what] += right
            found[way, f"{what} of"] += of
    return found


def taught(base: Pipeline, records: Sequence[DecisionRecord]) -> dict[str, Pipeline]:
    """Return the pipelines to compare."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "learnt.toml").write_text(form_text(learnt(records, "learnt")), encoding="utf-8")
        forms = load_forms(Path(folder))
    model, _ = refitted(base.model, records)
    ways = (base, replace(base, forms=forms), replace(base, model=model), replace(base, forms=forms, model=model))
    return dict(zip(WAYS, ways, strict=True))


def corrected(record: DecisionRecord, gold: Gold) -> DecisionRecord:
    """Return the record as a person makes it who gives fields and the kinds of headings what they are in ``gold``."""
    rows: list[Correction] = []
    for changes in (_fields, _missed, _kinds):
        for change in changes(overlay(record, rows).record, gold):
            try:
                old, anchor = prepared(overlay(record, rows).record, change)
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


def _missed(record: DecisionRecord, gold: Gold) -> list[Change]:
    """Return the headings that are lines of some text, the last first, so that the places of those before stay."""
    found = []
    for number, section in reversed(list(enumerate(record.sections))):
        lines = [(match.start(), match[0]) for match in re.finditer(r"[^\n]+", section.text)]
        for at, line in reversed(lines):
            if (number, at) != (0, 0) and (kind := _kind(line, _headings(gold))):
                begun = {"at": at, "heading_end": at + len(line), "kind": kind}
                found.append(Change(action=Action.ADD, path=f"sections/{number + 1}", new=begun))
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
