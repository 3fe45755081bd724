"""The spaCy component ``decision_amounts``."""

from spacy.language import Language
from spacy.tokens import Doc

from extractor.tagging.context import mark


@Language.component("decision_amounts")
def decision_amounts(doc: Doc) -> Doc:
    """Find the sums of a Doc."""
    mark(doc, "amounts", doc._.amounts)
    return doc
