"""People: text enters, people leave as printed. ``find`` is the door; the words are in ``data/people.toml`` and name lists."""

from extractor.tagging.people.find import find_people, known_names, tag_people
from extractor.tagging.people.links import link_people

__all__ = ["find_people", "known_names", "link_people", "tag_people"]
