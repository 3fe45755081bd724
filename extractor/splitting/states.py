"""What a section's text amounts to: something said, nothing to say, no text, or text that cannot be read."""

from collections.abc import Sequence
from statistics import fmean

from rapidfuzz import fuzz

from decision_models import SectionState
from extractor.document import Token
from extractor.splitting.forms import Form
from extractor.splitting.wording import normalise

# Words read with less confidence than this, taken together, say nothing that can be relied on.
LEGIBLE = 0.35
NEAR = 90.0


def state_of(text: str, tokens: Sequence[Token], form: Form) -> SectionState:
    """Return the state of a section with this text."""
    if not any(c.isalnum() for c in text):
        return SectionState.BLANK
    if fmean(t.word.confidence for t in tokens) < LEGIBLE:
        return SectionState.ILLEGIBLE
    return SectionState.NIL if is_nil(text, form) else SectionState.STATED


def is_nil(text: str, form: Form) -> bool:
    """Tell whether a text says that there is nothing to say."""
    said = normalise(text)
    if len(said.split()) > 14:
        return False
    nil = [normalise(w) for w in form.wordings("nil", "wordings")]
    # "Dim / None": a form in two tongues says it in both.
    tongues = [side.strip() for side in said.split("/")]
    return said in nil or tongues[-1] in nil or any(len(w) > 5 and fuzz.ratio(said, w) >= NEAR for w in nil)
