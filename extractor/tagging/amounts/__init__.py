"""Sums of money: text enters, amounts leave. ``find`` is the door; the words are in ``data/amounts.toml``."""

from extractor.tagging.amounts.find import find_amounts

__all__ = ["find_amounts"]
