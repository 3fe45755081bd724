"""The model of posts and people: how it is read, what its labels make, how sure it says it is."""

import itertools
import random
from pathlib import Path

import pytest

from extractor.errors import ModelError
from extractor.tagging.posts_and_people.features import stretches
from extractor.tagging.posts_and_people.find import find
from extractor.tagging.posts_and_people.labels import LABELS, Kind, Marked, labels_of, spans_of
from extractor.tagging.posts_and_people.model import read_model
from extractor.tagging.words import read_words
from fixtures.tagger.compose import Composer, frames

TEXT = "The Town Clerk, Mr Oakes, wrote to the Director of Parks."


def test_labels_and_spans_are_one_another_s_reverse() -> None:
    words = read_words(TEXT)
    marks = [Marked(4, 14, Kind.POST), Marked(16, 24, Kind.PERSON)]
    spans = [(words[a].start, words[b - 1].end, kind) for a, b, kind in spans_of(labels_of(words, marks))]
    assert spans == [tuple(mark) for mark in marks]


def test_a_label_that_goes_on_with_nothing_makes_no_span() -> None:
    more = LABELS.index("more of person")
    assert list(spans_of([0, more, 0])) in ([], [(1, 2, Kind.PERSON)])


def test_only_what_may_name_something_is_judged() -> None:
    words = read_words("it was late and rain fell on them")
    assert list(stretches(words)) == []


def test_what_is_found_lies_apart_and_in_order_with_its_chance() -> None:
    found = find(TEXT, formal=False)
    assert [one.kind for one in found] == [Kind.POST, Kind.PERSON, Kind.POST]
    assert all(a.end <= b.first for a, b in itertools.pairwise(found))
    assert all(0 <= one.certainty <= 1 for one in found)


@pytest.mark.parametrize("content", ["", "post\t1\t2\n", "after outside\tone\n"], ids=["nothing", "short", "words"])
def test_a_file_that_is_no_model_is_an_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "weights.tsv").write_text(content, encoding="utf-8")
    with pytest.raises(ModelError) as caught:
        read_model(tmp_path)
    assert caught.value.path == str(tmp_path)


def test_a_folder_without_a_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        read_model(tmp_path)


def test_composed_sentences_mark_what_they_hold() -> None:
    composer = Composer(random.Random(1))
    for frame in frames():
        one = composer.sentence(frame)
        assert all(one.text[mark.start : mark.end].strip() for mark in one.marks)
        assert all(a.end <= b.start for a, b in zip(one.marks, one.marks[1:], strict=False))
