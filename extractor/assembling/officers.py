"""The officer to ask about a decision."""

from decision_models import Field
from extractor.assembling.answers import is_pending
from extractor.assembling.found import within
from extractor.assembling.judged import Judged
from extractor.assembling.texts import BY_SHAPE
from extractor.document import Person
from extractor.shapes.names import person_within

# Nobody less likely than this to be the officer is, where no label asks for one: many decisions name none.
LIKELY = 0.8


def lead_officer_field(judged: Judged) -> Field[str] | None:
    """Return the officer to ask: the person named in the entry, else who most likely is; None where a post or office is named."""
    found = judged.found
    for entry in found.entries("lead_officer"):
        people = [m for m in within(found.mentions.people, entry) if isinstance(m, Person)]
        if people:
            return found.field(person_within(people[0].name) or people[0].name, people[0], people[0].certainty)
    for entry in found.entries("lead_officer"):
        name = person_within(found.said(entry))
        if name and not is_pending(name, found.form):
            return found.field(name, entry, BY_SHAPE)
    told = None if any(found.entries("lead_officer")) else judged.names.likeliest("officer", LIKELY)
    return told[0].places[0].field(told[0].name, told[1]) if told and told[0].kind == "person" else None
