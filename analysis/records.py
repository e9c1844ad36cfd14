"""Documents <-> plain values: the record of all that was found in an article, and back.

A record holds the layers of `analysis.model` under their own names, its fields under theirs; a span is [start, end] in
code points of `article.text`. `document(record(doc)) == doc` for every document. Its schema is
`analysis/models/record.schema.json`.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import math
import types
from collections.abc import Iterable, Mapping, Set
from dataclasses import fields, is_dataclass
from functools import cache
from reprlib import repr as shown
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

from analysis.model import POSITIONS, Document
from analysis.spans import Span

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA = "demarche-record/5"
ARTICLE = ("id", "text", "title", "outlet", "author", "published", "url", "parts")
LONGEST = 200  # characters of a reason that another library gives


class RecordError(ValueError):
    """A record cannot be read; the message says what is wrong with it."""


def record(doc: Document) -> dict[str, Any]:
    """A document as plain values for JSON: the article, what made its layers, and each layer."""
    values = {name: _plain(getattr(doc, name)) for name in _types(Document)}
    article = {name: values.pop(name) for name in ARTICLE}
    return {"schema": SCHEMA, "made_by": values.pop("made_by"), "article": {"digest": doc.digest} | article} | values


def document(record: Mapping[str, Any]) -> Document:
    """The document in a record. Raises RecordError, in one sentence, where it is none, or its text was changed."""
    if not isinstance(record, Mapping) or record.get("schema") != SCHEMA:
        found = record.get("schema") if isinstance(record, Mapping) else type(record).__name__
        raise RecordError(f"This is no record of schema {SCHEMA!r} but {shown(found)}; code the article again.")
    try:
        doc = _document(record)
    except (TypeError, ValueError, OverflowError) as error:
        raise RecordError(f"The record cannot be read ({error}); code the article again.") from error
    if doc.digest != record["article"]["digest"]:
        raise RecordError(f"The text of {doc.id!r} is not that which was coded: its digest is another.")
    return doc


def json_text(records: Iterable[Mapping[str, Any]]) -> str:
    """Records as JSON: of one an object with one thing a line, to be read by people too; of several JSON Lines."""
    several = list(records)
    return "".join(_spread(one) if len(several) == 1 else _line(one) + "\n" for one in several)


def from_json(text: str) -> tuple[Document, ...]:
    """The documents in what `json_text` gives. Raises RecordError."""
    try:
        values = _objects(text)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"This is no JSON ({error}); code the articles again.") from error
    return tuple(map(document, values))


def parquet(records: Iterable[Mapping[str, Any]]) -> bytes:
    """Records as Parquet, one row each, the layers as lists of structures."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([dict(one) for one in records], schema=arrow_schema()), file)
    return file.getvalue()


def from_parquet(data: bytes) -> tuple[Document, ...]:
    """The documents in what `parquet` gives. Raises RecordError."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        rows = pq.read_table(io.BytesIO(data)).to_pylist()
    except (pa.ArrowException, OSError, ValueError) as error:
        why = " ".join(str(error).split())[:LONGEST]
        raise RecordError(f"This is no Parquet file ({why}); code the articles again.") from error
    return tuple(map(document, rows))


def schema() -> dict[str, Any]:
    """The JSON Schema of a record, made from the nouns of `analysis.model`."""
    layers = {name: _schema_of(kind) for name, kind in _types(Document).items()}
    article = {"digest": {"type": "string", "pattern": "^[0-9a-f]{16}$"}} | {name: layers.pop(name) for name in ARTICLE}
    properties = {"schema": {"const": SCHEMA}, "made_by": layers.pop("made_by"), "article": _object(article)} | layers
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What Demarche found in an article",
        "description": "Spans are [start, end] in code points of article.text; keys join the layers.",
    } | _object(properties)


# ---- values


def _plain(value: Any) -> Any:
    if isinstance(value, Span):
        return [value.start, value.end]
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if is_dataclass(value):
        return {name: _plain(getattr(value, name)) for name in _types(type(value))}
    return value


def _document(record: Mapping[str, Any]) -> Document:
    """The document in a record of this schema. Raises TypeError, ValueError or OverflowError."""
    layers = _types(Document).keys() - set(ARTICLE)
    _check_fields("the record", record, {"schema", "article", *layers})
    article = record["article"]
    _check_fields("article", article, {"digest", *ARTICLE})
    values = {name: record[name] for name in layers} | {name: article[name] for name in ARTICLE}
    doc: Document = _built(Document, values, len(_simple(str, article["text"])))
    if not all(statement.content for statement in (*doc.statements, *doc.nested)):
        raise ValueError("a statement has no content")
    if not all(len(stance.chances) in (0, len(POSITIONS)) for stance in doc.stances):
        raise ValueError(f"a stance has not {len(POSITIONS)} chances, one for each position")
    return doc


def _built(kind: Any, value: Any, size: int) -> Any:
    """A value of a type of the model from its plain form; size: of the text. Raises as `_document` does."""
    inner, optional = _optional(kind)
    if value is None and optional:
        return None
    if inner is Span:
        return _span(value, size)
    if _origin(inner) is tuple:
        return tuple(_built(get_args(inner)[0], one, size) for one in _simple(list, value))
    if inner is dt.date:
        return _date(value)
    if is_dataclass(inner):
        types = _types(inner)
        _check_fields(inner.__name__, value, types.keys())  # type: ignore[union-attr]
        return inner(**{name: _built(field, value[name], size) for name, field in types.items()})  # type: ignore[operator]
    return _simple(inner, value)


def _check_fields(what: str, value: Any, names: Set[str]) -> None:
    """Raise where a value is no object with just these fields."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{shown(value)} stands where {what} is wanted")
    for name in sorted(names ^ value.keys()):
        raise ValueError(f"{what}: {shown(name)} is {'missing' if name in names else 'not known'}")


