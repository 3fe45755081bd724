"""Whether a decision is a key decision: an entry's label and words in, yes or no with its reason out, or nothing.

The words for either are data of the form; what is offered as a choice with none taken says nothing.
"""

import re

from decision_models import Field
from extractor.assembling.answers import is_choice, is_pending, leading_answer, signs
from extractor.assembling.found import Found
from extractor.assembling.texts import text_field
from extractor.splitting.forms import Form
from extractor.splitting.wording import normalise, whole_words

# "Is this key? No", "Key decision: yes": what is asked within the words.
_ASKED = re.compile(r"^([^?:]*)[?:]\s*(?=\w)")
_DENIES = frozenset({"no", "not", "non", "none", "neither", "nothing", "nid", "nad"})
# A denial of the criteria stands early: "The decision does not meet the test".
_EARLY = 4


def key_decision_fields(found: Found) -> tuple[Field[bool] | None, Field[str] | None]:
    """Return whether it is a key decision, and the reason given."""
    for entry in found.entries("key_decision"):
        value, reason = _key_decision(found.said(entry), entry.label, found.form)
        if value is not None:
            flag = found.field(value, entry, min(1.0, entry.confidence + 0.1))
            given = found.field(reason, entry, entry.confidence) if reason else text_field(found, "key_decision_reason")
            return flag, given
    return None, text_field(found, "key_decision_reason")


def _key_decision(text: str, label: str, form: Form) -> tuple[bool | None, str | None]:
    yes, no = form.wordings("key_decision", "yes"), form.wordings("key_decision", "no")
    asked = _ASKED.match(text)
    if asked and signs(yes).search(normalise(asked[1])):
        label, text = asked[1], text[asked.end() :]
    said = normalise(text)
    answers = form.wordings("answers", "yes"), form.wordings("answers", "no")
    if not said or is_choice(said, (*yes, *answers[0]), (*no, *answers[1])):
        return None, None
    answer, rest = leading_answer(text, form)
    if answer is not None:
        return answer, _reason(rest, form) if answer else None
    if is_pending(text, form):
        return None, None
    asks = signs(form.wordings("key_decision", "asks")).search(normalise(label))
    early = (asks or signs(yes).search(said)) and not _DENIES.isdisjoint(said.split()[:_EARLY])
    if early or signs(no).search(said):
        return False, None
    criterion = asks and whole_words(form.wordings("key_decision", "criteria")).search(text.casefold())
    return (True, _reason(text, form)) if criterion or signs(yes).search(said) else (None, None)


def _reason(text: str, form: Form) -> str | None:
    """Return what is left of an affirmation when the affirming words are off."""
    opening = form.wordings("key_decision", "opening")
    reason = (
        re.sub(rf"^\W*(?:{'|'.join(opening)})(?!\w)[\s.,:;–—-]*", "", text, flags=re.IGNORECASE) if opening else text
    )
    reason = reason.strip(" .,:;–—-")
    return (reason[1:-1] if reason.startswith("(") and reason.endswith(")") else reason) or None
