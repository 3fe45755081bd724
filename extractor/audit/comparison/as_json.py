"""A comparison as JSON, for machines. The same comparison gives the same bytes."""

import json
from typing import Any

from extractor.audit.comparison.compare import Comparison, Confusion, Score
from extractor.audit.comparison.tallies import CHARACTERS, WORDS, Tally


def comparison_json(comparison: Comparison) -> str:
    """Return the whole comparison, indented, without a closing line feed."""
    options = comparison.options
    told = {
        "documents": len(comparison.documents),
        "normalisation": {"name": options.normalisation.value, "stated": comparison.normalisation_stated},
        "bootstrap": {"resamples": options.resamples, "seed": options.seed, "confidence": options.confidence},
        "scores": [_score(score) for score in comparison.scores],
        "confusions": [_confusion(one) for one in comparison.confusions],
        "per_document": [_document(tally) for tally in comparison.documents],
        "unpaired": {"truths": list(comparison.unpaired_truths), "found": comparison.unpaired_found},
    }
    return json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False)


def _score(score: Score) -> dict[str, Any]:
    ends = {"value": _rounded(score.value), "low": _rounded(score.low), "high": _rounded(score.high)}
    return {**score.measure._asdict(), **ends, "part": _rounded(score.part), "whole": score.whole}


def _confusion(one: Confusion) -> dict[str, Any]:
    ends = {"per_10_000": _rounded(one.per_10_000), "low": _rounded(one.low), "high": _rounded(one.high)}
    return {"truth": one.truth, "found": one.found, "count": one.count, **ends}


def _document(tally: Tally) -> dict[str, Any]:
    return {
        "name": tally.name,
        "character_error_rate": _rounded(tally.rate(CHARACTERS)),
        "word_error_rate": _rounded(tally.rate(WORDS)),
        "differences": [{"what": d.what, "truth": d.truth, "found": d.found} for d in tally.differences],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
