"""Finds the truth of each document: two sides enter, pairs leave, and what has no other half.

A record's truth is the corrected record of the same ``record_id``; failing that, the one from a file of the same name and
with the same ending of its id, so that truth made from one scan serves another. Pages belong to the record's file by name:
``NAME.txt`` holds the whole of it, ``NAME-2.txt``, ``NAME_p2.txt`` or ``NAME/0002.txt`` its second page.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import PurePath

from decision_models import DecisionRecord
from extractor.audit.comparison.record_tally import text_of
from extractor.audit.comparison.sides import Pages

_PAGE = re.compile(r"^(?P<stem>.*?)[-_. ]*(?:page|pg|p)?[-_. ]?0*(?P<page>\d{1,5})$", re.IGNORECASE)


@dataclass(slots=True)
class Unpaired:
    """What was left out, and why."""

    truths: list[str] = field(default_factory=list)
    found: int = 0


@dataclass(frozen=True, slots=True)
class TextPair:
    """A document's true text and its text as found."""

    name: str
    truth: str
    found: str


@dataclass(frozen=True, slots=True)
class RecordPair:
    """A corrected record and the one that was extracted."""

    name: str
    truth: DecisionRecord
    found: DecisionRecord


# -- records with records -------------------------------------------------------------------------------------------------


def pair_records(
    truths: Iterable[DecisionRecord], found: Iterable[DecisionRecord], unpaired: Unpaired
) -> Iterator[RecordPair]:
    """Give each record with its truth, and note in ``unpaired`` what has none."""
    listed = list(truths)
    by_id = {truth.record_id: truth for truth in listed}
    by_name = _only(((_stem(truth), _own(truth)), truth) for truth in listed)
    used = set[str]()
    for record in found:
        truth = by_id.get(record.record_id) or by_name.get((_stem(record), _own(record)))
        if truth is None:
            unpaired.found += 1
            continue
        used.add(truth.record_id)
        yield RecordPair(name_of(record), truth, record)
    unpaired.truths += [name_of(truth) for truth in listed if truth.record_id not in used]


def _only(
    keyed: Iterable[tuple[tuple[str, str], DecisionRecord]],
) -> dict[tuple[str, str], DecisionRecord | None]:
    """Return what stands under each key; None where it is not the only one."""
    found: dict[tuple[str, str], DecisionRecord | None] = {}
    for key, record in keyed:
        found[key] = None if key in found else record
    return found


def name_of(record: DecisionRecord) -> str:
    """Return the file of a record, with the page that it begins on where that is not the first."""
    first = record.source.first_page
    return record.source.path if first == 1 else f"{record.source.path}, page {first}"


def _stem(record: DecisionRecord) -> str:
    return PurePath(record.source.path).stem


def _own(record: DecisionRecord) -> str:
    """Return what tells the record apart in its file, whichever scan that is."""
    return record.record_id.partition("-")[2]


# -- pages with pages -------------------------------------------------------------------------------------------------------


def pair_pages(truths: Pages, found: Pages, unpaired: Unpaired) -> Iterator[TextPair]:
    """Give the pages of files that have the same name on both sides."""
    for name, pages in truths.texts.items():
        if name in found.texts:
            yield TextPair(name, "\n".join(pages), "\n".join(found.texts[name]))
        else:
            unpaired.truths.append(name)
    unpaired.found += sum(name not in truths.texts for name in found.texts)


# -- pages with records -----------------------------------------------------------------------------------------------------


def pair_pages_with_records(
    truths: Pages, found: Iterable[DecisionRecord], unpaired: Unpaired
) -> Iterator[tuple[TextPair, tuple[str, ...]]]:
    """Give each file's true text with the text of its records, and with the furniture that the records leave out.

    A file of whose pages some are missing is left out: which words of a record stand on which page is not recorded.
    """
    used = set[str]()
    for path, group in groupby(found, key=lambda record: record.source.path):
        records = list(group)
        names = _pages_of(PurePath(path).stem, records[0].source.page_count, truths.texts)
        if not names:
            unpaired.found += len(records)
            continue
        used |= set(names)
        truth = "\n".join(page for name in names for page in truths.texts[name])
        furniture = tuple(piece.text for record in records for piece in record.quality.furniture)
        yield TextPair(path, truth, "\n".join(map(text_of, records))), furniture
    unpaired.truths += [name for name in truths.texts if name not in used]


def _pages_of(stem: str, count: int, texts: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the names of the files that hold the ``count`` pages of ``stem``, in order; [] where not all are there."""
    whole = [name for name in texts if PurePath(name).name == stem]
    if whole:
        return whole[:1] if len(texts[whole[0]]) in {1, count} else []
    numbered = sorted((number, name) for name in texts if (number := _page_number(stem, name)) is not None)
    return [name for _, name in numbered] if [n for n, _ in numbered] == list(range(1, count + 1)) else []


def _page_number(stem: str, name: str) -> int | None:
    path = PurePath(name)
    found = _PAGE.match(path.name)
    if found is None:
        return None
    if path.name.startswith(stem):
        rest = _PAGE.match(path.name[len(stem) :])
        return int(rest["page"]) if rest and not rest["stem"] else None
    return int(found["page"]) if path.parent.name == stem else None
