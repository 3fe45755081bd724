import pytest

from decision_models import SectionKind
from extractor.splitting.forms import load_forms
from extractor.splitting.wording import Lexicon, normalise

LEXICON: Lexicon = load_forms()[0].lexicon


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("3. Reason(s) for the decision:", "reason s for the decision"),
        ("REASONS FOR DECISION", "reasons for decision"),
        ("(b) Legal Implications –", "legal implications"),
        ("2.1 Finance & Resources", "finance and resources"),
        ("Key decision?", "key decision"),
        ("Treasurer’s comments", "treasurers comments"),
        ("", ""),
    ],
)
def test_normalise_folds_what_does_not_matter(printed: str, folded: str) -> None:
    assert normalise(printed) == folded


# Wordings that stand in the lexicon, seen on forms; then unseen ones that must find their kind from their words.
KNOWN = [
    ("Decision:", SectionKind.DECISION),
    ("RESOLVED –", SectionKind.DECISION),
    ("Reason(s) for decision", SectionKind.REASONS),
    ("Resource implications", SectionKind.FINANCIAL),
    ("Comments of the Section 151 Officer", SectionKind.FINANCIAL),
    ("Legal Implications:", SectionKind.LEGAL),
    ("What this means for equalities", SectionKind.EQUALITY),
    ("Who was asked", SectionKind.CONSULTATION),
    ("Options considered and rejected", SectionKind.ALTERNATIVES),
    ("Declarations of interest", SectionKind.INTERESTS),
    ("Risk management", SectionKind.RISK),
    ("Background papers", SectionKind.OTHER),
]
UNSEEN = [
    ("How the budget is affected", SectionKind.FINANCIAL),
    ("Comments of the Treasurer to the Authority", SectionKind.FINANCIAL),
    ("Advice of the Solicitor to the Board", SectionKind.LEGAL),
    ("Statutory considerations of the scheme", SectionKind.LEGAL),
    ("Diversity and cohesion matters", SectionKind.EQUALITY),
    ("Stakeholders and their views", SectionKind.CONSULTATION),
    ("Courses open to us: other ways", SectionKind.ALTERNATIVES),
    ("Digital and technology considerations", SectionKind.OTHER),
    ("List of papers on finance", SectionKind.OTHER),
]


@pytest.mark.parametrize(("wording", "kind"), KNOWN + UNSEEN, ids=[w for w, _ in KNOWN + UNSEEN])
def test_a_wording_finds_its_kind(wording: str, kind: SectionKind) -> None:
    match = LEXICON.match(wording)
    assert match is not None
    target = match.target("section")
    assert target is not None
    assert target.kind is kind


@pytest.mark.parametrize(
    ("misread", "kind"),
    [
        ("Reascn(s) tor decislon", SectionKind.REASONS),
        ("Financia1 lmplications", SectionKind.FINANCIAL),
        ("Equaiity lmplications:", SectionKind.EQUALITY),
        ("Any aiternatives considcred", SectionKind.ALTERNATIVES),
    ],
)
def test_a_misread_wording_is_still_the_wording(misread: str, kind: SectionKind) -> None:
    match = LEXICON.match(misread)
    assert match is not None
    assert not match.by_cue
    assert match.score < 100
    target = match.target("section")
    assert target is not None
    assert target.kind is kind


@pytest.mark.parametrize("wording", ["", "…", "Thank you for coming", "The lorries left at noon", "x" * 5_000])
def test_what_announces_nothing_matches_nothing(wording: str) -> None:
    assert LEXICON.match(wording) is None
