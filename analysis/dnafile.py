"""Bytes of a .dna file <-> frozen values: the database of Discourse Network Analyzer 3, read and written without loss.

`read(saved(file)) == file` for every file that can be saved. Places in a text are DNA's own: UTF-16 units. The tables
and their constraints are DNA's; their wording is not. The analyst's file is never opened: SQLite gets a copy in memory.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

LONGEST = 190  # characters of a title, a name, an entity
SHORT, LONG, INTEGER, BOOLEAN = "short text", "long text", "integer", "boolean"
# The table in which the values of a variable lie, and the column.
DATA = {
    BOOLEAN: ("DATABOOLEAN", "Value"),
    INTEGER: ("DATAINTEGER", "Value"),
    SHORT: ("DATASHORTTEXT", "Entity"),
    LONG: ("DATALONGTEXT", "Value"),
}
COLOURS = ("Red", "Green", "Blue")
MAY = ("viewStatements", "editStatements", "viewDocuments", "editDocuments")
RIGHTS = (
    *(f"Permission{what}Documents" for what in ("Add", "Edit", "Delete", "Import")),
    *(f"Permission{what}Statements" for what in ("Add", "Edit", "Delete")),
    *(f"PermissionEdit{what}" for what in ("Attributes", "Regex", "StatementTypes", "Coders", "CoderRelations")),
    *(f"Permission{what}Others{things}" for things in ("Documents", "Statements") for what in ("View", "Edit")),
)
# Of a coder beside id, name and password: as DNA gives them to a new one.
OPTIONS: Mapping[str, int] = {
    **dict.fromkeys((*COLOURS, "Refresh"), 0),
    "FontSize": 14,
    "PopupWidth": 300,
    **dict.fromkeys(("ColorByCoder", "PopupDecoration"), 0),
    **dict.fromkeys(("PopupAutoComplete", *RIGHTS), 1),
}
Value = bool | int | str
Colour = tuple[int | None, int | None, int | None]
BLACK: Colour = (0, 0, 0)


class DnaError(ValueError):
    """A file is none of DNA's, or cannot be one; the message is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class Coder:
    """Someone who codes. password: its hash, see `hashed`; options: colours, widths and rights by DNA's names."""

    id: int
    name: str
    password: str
    options: Mapping[str, int | None] = field(default_factory=lambda: dict(OPTIONS))


