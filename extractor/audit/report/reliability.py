"""What the confidences in records are worth, as last measured: data of the package, written by benchmarks/confidence.py."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extractor.audit.report.plots import Dot, calibration_error, reliability_dots

SIDE = 240


@dataclass(frozen=True, slots=True)
class Measured:
    """A reliability diagram with where its figures come from."""

    provenance: str
    dots: tuple[Dot, ...]
    error: float


@cache
def measured() -> Measured:
    """Return the measurement that ships with the program."""
    text = files("extractor.audit.data").joinpath("reliability.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    bins = [(float(row["said"]), float(row["right"]), int(row["count"])) for row in table["bin"]]
    return Measured(table["provenance"], reliability_dots(bins, SIDE), calibration_error(bins))
