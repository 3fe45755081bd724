"""Posts: text and the people in it enter, roles leave. ``find`` is the door; the words are in ``data/roles.toml``."""

from extractor.tagging.roles.find import find_roles
from extractor.tagging.roles.posts import post_id

__all__ = ["find_roles", "post_id"]