@dataclass(frozen=True, slots=True)
class Relation:
    """What a coder may do with what another has made, in the order of MAY."""

    coder: int
    other: int
    may: tuple[int, ...] = (1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Article:
    """A document. date: seconds since 1970 in UTC; coder: who added it."""

    id: int
    title: str
    text: str
    date: int
    coder: int | None
    author: str = ""
    source: str = ""
    section: str = ""
    notes: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Variable:
    """What is coded of a statement; type: a key of DATA; attributes: that its entities have."""

    id: int
    name: str
    type: str
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of statements, with its variables."""

    id: int
    label: str
    colour: Colour
    variables: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """A value that a short text can have. variable: its id; parent: the entity that it is a child of."""

    id: int
    variable: int
    value: str
    colour: Colour = BLACK
    parent: int | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Coding:
    """A statement: what stands in an article from start to stop (UTF-16 units). values: by the name of the variable."""

    id: int
    kind: int
    article: int
    start: int
    stop: int
    coder: int | None
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class File:
    """All that a .dna file holds. links: pairs of variables; regexes: words that DNA colours."""

    settings: Mapping[str, str] = field(default_factory=dict)
    coders: tuple[Coder, ...] = ()
    relations: tuple[Relation, ...] = ()
    articles: tuple[Article, ...] = ()
    kinds: tuple[Kind, ...] = ()
    links: tuple[tuple[int, int], ...] = ()
    regexes: tuple[tuple[str, Colour], ...] = ()
    entities: tuple[Entity, ...] = ()
    codings: tuple[Coding, ...] = ()


# ---- passwords


@lru_cache(64)
def hashed(password: str, salt: bytes) -> str:
    """A password as DNA keeps it: sixteen bytes of salt and the SHA-256, taken 100,000 times, in Base64."""
    found = salt[:16].ljust(16, b"\0")
    whole = found + unicodedata.normalize("NFC", password).encode("utf-8", "replace")
    for _ in range(100_000):
        whole = hashlib.sha256(whole).digest()
    return base64.b64encode(found + whole).decode("ascii")


def opens(password: str, kept: str) -> bool:
    """True where a password is that of which DNA keeps the hash."""
    try:
        salt = base64.b64decode(kept, validate=True)[:16]
    except ValueError:
        return False
    return hmac.compare_digest(hashed(password, salt).encode(), kept.encode())


# ---- the tables


def _words(name: str, default: str | None = None) -> str:
    told = "" if default is None else f" DEFAULT '{default}'"
    return f"{name} TEXT NOT NULL{told} CHECK (length({name}) <= {LONGEST})"


def _number(name: str, low: int, high: int, default: int | None, rule: str = " NOT NULL") -> str:
    told = "" if default is None else f" DEFAULT {default}"
    return f"{name} INTEGER{rule}{told} CHECK ({name} BETWEEN {low} AND {high})"


def _colours(default: int | None = 0, rule: str = " NOT NULL") -> list[str]:
    return [_number(name, 0, 255, default, rule) for name in COLOURS]


def _of(column: str, table: str) -> str:
    return f"FOREIGN KEY ({column}) REFERENCES {table} (ID) ON DELETE CASCADE"


def _data(column: str, *more: str) -> list[str]:
    ids = ("StatementId INTEGER NOT NULL", "VariableId INTEGER NOT NULL")
    links = (_of("StatementId", "STATEMENTS"), _of("VariableId", "VARIABLES"))
    return [_ID, *ids, column, "UNIQUE (StatementId, VariableId)", *links, *more]


_ID = "ID INTEGER NOT NULL PRIMARY KEY"
_LIMITS = {"Refresh": (0, 9999), "FontSize": (1, 99), "PopupWidth": (100, 9999)} | dict.fromkeys(COLOURS, (0, 255))
_ORDER = (
    *COLOURS,
    "Refresh",
    "FontSize",
    "Password",
    *(o for o in OPTIONS if o not in (*COLOURS, "Refresh", "FontSize")),
)
TABLES: Mapping[str, list[str]] = {
    "SETTINGS": ["Property TEXT PRIMARY KEY", "Value TEXT NOT NULL"],
    "CODERS": [
        _ID,
        _words("Name"),
        *(
            _words(name)
            if name == "Password"
            else _number(name, *_LIMITS.get(name, (0, 1)), OPTIONS[name], "" if name == "PopupWidth" else " NOT NULL")
            for name in _ORDER
        ),
    ],
    "DOCUMENTS": [
        _ID,
        _words("Title"),
        "Text TEXT NOT NULL",
        "Coder INTEGER",
        *(_words(name, "") for name in ("Author", "Source", "Section")),
        "Notes TEXT NOT NULL DEFAULT ''",
        _words("Type", ""),
        "Date INTEGER NOT NULL",
        _of("Coder", "CODERS"),
    ],
    "STATEMENTTYPES": [_ID, _words("Label"), *_colours()],
    "VARIABLES": [
        _ID,
        _words("Variable"),
        f"DataType TEXT NOT NULL DEFAULT '{SHORT}' CHECK (DataType IN {tuple(DATA)})",
        "StatementTypeId INTEGER",
        "UNIQUE (Variable, StatementTypeId)",
        _of("StatementTypeId", "STATEMENTTYPES"),
    ],
    "VARIABLELINKS": [
        _ID,
        "SourceVariableId INTEGER",
        "TargetVariableId INTEGER",
        "CHECK (SourceVariableId <> TargetVariableId)",
        _of("SourceVariableId", "VARIABLES"),
        _of("TargetVariableId", "VARIABLES"),
    ],
    "REGEXES": [f"Label TEXT PRIMARY KEY CHECK (length(Label) <= {LONGEST})", *_colours()],
    "CODERRELATIONS": [
        _ID,
        "Coder INTEGER CHECK (Coder >= 1)",
        "OtherCoder INTEGER CHECK (OtherCoder >= 1)",
        *(_number(name, 0, 1, 1) for name in MAY),
        "CHECK (Coder <> OtherCoder)",
        _of("Coder", "CODERS"),
        _of("OtherCoder", "CODERS"),
    ],
    "STATEMENTS": [
        _ID,
        "StatementTypeId INTEGER",
        "DocumentId INTEGER",
        *(f"{name} INTEGER NOT NULL CHECK ({name} >= 0)" for name in ("Start", "Stop")),
        "Coder INTEGER",
        "CHECK (Stop > Start)",
        _of("StatementTypeId", "STATEMENTTYPES"),
        _of("DocumentId", "DOCUMENTS"),
        _of("Coder", "CODERS"),
    ],
    "DATABOOLEAN": _data(_number("Value", 0, 1, 1)),
    "DATAINTEGER": _data("Value INTEGER NOT NULL DEFAULT 0"),
    "ENTITIES": [
        _ID,
        "VariableId INTEGER NOT NULL",
        _words("Value", ""),
        *_colours(None, ""),
        "ChildOf INTEGER CHECK (ChildOf >= 1)",
        "UNIQUE (VariableId, Value)",
        _of("VariableId", "VARIABLES"),
        _of("ChildOf", "ENTITIES"),
    ],
    "DATASHORTTEXT": _data("Entity INTEGER NOT NULL", _of("Entity", "ENTITIES")),
    "DATALONGTEXT": _data("Value TEXT DEFAULT ''"),
    "ATTRIBUTEVARIABLES": [
        _ID,
        "VariableId INTEGER NOT NULL",
        _words("AttributeVariable"),
        "UNIQUE (VariableId, AttributeVariable)",
        _of("VariableId", "VARIABLES"),
    ],
    "ATTRIBUTEVALUES": [
        _ID,
        "EntityId INTEGER NOT NULL",
        "AttributeVariableId INTEGER NOT NULL",
        _words("AttributeValue", ""),
        "UNIQUE (EntityId, AttributeVariableId)",
        _of("EntityId", "ENTITIES"),
        _of("AttributeVariableId", "ATTRIBUTEVARIABLES"),
    ],
}


# ---- writing


def saved(file: File) -> bytes:
    """The bytes of a .dna file; equal values give equal bytes under one version of SQLite. Raises DnaError.

    A value that is no entity yet becomes one; a text or number that a statement lacks is empty or 0. A truth value
    that it lacks is refused: nobody may invent an agreement.
    """
    with closing(sqlite3.connect(":memory:")) as base:
        try:
            base.executescript("PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA foreign_keys = ON;")
            for name, lines in TABLES.items():
                base.execute(f"CREATE TABLE {name} ({', '.join(lines)})")
            for name, rows in _rows(file).items():
                for row in rows:
                    marks = ", ".join("?" * len(row))
                    base.execute(f"INSERT INTO {name} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
            base.commit()
            return base.serialize()
        except (sqlite3.Error, OverflowError, UnicodeError) as error:
            raise DnaError(f"This cannot be a file of DNA ({_one_line(error)}).") from error


def _rows(file: File) -> dict[str, list[dict[str, Any]]]:
    """What stands in each table; parents before their children."""
    entities = _with_new(file)
    variables = [(kind, variable) for kind in file.kinds for variable in kind.variables]
    attributes = _attributes(variable for _, variable in variables)
    links = [
        {"ID": number, "SourceVariableId": one, "TargetVariableId": other}
        for number, (one, other) in enumerate(file.links, 1)
    ]
    return {
        "SETTINGS": [{"Property": name, "Value": value} for name, value in file.settings.items()],
        "CODERS": [{"ID": c.id, "Name": c.name, "Password": c.password, **c.options} for c in file.coders],
        "CODERRELATIONS": [
            {"ID": number, "Coder": r.coder, "OtherCoder": r.other, **dict(zip(MAY, r.may, strict=True))}
            for number, r in enumerate(file.relations, 1)
        ],
        "DOCUMENTS": [
            {"ID": a.id, "Coder": a.coder, "Date": a.date}
            | {name: getattr(a, name.lower()) for name in ("Title", "Text", *_ABOUT)}
            for a in file.articles
        ],
        "STATEMENTTYPES": [{"ID": k.id, "Label": k.label, **_coloured(k.colour)} for k in file.kinds],
        "VARIABLES": [
            {"ID": v.id, "Variable": v.name, "DataType": v.type, "StatementTypeId": kind.id} for kind, v in variables
        ],
        "VARIABLELINKS": links,
        "REGEXES": [{"Label": label, **_coloured(colour)} for label, colour in file.regexes],
        "ENTITIES": [
            {"ID": e.id, "VariableId": e.variable, "Value": e.value, "ChildOf": e.parent, **_coloured(e.colour)}
            for e in _parents_first(entities)
        ],
        "STATEMENTS": [
            {"ID": c.id, "StatementTypeId": c.kind, "DocumentId": c.article, "Coder": c.coder}
            | {"Start": c.start, "Stop": c.stop}
            for c in file.codings
        ],
        **_data_rows(file, {(e.variable, e.value): e.id for e in entities}),
        "ATTRIBUTEVARIABLES": [
            {"ID": number, "VariableId": variable, "AttributeVariable": name}
            for (variable, name), number in attributes.items()
        ],
        "ATTRIBUTEVALUES": [
            {"ID": number, "EntityId": entity, "AttributeVariableId": attribute, "AttributeValue": value}
            for number, (entity, attribute, value) in enumerate(_attribute_values(entities, attributes), 1)
        ],
    }


_ABOUT = ("Author", "Source", "Section", "Notes", "Type")


def _coloured(colour: Colour) -> dict[str, int | None]:
    return dict(zip(COLOURS, colour, strict=True))


def _with_new(file: File) -> list[Entity]:
    """The entities of a file, and one for each value of a short text that is none yet."""
    entities = list(file.entities)
    known = {(e.variable, e.value) for e in entities}
    shorts = {kind.id: [v for v in kind.variables if v.type == SHORT] for kind in file.kinds}
    last = max((e.id for e in entities), default=0)
    for coding in file.codings:
        for variable in shorts.get(coding.kind, ()):
            value = str(coding.values.get(variable.name, ""))
            if (variable.id, value) not in known:
                known.add((variable.id, value))
                entities.append(Entity(last := last + 1, variable.id, value))
    return entities


def _parents_first(entities: list[Entity]) -> list[Entity]:
    """Entities in such an order that the parent of each is there before it; those of a circle last."""
    placed: dict[int, Entity] = {}
    waiting = entities
    while waiting:
        ready = [e for e in waiting if e.parent is None or e.parent in placed or e.parent == e.id]
        placed |= {e.id: e for e in ready or waiting}
        waiting = [e for e in waiting if e.id not in placed]
    return list(placed.values())


def _attributes(variables: Iterable[Variable]) -> dict[tuple[int, str], int]:
    """Numbers of the attributes: the first ones of all variables, then the second ones, as DNA makes them."""
    found = [(place, v.id, name) for v in variables for place, name in enumerate(v.attributes)]
    return {(variable, name): number for number, (_, variable, name) in enumerate(sorted(found), 1)}


def _attribute_values(
    entities: Iterable[Entity], attributes: Mapping[tuple[int, str], int]
) -> Iterator[tuple[int, int, str]]:
    """Every entity has every attribute of its variable."""
    of: dict[int, list[tuple[str, int]]] = {}
    for (variable, name), number in attributes.items():
        of.setdefault(variable, []).append((name, number))
    for entity in entities:
        for name, number in of.get(entity.variable, ()):
            yield entity.id, number, entity.attributes.get(name, "")


def _data_rows(file: File, entities: Mapping[tuple[int, str], int]) -> dict[str, list[dict[str, Any]]]:
    """A row for each variable of each statement: DNA draws no network where one is missing."""
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table, _ in DATA.values()}
    variables = {kind.id: kind.variables for kind in file.kinds}
    for coding in file.codings:
        for variable in variables.get(coding.kind, ()):
            table, column = DATA.get(variable.type, ("", ""))
            if not table:
                raise DnaError(f"A variable of DNA is {', '.join(DATA)}, not {variable.type}.")
            value = coding.values.get(variable.name, "" if variable.type in (SHORT, LONG) else 0)
            if variable.type == BOOLEAN and variable.name not in coding.values:
                raise DnaError(f"The statement {coding.id} of DNA has no {variable.name}: say true or false.")
            if variable.type == SHORT:
                value = entities[variable.id, str(value)]
            ids = {"ID": len(rows[table]) + 1, "StatementId": coding.id, "VariableId": variable.id}
            rows[table].append({**ids, column: int(value) if variable.type == BOOLEAN else value})
    return rows


# ---- reading


def read(data: bytes) -> File:
    """All that a .dna file holds. Raises DnaError for whatever is none, in one sentence.

    Left out is what DNA itself never shows: values of variables that a statement's type has not.
    """
    tables = _tables(data)
    variables = _variables(tables)
    kinds = tuple(
        Kind(k.id("ID"), k.text("Label"), k.colour(), tuple(v for of, v in variables.values() if of == k.id("ID")))
        for k in tables["STATEMENTTYPES"]
    )
    file = File(
        {row.text("Property"): row.text("Value") for row in tables["SETTINGS"]},
        tuple(
            Coder(row.id("ID"), row.text("Name"), row.text("Password"), {name: row.maybe(name) for name in OPTIONS})
            for row in tables["CODERS"]
        ),
        tuple(
            Relation(row.id("Coder"), row.id("OtherCoder"), tuple(row.id(name) for name in MAY))
            for row in tables["CODERRELATIONS"]
        ),
        tuple(
            Article(
                row.id("ID"),
                row.text("Title"),
                row.text("Text"),
                row.id("Date"),
                row.maybe("Coder"),
                *(row.text(name) for name in _ABOUT),
            )
            for row in tables["DOCUMENTS"]
        ),
        kinds,
        tuple((row.id("SourceVariableId"), row.id("TargetVariableId")) for row in tables["VARIABLELINKS"]),
        tuple((row.text("Label"), row.colour()) for row in tables["REGEXES"]),
        _entities(tables),
        (),
    )
    return _checked(file, _codings(tables, file))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table; its values are asked for by column and type."""

    table: str
    values: Mapping[str, Any]

    def _value(self, column: str, kinds: tuple[type, ...]) -> Any:
        if column not in self.values:
            raise DnaError(f"This is no file of DNA 3: its table {self.table} has no column {column}.")
        value = self.values[column]
        if type(value) not in kinds:
            what = {bytes: "bytes", type(None): "nothing", str: "words", float: "a fraction"}.get(
                type(value), "a number"
            )
            raise DnaError(f"This file of DNA is damaged: in {self.table}, {column} is {what}.")
        return value

    def id(self, column: str) -> int:
        """A whole number."""
        return int(self._value(column, (int,)))

    def maybe(self, column: str) -> int | None:
        """A whole number, or None."""
        value: int | None = self._value(column, (int, type(None)))
        return value

    def text(self, column: str) -> str:
        """Words."""
        return str(self._value(column, (str,)))

    def colour(self) -> Colour:
        """Red, green and blue."""
        red, green, blue = (self.maybe(name) for name in COLOURS)
        return red, green, blue


def _tables(data: bytes) -> dict[str, list[_Row]]:
    """The rows of the sixteen tables of a database, read from a copy in memory."""
    if not data.startswith(b"SQLite format 3\0"):
        raise DnaError("This is no file of DNA 3, which is a SQLite database; an encrypted one cannot be read.")
    copy = bytearray(data)
    copy[18:20] = b"\1\1"  # one that was left in write-ahead mode has to be read too
    with closing(sqlite3.connect(":memory:")) as base:
        try:
            base.deserialize(bytes(copy))
            base.text_factory = lambda words: words.decode("utf-8", "replace")
            base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, len(data) + 1_000)
            base.execute("PRAGMA trusted_schema = OFF")
            return _all_rows(base, len(data))
        except (sqlite3.Error, OverflowError, MemoryError, UnicodeError) as error:
            raise DnaError(f"This file of DNA is damaged, or none ({_one_line(error)}).") from error


