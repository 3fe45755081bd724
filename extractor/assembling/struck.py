"""What of a decision still stands: its text and mentions without the words that are struck out.

In: a decision and its mentions. Out: the same with blanks for struck words, so that every place stays what it was. Fields
and makers are looked for there; mentions of the record are all kept, and say whether they are struck.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from extractor.assembling.provenance import tokens_within
from extractor.document import Amount, Date, Decision, Mentions, Person, Reference, Role, Section

# What parts a struck choice from the one that stands: "Yes / No".
_PARTS = frozenset({"/", "|"})

Mention = TypeVar("Mention", Amount, Date, Role, Person, Reference)


def standing(decision: Decision, mentions: Mentions) -> tuple[Decision, Mentions]:
    """Return what is left of ``decision`` and of ``mentions`` where struck words are taken out."""
    if not any(token.word.struck for section in decision.sections for token in section.tokens):
        return decision, mentions

    def kept(every: Iterable[Mention]) -> tuple[Mention, ...]:
        return tuple(one for one in every if not _is_struck(decision.sections[one.section], one.start, one.end))

    left = Mentions(
        amounts=kept(mentions.amounts),
        dates=kept(mentions.dates),
        roles=kept(mentions.roles),
        people=kept(mentions.people),
        references=kept(mentions.references),
        notices=mentions.notices,
    )
    return replace(decision, sections=tuple(map(_without_struck, decision.sections))), left


def _is_struck(section: Section, start: int, end: int) -> bool:
    return any(token.word.struck for token in tokens_within(section.tokens, start, end))


def _without_struck(section: Section) -> Section:
    text, left = section.text, []
    around = zip([None, *section.tokens], section.tokens, [*section.tokens[1:], None], strict=False)
    for before, token, after in around:
        parts = token.word.text in _PARTS and any(other and other.word.struck for other in (before, after))
        if token.word.struck or parts:
            text = text[: token.start] + " " * (token.end - token.start) + text[token.end :]
        else:
            left.append(token)
    return replace(section, text=text, tokens=tuple(left))
