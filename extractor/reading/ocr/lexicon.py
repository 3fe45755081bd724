"""Whether a word is an English one, as far as a list can tell. A name or a rare word not being known proves nothing.

The list is that of the package pyspellchecker, whose spelling is mostly American; British forms are known by theirs.
"""

import gzip
import json
import re
from functools import cache, lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

_EDGES = re.compile(r"^[^\w£]+|[^\w%]+$")
# British spelling -> the American one in the list, tried in turn.
_VARIANTS = (
    ("isation", "ization"), ("isations", "izations"), ("ise", "ize"), ("ised", "ized"), ("ises", "izes"),
    ("ising", "izing"), ("iser", "izer"), ("yse", "yze"), ("ysed", "yzed"), ("our", "or"), ("ours", "ors"),
    ("oured", "ored"), ("ouring", "oring"), ("oural", "oral"), ("ourable", "orable"), ("tre", "ter"), ("tres", "ters"),
    ("elling", "eling"), ("elled", "eled"), ("eller", "eler"), ("ogue", "og"), ("ogues", "ogs"), ("ence", "ense"),
    ("ences", "enses"), ("amme", "am"), ("ammes", "ams"), ("ilment", "illment"), ("olment", "ollment"),
)  # fmt: skip
# Letters that a worn print makes alike: "uniess" for "unless".
_WORN_ALIKE = ({"i", "l"}, {"c", "e"}, {"m", "n"}, {"f", "t"})
_SUFFIXES = ("s", "es", "ed", "d", "ing", "ly", "er", "ers", "ness", "able", "ment", "al")
_PREFIXES = ("re", "un", "non", "pre", "co", "sub", "over", "under", "multi", "inter", "mis", "dis", "de", "out")


def bare(word: str) -> str:
    """Return a word without the punctuation around it and without a possessive ending."""
    text = _EDGES.sub("", word.replace("’", "'"))
    return text.removesuffix("'s")


@lru_cache(maxsize=20_000)
def is_known(word: str) -> bool:
    """Tell whether a bare word of letters is English; parts joined by hyphens and strokes are judged one by one."""
    parts = [part for part in re.split(r"[-/'–—&.]", word.lower()) if part]
    return bool(parts) and all(_is_known_part(part) for part in parts)


def _is_known_part(part: str) -> bool:
    known = _words()
    if part in known:
        return True
    if any(part.endswith(ours) and part[: -len(ours)] + theirs in known for ours, theirs in _VARIANTS):
        return True
    if any(part.endswith(end) and len(part) - len(end) > 3 and part[: -len(end)] in known for end in _SUFFIXES):
        return True
    return any(
        part.startswith(start) and part[len(start) :] in known and len(part) > len(start) + 3 for start in _PREFIXES
    )


@lru_cache(maxsize=20_000)
def neighbours(word: str) -> tuple[str, ...]:
    """Return the known words one letter away from ``word``, or one of the joins that print makes (m for rn)."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    near = {a + b[1:] for a, b in splits if b}
    near |= {a + c + b[1:] for a, b in splits if b for c in letters}
    near |= {a + c + b for a, b in splits for c in letters}
    for wrong, right in (("m", "rn"), ("rn", "m"), ("d", "cl"), ("cl", "d"), ("w", "vv"), ("h", "li")):
        near |= {a + right + b[len(wrong) :] for a, b in splits if b.startswith(wrong)}
    return tuple(sorted(w for w in near if w != word and w in _words()))


def look_alike(word: str, known: str) -> bool:
    """Tell whether a word's print is easily taken for another's: worn letters, or one of two like narrow ones lost."""
    word, known = word.lower(), known.lower()
    if len(word) == len(known):
        changed = [{one, other} for one, other in zip(word, known, strict=True) if one != other]
        return len(changed) == 1 and changed[0] in _WORN_ALIKE
    return any(word[:i] + word[i - 1] + word[i:] == known for i in range(1, len(word) + 1))


@cache
def _words() -> frozenset[str]:
    """Load the list; without the package no word is known, and no reading is changed on its account."""
    spec = find_spec("spellchecker")
    if spec is None or not spec.submodule_search_locations:
        return frozenset()
    text = files("extractor.reading.data").joinpath("lexicon_extra.txt").read_text(encoding="utf-8")
    extra = (line for line in text.splitlines() if line and not line.startswith("# "))
    path = Path(spec.submodule_search_locations[0]) / "resources" / "en.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return frozenset(json.load(stream)).union(extra)
