"""Posts: text and the people in it enter, roles leave, each with the title as printed, an id and its holder.

Usable alone on plain text (``find_roles``) and as the spaCy component "decision_roles". It must not know what a
document is.
"""

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from decision_models import SectionKind
from extractor.document import Person, Role
from extractor.tagging.context import mark, text_of
from extractor.tagging.people.find import FORMAL
from extractor.tagging.posts_and_people.find import Found, find
from extractor.tagging.posts_and_people.labels import Kind
from extractor.tagging.roles.holders import link_holders
from extractor.tagging.roles.posts import post_id
from extractor.tagging.words import Word, read_words, unmended

__all__ = ["find_roles", "post_id", "tag_roles"]


@Language.component("decision_roles")
def tag_roles(doc: Doc) -> Doc:
    """Set ``doc._.roles`` from the Doc's text and people."""
    doc._.roles = find_roles(text_of(doc), doc._.people, kind=doc._.context.kind)
    mark(doc, "roles", doc._.roles)
    return doc


def find_roles(text: str, people: Sequence[Person] = (), *, kind: SectionKind = SectionKind.OTHER) -> tuple[Role, ...]:
    """Find the posts in ``text``; ``people``, those found in it, may hold them, and ``kind`` is the kind of section it is.

    >>> [role.title for role in find_roles("the Leader and Cabinet Member for Finance, Assets and IT, agreed")]
    ['Leader', 'Cabinet Member for Finance, Assets and IT']
    """
    words = read_words(text)
    roles = [_role(text, words, one) for one in find(text, formal=kind in FORMAL) if one.kind is Kind.POST]
    return link_holders(text, roles, people, signed=kind is SectionKind.SIGNATURE)


def _role(text: str, words: Sequence[Word], found: Found) -> Role:
    start, last = words[found.first].start, words[found.end - 1]
    end = last.end - 2 if last.possessive else last.end
    printed = _printed(text, words[found.first : found.end], end)
    sure = text[start:end].split() == printed.split()
    return Role(0, start, end, printed, post_id(printed), certainty=max(found.certainty - (0.0 if sure else 0.15), 0.0))


def _printed(text: str, words: Sequence[Word], end: int) -> str:
    """Return the title as printed, line breaks undone, and misread words of office and words run together mended."""
    parts = []
    for word, following in zip(words, [*words[1:], None], strict=True):
        parts.append(_mended(word, text[word.start : min(word.end, end)]))
        run_together = (
            following is not None and following.start == word.end and following.capital and word.text[-1].isalpha()
        )
        gap = text[word.end : following.start] if following is not None else ""
        parts.append(" " if gap.strip() != gap or run_together else gap)
    return " ".join("".join(parts).split())


def _mended(word: Word, printed: str) -> str:
    if word.fold == unmended(word.text):
        return printed
    return word.fold.upper() if word.text.isupper() else word.fold.capitalize() if word.capital else word.fold
