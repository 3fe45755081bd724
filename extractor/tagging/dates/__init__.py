"""Dates and periods: text enters, dates in EDTF leave. ``find`` is the door; the words are in ``data/dates.toml``."""

from extractor.tagging.dates.find import find_dates

__all__ = ["find_dates"]
