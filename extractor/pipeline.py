"""How the program works: a scanned page goes in, a validated record comes out.

    document = read(path, engine, settings)      PDF -> words with boxes, page by page, in reading order
    decisions = split(document, forms)           -> decisions, each in sections, clauses and entries
    mentions = tag(decision, nlp)                -> amounts, dates, roles, people, references
    records  = assemble(document, decisions with their mentions, ...)

What costs time to build - the OCR engine, the tagger, the forms - is built once a process and handed in.
"""

from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language

from decision_models import DecisionRecord
from extractor.assembling.assemble import assemble
from extractor.assembling.identity import identified
from extractor.assembling.judging import Judges, load_judges
from extractor.document import Document
from extractor.reading.ocr import Engine, build_engine
from extractor.reading.read import read
from extractor.settings import Settings
from extractor.splitting.fitted import load_model, read_model
from extractor.splitting.forms import Form, load_forms
from extractor.splitting.split import split
from extractor.splitting.structure_model import StructureModel
from extractor.tagging.pipeline import build_nlp
from extractor.tagging.tag import tag
from extractor.wordfile import write_words


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What one process needs to extract documents."""

    engine: Engine
    forms: tuple[Form, ...]
    model: StructureModel
    judges: Judges
    nlp: Language
    settings: Settings


def build_pipeline(settings: Settings) -> Pipeline:
    """Return the stages made ready. Raises EngineMissingError, FormError or ModelError where something is wanting."""
    model = read_model(settings.model) if settings.model else load_model()
    forms, nlp = load_forms(settings.forms), build_nlp(settings)
    return Pipeline(build_engine(settings), forms, model, load_judges(), nlp, settings)


def extract_file(path: Path | str, pipeline: Pipeline) -> list[DecisionRecord]:
    """Return the records of a file, one a decision, in reading order. Raises an ExtractorError of its kind."""
    document = read(path, pipeline.engine, pipeline.settings)
    if pipeline.settings.words is not None:
        write_words(document, pipeline.settings.words)
    return extract_document(document, pipeline)


def extract_document(document: Document, pipeline: Pipeline) -> list[DecisionRecord]:
    """Return the records of a document already read."""
    forms = {form.id: form for form in pipeline.forms}
    tagged = [(decision, tag(decision, pipeline.nlp)) for decision in split(document, pipeline.forms, pipeline.model)]
    judgement = (pipeline.model.words, pipeline.judges)
    return identified(list(assemble(document, tagged, forms, judgement, pipeline.settings.sha256)))
