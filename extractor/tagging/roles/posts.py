"""Post ids: a title enters, an id leaves that is the same for all spellings of one post."""

import re

from extractor.tagging.lexicon import mapping, plain

_SPELLINGS = [(re.compile("|".join(read)), usual) for usual, read in mapping("roles", "spellings").items()]
_LITTLE_WORDS = frozenset({"of", "for", "the", "and", "to", "a", "an", "with", "responsibility"})
_APOSTROPHES = re.compile(r"['’‘`]")
_WORDS = re.compile(r"[^\W_]+")


def post_id(title: str) -> str:
    """Return the id of a post: small letters and hyphens, without what differs from one spelling to another.

    >>> post_id("Director for Children's Services & Schools") == post_id("DIRECTOR OF CHILDREN’S SERVICES AND SCHOOLS")
    True
    """
    text = _APOSTROPHES.sub("", plain(title).replace("&", " and "))
    for spelling, usual in _SPELLINGS:
        text = spelling.sub(usual, text)
    return "-".join(word for word in _WORDS.findall(text) if word not in _LITTLE_WORDS)
