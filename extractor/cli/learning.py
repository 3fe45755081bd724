"""Learns from the corrected records of a target: a form, or the model of structure, and writes it."""

from pathlib import Path

from extractor.cli.printable import printable
from extractor.cli.progress import note
from extractor.errors import OutputExistsError
from extractor.review.learning import form_text, learnt
from extractor.review.refitting import refitted, write_model
from extractor.review.reviewable import reviewable
from extractor.review.store import ReviewStore
from extractor.splitting.fitted import load_model, read_model
from extractor.splitting.forms import read_form_file
from extractor.writing import named_by, written_whole


def learn_form(target: str, output: Path, *, name: str, only: tuple[str, ...], overwrite: bool) -> None:
    """Write the form of the records at ``target`` that were reviewed, of those whose file's name has one of ``only`` in it."""
    if output.exists() and not overwrite:
        raise OutputExistsError(str(output), detail="it is there already; --overwrite replaces it")
    with ReviewStore(reviewable(target)) as store:
        records = [r for r in store.reviewed() if not only or any(part in r.source.path for part in only)]
    form = learnt(records, name)
    with written_whole(output) as part:
        part.write_text(form_text(form), encoding="utf-8")
    read_form_file(output)
    count = sum(map(len, (*form.labels.values(), *form.headings.values())))
    wordings = {0: "no wording of a label or heading", 1: "1 wording of a label or heading"}
    told = wordings.get(count, f"{count} wordings of labels and headings")
    known = "" if count else " that the generic form has not"
    note(
        printable(f"{output}: {told}{known}, from {len(records)} records. Read it, and use it: --forms {output.parent}")
    )


def fit_model(target: str, output: Path, *, overwrite: bool) -> None:
    """Write a model of structure to the folder ``output`` that has learnt from the records at ``target`` too."""
    if output.exists() and any(output.iterdir()) and not overwrite:
        raise OutputExistsError(str(output), detail="it is there already; --overwrite replaces it")
    with ReviewStore(reviewable(target)) as store:
        records = list(store.reviewed())
    model, examples = refitted(load_model(), records)
    with named_by(output):
        write_model(model, output, {"records": len(records), "examples": examples})
    read_model(output)
    told = f"{output}: learnt from {examples} wordings and texts of {len(records)} records."
    note(printable(f"{told} Use it with the setting 'model'."))
