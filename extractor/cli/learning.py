"""Learns a form from the corrected records of a target, and writes it."""

from pathlib import Path

from extractor.cli.printable import printable
from extractor.cli.progress import note
from extractor.errors import OutputExistsError
from extractor.faults import cannot_write
from extractor.review.learning import form_text, learnt
from extractor.review.store import ReviewStore, reviewable
from extractor.splitting.forms import read_form_file


def learn_form(target: str, output: Path, *, name: str, only: tuple[str, ...], overwrite: bool) -> None:
    """Write the form of the records at ``target`` that were reviewed, of those whose file's name has one of ``only`` in it."""
    if output.exists() and not overwrite:
        raise OutputExistsError(str(output), detail="it is there already; --overwrite replaces it")
    with ReviewStore(reviewable(target)) as store:
        records = [r for r in store.reviewed() if not only or any(part in r.source.path for part in only)]
    form = learnt(records, name)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(form_text(form), encoding="utf-8")
    except OSError as error:
        raise cannot_write(error, output) from error
    read_form_file(output)
    wordings = sum(map(len, (*form.labels.values(), *form.headings.values())))
    note(
        printable(
            f"{output}: {wordings} wordings of labels and headings, from {len(records)} records. Read it, and use it with --forms."
        )
    )