def _span(value: Any, size: int) -> Span:
    """A span of a text of that size from [start, end]."""
    start, end = (_simple(int, one) for one in _simple(list, value))
    if end > size:
        raise ValueError(f"a span ends at {end}, the text at {size}")
    return Span(start, end)


def _date(value: Any) -> dt.date:
    """A day from YYYY-MM-DD, the only form in which a record has it."""
    found = dt.date.fromisoformat(_simple(str, value))
    if found.isoformat() != value:
        raise ValueError(f"{shown(value)} stands where YYYY-MM-DD is wanted")
    return found


def _simple(kind: Any, value: Any) -> Any:
    """A string, number, truth value or list, if it is of the type that the model asks for."""
    if _origin(kind) is Literal:
        fits = value in get_args(kind)
    elif kind is float:
        fits = type(value) in (int, float) and math.isfinite(value)
        value = float(value) if fits else value
    else:
        fits = type(value) is kind
    if not fits:
        raise TypeError(f"{shown(value)} stands where {getattr(kind, '__name__', kind)} is wanted")
    return value


def _types(kind: Any) -> dict[str, Any]:
    """{field of a noun: its type}."""
    return _types_of_noun(kind)


@cache
def _types_of_noun(noun: type) -> dict[str, Any]:
    hints = get_type_hints(noun)
    return {field.name: hints[field.name] for field in fields(noun)}


@cache
def _origin(kind: Any) -> Any:
    return get_origin(kind)  # which takes longer, and is asked for each value of a document


@cache
def _optional(kind: Any) -> tuple[Any, bool]:
    """A type without None, and whether None was allowed."""
    if get_origin(kind) in (types.UnionType, Union):
        (inner,) = (one for one in get_args(kind) if one is not type(None))
        return inner, True
    return kind, False


# ---- JSON


def _objects(text: str) -> list[Any]:
    """The one value of a JSON text, or those of its lines."""
    try:
        return [json.loads(text)]
    except ValueError:
        return [json.loads(line) for line in text.split("\n") if line.strip()]


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _spread(value: Mapping[str, Any]) -> str:
    """An object with a line for each of its fields, and for each entry of a layer."""
    lines = (f"{_line(name)}: {_spread_layer(field)}" for name, field in value.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _spread_layer(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f" {_line(one)}" for one in value) + "\n]"
    return _line(value)


def _schema_of(kind: Any) -> dict[str, Any]:
    """The JSON Schema of a type of the model."""
    inner, optional = _optional(kind)
    if optional:
        return {"anyOf": [_schema_of(inner), {"type": "null"}]}
    if inner is Span:
        number = {"type": "integer", "minimum": 0}
        return {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    if get_origin(inner) is tuple:
        return {"type": "array", "items": _schema_of(get_args(inner)[0])}
    if get_origin(inner) is Literal:
        return {"enum": list(get_args(inner))}
    if inner is dt.date:
        return {"type": "string", "format": "date"}
    if is_dataclass(inner):
        return _object({name: _schema_of(field) for name, field in _types(inner).items()})
    return {"type": {str: "string", int: "integer", float: "number", bool: "boolean"}[inner]}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


# ---- Parquet


@cache
def arrow_schema() -> pa.Schema:
    import pyarrow as pa

    layers = {name: _arrow(kind) for name, kind in _types(Document).items()}
    article = pa.struct([("digest", pa.string()), *((name, layers.pop(name)) for name in ARTICLE)])
    named = {"schema": pa.string(), "made_by": layers.pop("made_by"), "article": article} | layers
    return pa.schema(list(named.items()))


def _arrow(kind: Any) -> Any:
    """The Arrow type of a type of the model."""
    import pyarrow as pa

    inner, _ = _optional(kind)
    if inner is Span:
        return pa.list_(pa.int64())
    if get_origin(inner) is tuple:
        return pa.list_(_arrow(get_args(inner)[0]))
    if is_dataclass(inner):
        return pa.struct([(name, _arrow(field)) for name, field in _types(inner).items()])
    return {int: pa.int64(), float: pa.float64(), bool: pa.bool_()}.get(inner, pa.string())
