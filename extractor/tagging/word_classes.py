"""What words are to posts and names: the data of word_classes.toml and the lists of given names.

It must not know what follows from that: what a class speaks for is fitted.
"""

from functools import cache, lru_cache

from extractor.tagging.lexicon import entry, load, load_words, plain

_FILE = "word_classes"
_GIVEN, _DOUBTFUL = "given", "doubtful_given"
# Tables of the file that are no classes.
_OTHERS = frozenset({"misread", "men", "women", "inner"})


@cache
def words_of(name: str) -> frozenset[str]:
    """Return the words of a class. Raises EnvironmentFaultError, naming file and key, where the data is wrong."""
    told = load(_FILE).get(name)
    listed = told.get("list") if isinstance(told, dict) else None
    return load_words(listed) if listed else entry(_FILE, f"{name}.words")


@cache
def main_classes() -> frozenset[str]:
    """Return the classes that say what a word mostly is; the others say where it stands."""
    return frozenset(name for name, told in load(_FILE).items() if isinstance(told, dict) and "main" in told)


@cache
def pairs_of(name: str) -> dict[str, str]:
    """Return the pairs of a table: what is read, with what it stands for."""
    return dict(pair.split() for pair in entry(_FILE, f"{name}.words", ";"))


@cache
def _listed() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in load(_FILE):
        for word in () if name in _OTHERS | {_GIVEN, _DOUBTFUL} else words_of(name):
            found[word] = (*found.get(word, ()), name)
    return found


@lru_cache(maxsize=16384)
def classes_of(fold: str) -> tuple[str, ...]:
    """Return the classes that a lower-case word is in, in their order."""
    listed, named = _listed().get(fold, ()) or _of_last_part(fold), _given_name(plain(fold))
    if not named:
        return listed
    return tuple(name for name in load(_FILE) if name in listed or name == named)


def _of_last_part(fold: str) -> tuple[str, ...]:
    """Return the classes of a hyphened noun of posts, those of its last part: "under-sheriff"."""
    first, _, last = fold.rpartition("-")
    return tuple(name for name in _listed().get(last, ()) if name in _OF_POSTS) if first else ()


_OF_POSTS = frozenset({"head", "office", "closed_head", "late_head"})


def _given_name(word: str) -> str:
    """Return the class of a given name, either part of it where hyphened."""
    if word in words_of(_DOUBTFUL):
        return _DOUBTFUL
    known = words_of(_GIVEN)
    return _GIVEN if word in known or ("-" in word and word.partition("-")[0] in known) else ""
