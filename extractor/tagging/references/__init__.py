"""Cross-references: text enters, decisions, minutes and enactments that it cites leave. ``find`` is the door."""

from extractor.tagging.references.find import find_references, tag_references

__all__ = ["find_references", "tag_references"]
