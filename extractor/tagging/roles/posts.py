"""Post ids: a title enters, an id leaves that is the same for all spellings of one post."""

import re

from extractor.tagging.lexicon import plain

# What spells one thing in two ways, the commoner way second.
_SPELLINGS = (
    (re.compile(r"\bs(?:ec(?:t(?:ion)?)?)?\.? ?(\d+)\b"), r"section \1"),
    (re.compile(r"\b(?:co-?)?chair(?:man|woman|person|men)\b"), "chair"),
    (re.compile(r"\bvice[ -]chair(?:man|woman|person)?\b"), "vice chair"),
    (re.compile(r"\bco-ordinat"), "coordinat"),
    (re.compile(r"\bhead ?(?:teacher|master|mistress)\b"), "headteacher"),
    (re.compile(r"\badvisor\b"), "adviser"),
    (re.compile(r"\bwell-being\b"), "wellbeing"),
    (re.compile(r"\borganiz"), "organis"),
    (re.compile(r"\bportfolio-?holder\b"), "portfolio holder"),
    (re.compile(r"\bcllr\b"), "councillor"),
    (re.compile(r"\bchief financial officer\b"), "chief finance officer"),
)
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
