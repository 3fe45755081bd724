"""Fills in what dinglehopper makes of the text pairs in tests/data/dinglehopper.json, which a test then holds us to.

dinglehopper brings a web framework, a database driver and a container client with it, so it is no dependency of the tests:

    python -m venv /tmp/dinglehopper && /tmp/dinglehopper/bin/pip install dinglehopper==0.11.0 'multimethod<2'
    /tmp/dinglehopper/bin/python benchmarks/dinglehopper_figures.py
"""

import json
import math
from importlib.metadata import version
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "tests" / "data" / "dinglehopper.json"


def figures(truth: str, found: str) -> dict[str, float | int | None]:
    """Return dinglehopper's rates and lengths; a rate without end, of an empty truth, is None."""
    from dinglehopper.character_error_rate import character_error_rate_n  # type: ignore[import-not-found] # noqa: PLC0415
    from dinglehopper.word_error_rate import word_error_rate_n  # type: ignore[import-not-found] # noqa: PLC0415

    (cer, characters), (wer, words) = character_error_rate_n(truth, found), word_error_rate_n(truth, found)
    return {"cer": _finite(cer), "characters": characters, "wer": _finite(wer), "words": words}


def _finite(rate: float) -> float | None:
    return rate if math.isfinite(rate) else None


def main() -> None:
    content: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    content["made_with"] = f"dinglehopper {version('dinglehopper')}"
    for pair in content["pairs"]:
        pair["figures"] = figures(pair["truth"], pair["found"])
    FILE.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(content['pairs'])} pairs, {content['made_with']}")


if __name__ == "__main__":
    main()
