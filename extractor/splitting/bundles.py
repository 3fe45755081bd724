"""Where one decision of a file ends and the next begins: a new page with a title block and another number."""

from collections.abc import Sequence

from extractor.document import Page
from extractor.splitting.flow import FlowLine, build_flow
from extractor.splitting.forms import GENERIC, Form
from extractor.splitting.headings import find_headings
from extractor.splitting.numbers import repair_number
from extractor.splitting.targets import Heading
from extractor.splitting.wording import Target

# A title block stands within so many lines of the top of its page and holds at least so many labelled entries.
TOP_LINES, LEAST_ENTRIES = 14, 2
_NUMBER = (Target("field", field="decision_number"),)


def decision_ranges(pages: Sequence[Page], forms: Sequence[Form]) -> tuple[tuple[int, int], ...]:
    """Return the first and last page of every decision of a file, in order, together covering all of its pages."""
    numbers = [page.number for page in pages]
    if len(numbers) < 2:
        only = numbers[0] if numbers else 1
        return ((only, only),)
    form = next(form for form in forms if form.id == GENERIC)
    if not any(_may_open(page, form) for page in pages[1:]):
        return ((numbers[0], numbers[-1]),)
    starts = [numbers[0]]
    current: str | None = None
    for page in pages:
        number = _title_block_number(page, form)
        if number is not None and current is not None and number != current:
            starts.append(page.number)
        current = number or current
    ends = [*(start - 1 for start in starts[1:]), numbers[-1]]
    return tuple(zip(starts, ends, strict=True))


def _title_block_number(page: Page, form: Form) -> str | None:
    """Return the decision number of the title block at the top of a page, folded; None where there is none."""
    if not _may_open(page, form):
        return None
    flow = build_flow([page])
    headings = find_headings(flow[: TOP_LINES * 2], form)
    entries = [h for h in headings if h.target.type in {"field", "front"} and h.first < TOP_LINES]
    number = next((h for h in entries if h.target.field == "decision_number"), None)
    if number is None or len(entries) < LEAST_ENTRIES:
        return None
    return _folded(flow, number)


def _may_open(page: Page, form: Form) -> bool:
    """Tell, cheaply, whether a page may begin with a title block: it speaks of a decision and labels its number."""
    top = [line for line in page.lines if line.words and not line.running][:TOP_LINES]
    if len(top) < LEAST_ENTRIES or "decision" not in " ".join(line.text for line in top).casefold():
        return False
    heads = (line.text.partition(":")[0] for line in top)
    matches = (form.lexicon.match(head) for head in heads if len(head) < 60)
    return any(m.target("field") in _NUMBER for m in matches if m)


def _folded(flow: Sequence[FlowLine], heading: Heading) -> str | None:
    rest = [w.text for w in flow[heading.last].words[heading.end_word :]]
    below = [w.text for line in flow[heading.last + 1 : heading.last + 3] for w in line.words]
    value = " ".join(rest or below[:4])
    digits = "".join(c for c in repair_number(value) if c.isalnum())
    return digits.casefold() or None
