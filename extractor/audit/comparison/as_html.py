"""A comparison as one HTML page for people: no network, light and dark, readable by ear and on paper."""

from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from extractor.audit.comparison.compare import Comparison, Score, worst
from extractor.audit.comparison.layout import percent, score_tables, shown, with_interval
from extractor.audit.comparison.tallies import CHARACTERS, WORDS
from extractor.writing import written_whole

_MOST_DOCUMENTS = 50
_MOST_DIFFERENCES = 40
_MOST_CONFUSIONS = 40


def write_html(comparison: Comparison, path: Path) -> None:
    """Write the page to ``path``. Raises OutputExistsError when it cannot be written."""
    with written_whole(path) as part:
        part.write_text(comparison_html(comparison), encoding="utf-8", newline="\n")


def comparison_html(comparison: Comparison) -> str:
    """Return the page. Nothing in it comes from elsewhere, and what documents say in it is text, never markup."""
    environment = Environment(
        loader=PackageLoader("extractor.audit", "data"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"percent": percent, "interval": with_interval, "shown": shown, "strip": strip_of}
    documents = worst(comparison, _MOST_DOCUMENTS)
    return environment.get_template("comparison.html.j2").render(
        comparison=comparison,
        options=comparison.options,
        tables=list(score_tables(comparison)),
        confusions=comparison.confusions[:_MOST_CONFUSIONS],
        documents=[(tally, tally.rate(CHARACTERS), tally.rate(WORDS)) for tally in documents],
        flawless=len(comparison.documents) - len(documents),
        most_differences=_MOST_DIFFERENCES,
        version=version("decision-extractor"),
    )


def strip_of(score: Score | None) -> dict[str, float] | None:
    """Return where a score and its interval stand on a line from 0 to 100; None where there is nothing to draw."""
    if score is None or score.value is None:
        return None
    ends = {"low": score.low, "high": score.high}
    return {name: min(score.value if end is None else end, 1.0) * 100 for name, end in ends.items()} | {
        "value": min(score.value, 1.0) * 100
    }
