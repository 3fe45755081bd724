"""Lists and checks decision forms."""

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractor.cli.form_repetitions import repetitions
from extractor.cli.form_timing import check_times
from extractor.cli.printable import printable
from extractor.errors import FormError
from extractor.settings import Settings
from extractor.splitting.forms import load_forms, read_form_file


def list_forms(settings: Settings) -> None:
    """Print id and title of every form."""
    table = Table("form", "title", box=None, pad_edge=False)
    for form in load_forms(settings.forms):
        table.add_row(form.id, Text(printable(form.title)))
    Console(highlight=False).print(table)


def check_form(path: Path) -> None:
    """Print that the form at ``path`` is valid. Raises FormError, naming every fault, when it is not."""
    try:
        form = read_form_file(path)
    except RecursionError as error:
        raise FormError(str(path), detail="it is nested too deeply to be read") from error
    if faults := [*repetitions(form)]:
        raise FormError(str(path), detail="; ".join(faults))
    check_times(path, form)
    Console(highlight=False).print(Text(printable(f"{path}: '{form['id']}' is a valid form.")))