def _all_rows(base: sqlite3.Connection, size: int) -> dict[str, list[_Row]]:
    """The rows of all tables; no more of them, and no more words, than a file of that size can hold."""
    known = {
        str(name): str(sql) for name, sql in base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    }
    tables: dict[str, list[_Row]] = {}
    held = 0
    for table in TABLES:
        if table not in known:
            raise DnaError(f"This is no file of DNA 3: it has no table {table}.")
        hidden = [row[6] for row in base.execute(f"PRAGMA table_xinfo({table})")]
        if any(hidden) or known[table].upper().split()[1:2] == ["VIRTUAL"]:
            raise DnaError(f"This is no file of DNA 3: its table {table} is computed.")
        cursor = base.execute(f"SELECT * FROM {table} NOT INDEXED")
        columns = [str(column[0]) for column in cursor.description]
        tables[table] = []
        for values in cursor:
            held += 1 + sum(len(value) for value in values if isinstance(value, (str, bytes)))
            if held > 2 * size:
                raise DnaError("This file of DNA is damaged: its tables hold more than the file.")
            tables[table].append(_Row(table, dict(zip(columns, values, strict=True))))
    return tables


def _variables(tables: Mapping[str, list[_Row]]) -> dict[int, tuple[int, Variable]]:
    """By its id the type of statements that a variable is of, and the variable."""
    attributes: dict[int, list[str]] = {}
    for row in sorted(tables["ATTRIBUTEVARIABLES"], key=lambda row: row.id("ID")):
        attributes.setdefault(row.id("VariableId"), []).append(row.text("AttributeVariable"))
    found = {}
    for row in tables["VARIABLES"]:
        number, kind = row.id("ID"), row.text("DataType")
        if kind not in DATA:
            raise DnaError("This file of DNA is damaged: a variable is of no type that DNA has.")
        variable = Variable(number, row.text("Variable"), kind, tuple(attributes.get(number, ())))
        found[number] = (row.id("StatementTypeId"), variable)
    return found


