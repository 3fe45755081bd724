"""Hold what the tagger finds in marked sentences against their marks, and what it says of its sureness against the truth.

    python -m benchmarks.tagged_sentences FOLDER ... [--misses] [--foundry N]

FOLDER holds ``sentences.txt`` (its marks: see ``fixtures/tagger/unseen``). A sum is right where value and currency are, a date
where it spans the same days, a post where it is the same to the word, a name where it is but for courtesy titles and letters
after it. Prints, a kind a line: how many are marked, right, found beside them, F1; of those said at .9 or above, the share right.
``--foundry`` tells in how many lines of so many documents of families that the foundry keeps back a post is found, none marked.
"""

import argparse
import calendar
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from benchmarks.fit_posts_and_people import foundry
from extractor.document import Amount, Date, Person, Role
from extractor.tagging.posts_and_people.find import find
from extractor.tagging.posts_and_people.labels import Kind
from extractor.tagging.tag import tag_text

Found = Amount | Date | Role | Person
KINDS = {"A": "amounts", "D": "dates", "R": "roles", "P": "people"}
_MARK = re.compile(r"\{([ADRPN])\|([^{}]*)\}")
_COURTESY = re.compile(r"^(?:(?:the|rt\.?|hon\.?|county|councillors?|cllrs?\.?|right|honourable)\s+)+", re.IGNORECASE)
_LETTERS = re.compile(r"(?:,?\s+(?:[A-Z]\.){2,}|,?\s+[A-Z]{2,4})+$")
_CURRENCY = re.compile(r"[A-Z]{3}")
_SURE = 0.9


class Gold(NamedTuple):
    """A marked place: its kind, the texts that will all do, its value, and whether it must be found."""

    kind: str
    start: int
    end: int
    texts: tuple[str, ...]
    value: str

    @property
    def wanted(self) -> bool:
        """Whether it must be found; what has no value may be."""
        return self.kind in {"R", "P"} or (self.kind in {"A", "D"} and bool(self.value))


def marked(path: Path) -> Iterator[tuple[str, list[Gold]]]:
    """Yield the sentences of a file, plain, with their marks."""
    for line in path.read_text(encoding="utf-8").splitlines():
        text, at, gold = "", 0, list[Gold]()
        for mark in () if line.startswith("#") else _MARK.finditer(line):
            text, at = text + line[at : mark.start()], mark.end()
            told, _, value = mark[2].partition("|")
            texts = tuple(told.split("//"))
            gold.append(Gold(mark[1], len(text), len(text) + len(texts[0]), texts, value))
            text += texts[0]
        if line.strip() and not line.startswith("#"):
            yield (text + line[at:]).rstrip(), gold


def is_right(gold: Gold, found: Found, text: str) -> bool:
    """Say whether a find is what is marked."""
    if isinstance(found, Amount):
        values, *options = gold.value.split(";")
        currency = next((one for one in options if _CURRENCY.fullmatch(one)), "GBP")
        near = [abs((found.value or 0) - Decimal(one)) < Decimal("0.005") for one in values.split("//")]
        return found.value is not None and found.currency == currency and any(near)
    if isinstance(found, Date):
        days = (str(found.earliest), str(found.latest))
        return any(days == _days(one) for one in gold.value.split("//") if one[:1].isdigit())
    printed = text[found.start : found.end]
    plain = _core if isinstance(found, Person) else _tight
    return plain(printed) in {plain(one) for one in gold.texts}


def _days(value: str) -> tuple[str, str]:
    """Return the first and the last day of "1921-06" or "1926-04..1927-03"."""
    first, _, last = value.partition("..")
    begun, ended = ([int(one) for one in part.split("-")] for part in (first, last or first))
    begun += [1] * (3 - len(begun))
    ended += [12] if len(ended) == 1 else []
    ended += [calendar.monthrange(ended[0], ended[1])[1]] if len(ended) == 2 else []
    return str(date(*begun)), str(date(*ended))


def _tight(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _core(name: str) -> str:
    return _tight(_LETTERS.sub("", _COURTESY.sub("", name))).rstrip(".,")


def count(text: str, gold: Sequence[Gold], kind: str, counts: Counter[str], *, misses: bool) -> None:
    """Count one kind's finds in a sentence against its marks."""
    found: Sequence[Found] = getattr(tag_text(text), KINDS[kind])
    wanted = [one for one in gold if one.kind == kind and one.wanted]
    free = [one for one in gold if one.kind == "N" or (one.kind == kind and not one.wanted)]
    right = set[int]()
    for one in wanted:
        hits = [n for n, f in enumerate(found) if f.start < one.end and one.start < f.end and is_right(one, f, text)]
        right |= set(hits)
        counts["right"] += bool(hits)
        if misses and not hits:
            print(f"missed {KINDS[kind]}: {one.texts[0]!r} ({one.value}) in {text!r}")
    counts["marked"] += len(wanted)
    for n, one_found in enumerate(found):
        if n not in right and any(f.start < one_found.end and one_found.start < f.end for f in free):
            continue
        counts["found"] += 1
        counts["sure"] += one_found.certainty >= _SURE
        counts["sure_right"] += one_found.certainty >= _SURE and n in right
        if misses and n not in right:
            print(f"wrong {KINDS[kind]}: {text[one_found.start : one_found.end]!r} in {text!r}")


def unmarked(count: int) -> Iterator[bool]:
    """Yield whether a post is found in each line, of families that the foundry keeps back, that no post is marked in."""
    seen = set[str]()
    for one in foundry(count, 78, kept_back=True):
        posts = [mark for mark in one.marks if mark.kind is Kind.POST]
        for line in re.finditer(r"[^\n]{20,}", one.text):
            if line[0] not in seen and not any(p.start < line.end() and line.start() < p.end for p in posts):
                seen.add(line[0])
                yield any(found.kind is Kind.POST for found in find(line[0], formal=one.formal))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--foundry", type=int, default=0)
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    if arguments.foundry:
        posts = list(unmarked(arguments.foundry))
        print(f"lines without a marked post: {len(posts)}, with one found {sum(posts)} ({sum(posts) / len(posts):.4f})")
    sentences = [one for folder in arguments.folders for one in marked(folder / "sentences.txt")]
    for kind, name in KINDS.items() if sentences else ():
        counts = Counter[str]()
        for text, gold in sentences:
            count(text, gold, kind, counts, misses=arguments.misses)
        f1 = 2 * counts["right"] / max(1, counts["marked"] + counts["found"])
        print(
            f"{name:8} marked {counts['marked']:4} right {counts['right']:4} found {counts['found']:4} F1 {f1:.3f}"
            f"  said at .9: {counts['sure']}, right {counts['sure_right'] / max(1, counts['sure']):.3f}"
        )


if __name__ == "__main__":
    main()
