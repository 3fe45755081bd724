"""What an engine's own certainty is worth: the share of words of that certainty that are read right.

The tables are data, fitted by benchmarks/reading.py on pages whose words are known.
"""

import tomllib
from functools import cache
from importlib.resources import files

import numpy as np


def calibrated(reading: str, certainty: float) -> float:
    """Return the chance that a word read with a certainty is right, in [0, 1]; the certainty itself where unknown."""
    table = _tables().get(reading)
    if table is None:
        return min(1.0, max(0.0, certainty))
    return float(np.interp(certainty, table[0], table[1]))


@cache
def _tables() -> dict[str, tuple[list[float], list[float]]]:
    text = files("extractor.reading.data").joinpath("calibration.toml").read_text(encoding="utf-8")
    return {
        name: ([float(x) for x in table["certainty"]], [float(y) for y in table["right"]])
        for name, table in tomllib.loads(text).items()
    }
