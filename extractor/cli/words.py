"""Sees to it that a run into a file keeps the words that the audit's page views show."""

from pathlib import Path

from extractor.settings import Settings
from extractor.wordfile import word_folder


def keeping_words(settings: Settings, target: str | None) -> Settings:
    """Return ``settings`` with a folder for words beside ``target``; as they are for a database or no target."""
    if target is None or "://" in target or settings.words is not None:
        return settings
    return settings.model_copy(update={"words": word_folder(Path(target))})
