"""The spaCy pipeline that tags: a blank English one, or the user's own, with our components at its end."""

import importlib

import spacy
from spacy.language import Language

from extractor.errors import UsageError
from extractor.settings import Settings

# Dates come first: amounts leave alone what is a date. References come before roles and people, who may lean on them.
COMPONENTS = (
    ("extractor.tagging.dates", "decision_dates"),
    ("extractor.tagging.amounts", "decision_amounts"),
    ("extractor.tagging.references", "decision_references"),
    ("extractor.tagging.people", "decision_people"),
    ("extractor.tagging.roles", "decision_roles"),
)


def build_nlp(settings: Settings | None = None) -> Language:
    """Return a pipeline that tags amounts, dates, references, people and roles.

    Raises UsageError when ``settings.spacy_model`` names no pipeline that is installed.
    """
    nlp = _base(settings.spacy_model if settings else None)
    for module, component in COMPONENTS:
        importlib.import_module(module)
        if component not in nlp.pipe_names:
            nlp.add_pipe(component, last=True)
    return nlp


def _base(model: str | None) -> Language:
    if model is None:
        return spacy.blank("en")
    try:
        return spacy.load(model)
    except OSError as error:
        raise UsageError(detail=f"spaCy has no pipeline named {model!r}") from error
