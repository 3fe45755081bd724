"""The stage that makes the record: a document, one of its decisions and its mentions in, a validated record out.

Everything the record says is taken from these three; nothing is added that they do not bear out.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import metadata
from statistics import fmean
from typing import TypedDict

from pydantic import ValidationError

from decision_models import (
    AmountMention,
    Clause,
    DateMention,
    DecisionMaker,
    DecisionRecord,
    Field,
    Furniture,
    PageQuality,
    PageSource,
    PersonMention,
    ProducedBy,
    Quality,
    ReferenceMention,
    Region,
    RoleMention,
    SectionKind,
    Source,
)
from decision_models import Section as RecordSection
from decision_models import Warning as RecordWarning
from extractor.assembling.days import decision_date_field, effective_date_field, signed_field, stated_or_judged
from extractor.assembling.found import Found, Placed
from extractor.assembling.identity import record_id
from extractor.assembling.judged import Judged
from extractor.assembling.judging import Judges
from extractor.assembling.judging_features import Record
from extractor.assembling.key_decision import key_decision_fields
from extractor.assembling.makers import decision_makers
from extractor.assembling.officers import lead_officer_field
from extractor.assembling.outcomes import outcome_field, status_field
from extractor.assembling.provenance import Pages, block_regions, confidence_of, regions_of
from extractor.assembling.publication import publication_field
from extractor.assembling.struck import standing
from extractor.assembling.texts import authority_field, number_field, subject_field
from extractor.document import (
    Amount,
    ClauseSpan,
    Date,
    Decision,
    Document,
    Mentions,
    Notice,
    Page,
    Section,
)
from extractor.errors import ExtractorError
from extractor.splitting.forms import Form
from extractor.splitting.word_model import WordModel

# Words read with less confidence count as doubtful in a page's quality.
LOW_CONFIDENCE = 0.6
# What a record that lacks its number, its maker or its decision is worth in that respect.
ABSENT = 0.5
# What is left of a record's confidence where the document is hardly one of a decision.
_LIKENESS = {"no_sections": 0.3, "no_decision": 0.6}


def assemble(
    document: Document,
    tagged: Sequence[tuple[Decision, Mentions]],
    forms: Mapping[str, Form],
    judgement: tuple[WordModel, Judges],
    settings_sha256: str,
) -> Iterator[DecisionRecord]:
    """Yield the record of every decision of a document. Of ``judgement`` the model of wordings reads labels for the judges.

    Raises ExtractorError naming every fault where a record would be invalid.
    """
    words, judges = judgement
    looked = looked_in(document, tagged, forms)
    opening = looked[0][1] if looked else None
    for every, found in looked:
        record = Record(found, words, several=len(looked) > 1)
        judged = Judged(record, judges, opening if found is not opening else None)
        yield _record(document, every, judged, settings_sha256)


def looked_in(
    document: Document, tagged: Sequence[tuple[Decision, Mentions]], forms: Mapping[str, Form]
) -> list[tuple[Found, Found]]:
    """Return where the fields of every decision are looked for: with all that is printed, and without what is struck out."""
    pages = {page.number: page for page in document.pages}
    every = [Found(d, unlabelled(d, mentions), forms[d.form], pages) for d, mentions in tagged]
    return [(found, Found(*standing(found.decision, found.mentions), found.form, pages)) for found in every]


def _record(document: Document, every: Found, judged: Judged, settings_sha256: str) -> DecisionRecord:
    found = judged.found
    decision, mentions, pages = every.decision, every.mentions, every.pages
    makers = decision_makers(judged)
    key_decision, key_reason = key_decision_fields(found)
    number = number_field(found)
    try:
        return DecisionRecord(
            record_id=record_id(document.sha256, str(decision.ordinal)),
            source=_source(document, decision),
            form=decision.form,
            authority=authority_field(found),
            decision_number=number,
            subject=subject_field(found),
            lead_officer=lead_officer_field(judged),
            publication=publication_field(found),
            key_decision=key_decision,
            key_decision_reason=key_reason,
            decision_date=decision_date_field(judged),
            publication_date=stated_or_judged(judged, "publication_date"),
            effective_date=effective_date_field(judged),
            call_in_deadline=stated_or_judged(judged, "call_in_deadline"),
            signed=signed_field(found),
            outcome=outcome_field(found),
            status=status_field(found),
            decision_makers=makers,
            sections=tuple(_section(section, pages) for section in decision.sections),
            **_mentions(every),
            quality=_quality(decision, pages, _stated(decision, number, makers)),
            warnings=_warnings(document, decision, mentions, pages),
            produced_by=_produced_by(document, settings_sha256),
        )
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ExtractorError(
            document.path, page=decision.first_page, detail=f"the record would not be valid: {faults}"
        ) from error


def unlabelled(decision: Decision, mentions: Mentions) -> Mentions:
    """Return the mentions without those that stand in the printed labels of the form ("Cabinet Member:")."""

    def keep(mention: Placed) -> bool:
        labels = decision.sections[mention.section].labels
        return not any(mention.start < end and mention.end > start for start, end in labels)

    return Mentions(
        amounts=tuple(filter(keep, mentions.amounts)),
        dates=tuple(filter(keep, mentions.dates)),
        roles=tuple(filter(keep, mentions.roles)),
        people=tuple(filter(keep, mentions.people)),
        references=tuple(filter(keep, mentions.references)),
        notices=mentions.notices,
    )


def _source(document: Document, decision: Decision) -> Source:
    return Source(
        path=document.path,
        sha256=document.sha256,
        bytes=document.size_bytes,
        page_count=document.page_count,
        first_page=decision.first_page,
        last_page=decision.last_page,
    )


# -- sections and mentions --------------------------------------------------------------------------------------------


def _section(section: Section, pages: Pages) -> RecordSection:
    return RecordSection(
        kind=section.kind,
        heading=section.heading,
        text=section.text,
        clauses=tuple(map(_clause, section.clauses)),
        state=section.state,
        confidence=section.confidence,
        regions=block_regions((*section.heading_tokens, *section.tokens), pages),
    )


def _clause(span: ClauseSpan) -> Clause:
    return Clause(label=span.label, start=span.start, end=span.end, clauses=tuple(map(_clause, span.clauses)))


class _Evidence(TypedDict):
    text: str
    section: int
    start: int
    end: int
    confidence: float
    regions: tuple[Region, ...]
    struck: bool


class _Mentions(TypedDict):
    amounts: tuple[AmountMention, ...]
    dates: tuple[DateMention, ...]
    roles: tuple[RoleMention, ...]
    people: tuple[PersonMention, ...]
    references: tuple[ReferenceMention, ...]


def _evidence(found: Found, mention: Placed) -> _Evidence:
    tokens = found.tokens(mention.section, mention.start, mention.end)
    return _Evidence(
        text=found.text(mention.section, mention.start, mention.end),
        section=mention.section,
        start=mention.start,
        end=mention.end,
        confidence=confidence_of(tokens, mention.certainty * found.wholeness(mention)),
        regions=regions_of(tokens, found.pages),
        struck=any(token.word.struck for token in tokens),
    )


def _mentions(found: Found) -> _Mentions:
    given = found.mentions
    return _Mentions(
        amounts=tuple(_amount(found, m) for m in given.amounts),
        dates=tuple(_date(found, m) for m in given.dates),
        roles=tuple(
            RoleMention(**_evidence(found, m), title=m.title, holder=m.holder, post_id=m.post_id) for m in given.roles
        ),
        people=tuple(PersonMention(**_evidence(found, m), name=m.name, full_name=m.full_name) for m in given.people),
        references=tuple(ReferenceMention(**_evidence(found, m), value=m.value, kind=m.kind) for m in given.references),
    )


def _amount(found: Found, m: Amount) -> AmountMention:
    return AmountMention(
        **_evidence(found, m), value=m.value, currency=m.currency, bound=m.bound, per=m.per, over=m.over
    )


def _date(found: Found, m: Date) -> DateMention:
    return DateMention(**_evidence(found, m), value=m.value, inferred=m.inferred, earliest=m.earliest, latest=m.latest)


# -- quality and provenance -------------------------------------------------------------------------------------------


def _stated(decision: Decision, number: Field[str] | None, makers: Sequence[DecisionMaker]) -> float:
    """Return how much of what every record must state this one does: its number, its maker and what was decided."""
    named = [f.confidence for m in makers for f in (m.name, *m.roles) if f is not None]
    decided = [s.confidence for s in decision.sections if s.kind is SectionKind.DECISION and s.text]
    told = (number.confidence if number else ABSENT, max(named, default=ABSENT), max(decided, default=ABSENT))
    return fmean(told)


def _quality(decision: Decision, pages: Pages, stated: float) -> Quality:
    own = [page for number, page in sorted(pages.items()) if decision.first_page <= number <= decision.last_page]
    words = [w.confidence for page in own for line in page.lines for w in line.words]
    read = fmean(words) if words else 0.0
    return Quality(
        confidence=round(read * stated * min((_LIKENESS.get(n.code, 1.0) for n in decision.notices), default=1.0), 4),
        pages=tuple(_page_quality(page) for page in own),
        furniture=tuple(Furniture(text=f.text, regions=regions_of(f.tokens, pages)) for f in decision.furniture),
    )


def _page_quality(page: Page) -> PageQuality:
    words = [w.confidence for line in page.lines for w in line.words]
    return PageQuality(
        number=page.number,
        source=page.source if words or page.source is PageSource.BLANK else PageSource.OCR,
        dpi=page.dpi,
        rotation=page.rotation,
        skew=round(page.skew, 3),
        words=len(words),
        mean_confidence=round(fmean(words), 4) if words else None,
        low_confidence_share=round(sum(c < LOW_CONFIDENCE for c in words) / len(words), 4) if words else None,
        expected_cer=page.expected_cer,
    )


def _warnings(document: Document, decision: Decision, mentions: Mentions, pages: Pages) -> tuple[RecordWarning, ...]:
    own = [p for n, p in sorted(pages.items()) if decision.first_page <= n <= decision.last_page]
    notices: list[Notice] = [
        *document.notices,
        *decision.notices,
        *(n for page in own for n in page.notices),
        *mentions.notices,
    ]
    return tuple(RecordWarning(code=n.code, message=n.message, page=n.page) for n in dict.fromkeys(notices))


@lru_cache(maxsize=1)
def _version() -> str:
    # Looking it up reads files, as long as it takes to find the dates in a page.
    return metadata.version("decision-extractor")


def _produced_by(document: Document, settings_sha256: str) -> ProducedBy:
    return ProducedBy(
        version=_version(),
        ocr_engine=document.engine,
        ocr_version=document.engine_version,
        language_data_sha256=document.language_data_sha256,
        settings_sha256=settings_sha256,
    )
