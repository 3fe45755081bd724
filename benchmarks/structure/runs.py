"""Annotated documents as runs: from the HTML of a bench, or from the foundry's JSON.

What is printed outside every section of a bench document is front matter under no label.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import html

from fixtures.foundry.annotated import Role, Run

FRONT_KINDS = frozenset(
    {
        "header", "decision_maker", "decision_number", "publication", "key_decision", "subject", "decision_date",
        "publication_date", "effective_date", "call_in", "lead_officer", "wards", "signature", "front",
    }
)  # fmt: skip
_SILENT = frozenset({"script", "style", "svg", "head", "title"})
_BREAKS = frozenset({"br", "p", "div", "td", "th", "tr", "li", "h1", "h2", "h3", "h4", "dt", "dd", "table"})


def runs_of_json(path: Path) -> list[Run]:
    """Return the runs that the foundry wrote beside a document."""
    fields = Run.__dataclass_fields__.keys() - {"marks"}
    written: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    kept = [{k: v for k, v in raw.items() if k in fields} for raw in written]
    return [Run(**{**raw, "role": Role(raw["role"])}) for raw in kept]


@dataclass
class _State:
    runs: list[Run] = field(default_factory=list)
    parts: int = 0
    decisions: int = 0
    several: bool = False


@dataclass(frozen=True)
class _Place:
    role: Role
    part: int
    kind: str
    decision: int


def runs_of_html(path: Path) -> list[Run]:
    """Return the runs of an annotated HTML document in the order of its text."""
    root = html.fromstring(path.read_text(encoding="utf-8"))
    state = _State(several=bool(root.xpath("//*[@data-decision]")))
    body = root.find("body")
    first = 0 if state.several else 1
    _walk(root if body is None else body, _Place(Role.VALUE, 0, "front", first), state)
    return list(_joined(state.runs))


def _walk(element: html.HtmlElement, place: _Place, state: _State) -> None:
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return
    inner = _inner(element, place, state)
    if element.tag in _BREAKS:
        _say(" ", inner, state)
    _say(element.text, inner, state)
    for child in element:
        _walk(child, inner, state)
        _say(child.tail, inner, state)
    if element.tag in _BREAKS:
        _say(" ", inner, state)


def _inner(element: html.HtmlElement, place: _Place, state: _State) -> _Place:
    if element.get("data-decision") is not None:
        state.decisions += 1
        place = _Place(place.role, place.part, place.kind, state.decisions)
    kind = element.get("data-section")
    if kind is not None:
        state.parts += 1
        place = _Place(Role.VALUE if kind in FRONT_KINDS else Role.TEXT, state.parts, kind, place.decision)
    if element.get("data-heading") is not None and place.part:
        role = Role.LABEL if place.kind in FRONT_KINDS else Role.HEADING
        return _Place(role, place.part, place.kind, place.decision)
    if element.get("data-furniture") is not None:
        return _Place(Role.FURNITURE, -1, "", place.decision)
    return place


def _say(text: str | None, place: _Place, state: _State) -> None:
    if text:
        state.runs.append(Run(text, place.role, place.part, place.kind, place.decision))


def _joined(runs: list[Run]) -> Iterator[Run]:
    """Join what stands side by side in one place, so that a word broken by an element is one word."""
    held: Run | None = None
    for run in runs:
        if held is not None and _same_place(held, run):
            held = Run(held.text + run.text, held.role, held.part, held.kind, held.decision)
            continue
        if held is not None and held.text.strip():
            yield held
        held = run
    if held is not None and held.text.strip():
        yield held


def _same_place(one: Run, other: Run) -> bool:
    return (one.role, one.part, one.kind, one.decision) == (other.role, other.part, other.kind, other.decision)
