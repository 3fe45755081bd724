"""The list of wordings that the model learns from says of each what it announces, once, and in words the model knows."""

import csv
from pathlib import Path

from extractor.splitting.kind_features import BODY_KINDS
from extractor.splitting.seen import LABEL_CLASSES
from extractor.splitting.wording import normalise

LISTED = Path(__file__).parents[1] / "fixtures" / "wordings.tsv"
ROWS = list(csv.DictReader(LISTED.read_text(encoding="utf-8").splitlines(), delimiter="\t"))


def test_every_wording_announces_what_there_is() -> None:
    assert {row["kind"] for row in ROWS} <= {*BODY_KINDS, *LABEL_CLASSES}
    assert all(row["wording"].strip() and row["body"] for row in ROWS)


def test_no_wording_is_listed_twice() -> None:
    wordings = [normalise(row["wording"]) for row in ROWS]
    assert len(set(wordings)) == len(wordings)