def _entities(tables: Mapping[str, list[_Row]]) -> tuple[Entity, ...]:
    names = {
        row.id("ID"): (row.id("VariableId"), row.text("AttributeVariable")) for row in tables["ATTRIBUTEVARIABLES"]
    }
    variable_of = {row.id("ID"): row.id("VariableId") for row in tables["ENTITIES"]}
    attributes: dict[int, dict[str, str]] = {}
    for row in tables["ATTRIBUTEVALUES"]:
        entity = row.id("EntityId")
        variable, name = names.get(row.id("AttributeVariableId"), (None, ""))
        if variable is not None and variable == variable_of.get(entity):
            attributes.setdefault(entity, {})[name] = row.text("AttributeValue")
    return tuple(
        Entity(
            row.id("ID"),
            row.id("VariableId"),
            row.text("Value"),
            row.colour(),
            row.maybe("ChildOf"),
            attributes.get(row.id("ID"), {}),
        )
        for row in tables["ENTITIES"]
    )


def _codings(tables: Mapping[str, list[_Row]], file: File) -> tuple[Coding, ...]:
    kinds = {row.id("ID"): row.id("StatementTypeId") for row in tables["STATEMENTS"]}
    variables = {(kind.id, v.id): v for kind in file.kinds for v in kind.variables}
    entities = {e.id: e for e in file.entities}
    values: dict[int, dict[int, Value]] = {}
    for kind, (table, column) in DATA.items():
        for row in tables[table]:
            statement, number = row.id("StatementId"), row.id("VariableId")
            variable = variables.get((kinds.get(statement, -1), number))
            if variable is None or variable.type != kind:
                continue
            if kind == LONG:
                values.setdefault(statement, {})[number] = (
                    row.text(column) if row.values.get(column) is not None else ""
                )
                continue
            value = row.id(column)
            if kind == BOOLEAN and value not in (0, 1):
                raise DnaError(f"This file of DNA is damaged: in {table} stands neither true nor false.")
            entity = entities.get(value) if kind == SHORT else None
            if kind == SHORT and (entity is None or entity.variable != number):
                raise DnaError("This file of DNA is damaged: a statement names an entity that is not there.")
            values.setdefault(statement, {})[number] = (
                entity.value if entity else bool(value) if kind == BOOLEAN else value
            )
    return tuple(
        Coding(
            row.id("ID"),
            row.id("StatementTypeId"),
            row.id("DocumentId"),
            row.id("Start"),
            row.id("Stop"),
            row.maybe("Coder"),
            {
                v.name: values[row.id("ID")][v.id]
                for (kind, _), v in variables.items()
                if kind == row.id("StatementTypeId") and v.id in values.get(row.id("ID"), {})
            },
        )
        for row in tables["STATEMENTS"]
    )


def _checked(file: File, codings: tuple[Coding, ...]) -> File:
    """The file with its statements, after whatever they point to has been found there."""
    articles, kinds = {a.id for a in file.articles}, {k.id for k in file.kinds}
    for coding in codings:
        if coding.article not in articles or coding.kind not in kinds or not 0 <= coding.start < coding.stop:
            raise DnaError(f"This file of DNA is damaged: its statement {coding.id} stands nowhere.")
    for some in (file.coders, file.articles, file.kinds, file.entities, codings):
        if len({one.id for one in some}) < len(some):
            raise DnaError("This file of DNA is damaged: two things have one number.")
    return File(**{name: getattr(file, name) for name in File.__slots__ if name != "codings"}, codings=codings)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
