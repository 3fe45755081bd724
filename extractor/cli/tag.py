"""Tags a text and shows what was found: a table for a person, JSON for a program."""

import json
import sys
from dataclasses import asdict, fields

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractor.cli.printable import printable
from extractor.document import Mentions
from extractor.tagging.tag import tag_text

_NOT_SHOWN = {"section", "start", "end", "certainty"}


def show_tags(text: str, *, as_json: bool) -> None:
    """Print the amounts, dates, roles, people and references in ``text``, which is standard input's where it is "-"."""
    text = sys.stdin.read() if text == "-" else text
    mentions = tag_text(text)
    if as_json:
        sys.stdout.write(json.dumps(_listed(mentions, text), ensure_ascii=False, indent=2, default=str) + "\n")
    else:
        Console(highlight=False).print(_table(mentions, text))


def _listed(mentions: Mentions, text: str) -> dict[str, list[dict[str, object]]]:
    return {
        kind.name: [
            {"text": text[found.start : found.end]} | {k: v for k, v in asdict(found).items() if k != "section"}
            for found in getattr(mentions, kind.name)
        ]
        for kind in fields(mentions)
        if kind.name != "notices"
    }


def _table(mentions: Mentions, text: str) -> Table:
    table = Table("kind", "as printed", "means", "sure", box=None, pad_edge=False, header_style="dim")
    for kind, found in _listed(mentions, text).items():
        for one in found:
            meaning = [f"{k} {v}" for k, v in one.items() if k not in _NOT_SHOWN and k != "text" and v is not None]
            printed, means = Text(printable(str(one["text"]))), Text(printable(", ".join(meaning)))
            table.add_row(kind, printed, means, f"{one['certainty']:.0%}")
    return table
