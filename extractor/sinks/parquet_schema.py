"""The schema of a Parquet file of records, derived from the models, and the way of a record into it and back.

Models become structs, tuples lists, enums text. Two things Parquet cannot say: points within points within points (it knows no
types that contain themselves), so they are one list in reading order, each with its ``depth``; and decimals of any number
of digits, so a sum stands there twice, as a number to count with and, in ``…_exact``, as it is.
"""

import datetime as dt
import types
from collections.abc import Mapping, Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin

import pyarrow as pa
from pydantic import BaseModel

from decision_models import DecisionRecord
from extractor.sinks.rows import in_order

EXACT = "_exact"
DEPTH = "depth"
# The most digits of Parquet's own decimals, and so many of them after the point: no sum of money has more.
_DECIMAL = pa.decimal128(38, 9)
_DECIMAL_STEP = Decimal("1e-9")
_CONTEXT = Context(prec=38, traps=[Inexact, InvalidOperation])
_SCALARS: dict[object, pa.DataType] = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    dt.date: pa.date32(),
    dt.datetime: pa.timestamp("us", tz="UTC"),
}

Raw = dict[str, Any]


def record_schema() -> pa.Schema:
    """Return the schema of a file of records."""
    return pa.schema(_fields(DecisionRecord), metadata={"schema_version": "1"})


def _fields(model: type[BaseModel]) -> list[pa.Field]:
    found: list[pa.Field] = []
    for name, info in model.model_fields.items():
        kind, nullable = _unwrapped(info.annotation)
        if kind is Decimal:
            found += [pa.field(name, _DECIMAL), pa.field(name + EXACT, pa.string())]
        elif _contains(kind, model):
            found.append(pa.field(DEPTH, pa.int64(), nullable=False))
        else:
            found.append(pa.field(name, _type(kind), nullable=nullable))
    return found


def _unwrapped(annotation: object) -> tuple[object, bool]:
    """Return a type without its ``| None`` and its annotations, and whether None was allowed."""
    if get_origin(annotation) in {Union, types.UnionType}:
        some = [part for part in get_args(annotation) if part is not type(None)]
        kind, _ = _unwrapped(some[0])
        return kind, len(some) < len(get_args(annotation))
    if hasattr(annotation, "__metadata__"):
        return _unwrapped(get_args(annotation)[0])
    return annotation, False


def _contains(kind: object, model: type[BaseModel]) -> bool:
    return get_origin(kind) is tuple and get_args(kind)[0] is model


def _type(kind: object) -> pa.DataType:
    if get_origin(kind) is tuple:
        inner, nullable = _unwrapped(get_args(kind)[0])
        return pa.list_(pa.field("element", _type(inner), nullable=nullable))
    if get_origin(kind) is Literal:
        return _SCALARS[type(get_args(kind)[0])]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return pa.struct(_fields(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return pa.string()
    return _SCALARS[kind]


def as_parquet(record: DecisionRecord) -> Raw:
    """Return the record as a row of the file."""
    raw = record.model_dump()
    raw.setdefault("corrections", ())
    for section, model in zip(raw["sections"], record.sections, strict=True):
        section["clauses"] = [
            {"label": clause.label, "start": clause.start, "end": clause.end, DEPTH: depth}
            for depth, _, clause in in_order(model.clauses)
        ]
    for amount in raw["amounts"]:
        value = amount["value"]
        amount |= {"value": _number(value), "value" + EXACT: None if value is None else str(value)}
    return raw


def from_parquet(raw: Raw) -> DecisionRecord:
    """Return the record of a row of the file. Raises pydantic.ValidationError, KeyError."""
    for section in raw["sections"]:
        section["clauses"] = _as_tree(section["clauses"])
    for amount in raw["amounts"]:
        amount["value"] = amount.pop("value" + EXACT)
    return DecisionRecord.model_validate(raw)


def _number(value: Decimal | None) -> Decimal | None:
    """Return the value as Parquet's decimals have it, or None where it has more digits than they."""
    try:
        return None if value is None else value.quantize(_DECIMAL_STEP, context=_CONTEXT)
    except (Inexact, InvalidOperation):
        return None


def _as_tree(points: Sequence[Mapping[str, Any]]) -> list[Raw]:
    top: list[Raw] = []
    above = [top]
    for point in points:
        clause = {"label": point["label"], "start": point["start"], "end": point["end"], "clauses": []}
        above[point[DEPTH] :] = [above[point[DEPTH]], clause["clauses"]]
        above[point[DEPTH]].append(clause)
    return top
