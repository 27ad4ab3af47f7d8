"""Questions whose SQL is made once: making it costs more than PostgreSQL takes to answer.

    @compiled
    def _open_cases(me: int, brands: tuple[int, ...], *, order: str) -> QuerySet: ...

    rows = _open_cases(7, (1, 2), order="wait")

It answers with a list: of models, or of dicts where the queryset says which `values`.

What is given by position are values: numbers, words, instants, or tuples of such. The SQL is
made with stand-ins for them, kept, and asked again with others. What is given by name decides how
the SQL looks and is part of what it is kept under, and so is the length of a tuple.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, TypeAlias

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from psycopg.sql import Literal

Single: TypeAlias = "int | str | datetime"
Value: TypeAlias = "Single | tuple[Single, ...]"
Shape: TypeAlias = dict[str, Any]

MOST = 500  # questions of one process; the oldest is forgotten
# Stand-ins that no row has: the last numbers that an id may be, the last year that there is.
FIRST_NUMBER = 2_147_400_000
FIRST_INSTANT = datetime(9999, 1, 1, tzinfo=UTC)
WORD = "\ue000stand-in "


@dataclass(frozen=True, slots=True)
class _Made:
    """SQL and, for each of its places, which value goes there. No SQL: the answer is nothing."""

    sql: str = ""
    places: tuple[int, ...] = ()
    read: Callable[[list[Any]], list[Any]] = list

    def ask(self, values: list[Any]) -> list[Any]:
        if not self.sql:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [values[place] for place in self.places])
            rows = cursor.fetchall()
        return self.read(rows)


def compiled(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Any]]:
    """Ask the queryset that `build` makes.

    It may hand its values on, but neither decide by them nor reckon with them: whatever must be
    reckoned first is a value of its own. Refused when it is made: a value that was reckoned with.
    """
    kept: OrderedDict[Any, _Made] = OrderedDict()

    @wraps(build)
    def ask(*values: Value, **shape: Any) -> list[Any]:
        lengths = tuple(len(each) if isinstance(each, tuple) else -1 for each in values)
        key = (lengths, *sorted(shape.items()))
        made = kept.get(key)
        if made is None:
            made = kept[key] = _make(build, values, shape)
            if len(kept) > MOST:
                kept.popitem(last=False)
        return made.ask(list(_flat(values)))

    return ask


def _make(
    build: Callable[..., QuerySet[Any, Any]], values: tuple[Value, ...], shape: Shape
) -> _Made:
    numbered = iter(range(len(list(_flat(values)))))
    given = [
        tuple(_stand_in(one, next(numbered)) for one in each)
        if isinstance(each, tuple)
        else _stand_in(each, next(numbered))
        for each in values
    ]
    stand_ins = {each: place for place, each in enumerate(_flat(given))}
    queryset = build(*given, **shape)
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return _Made()
    strange = [each for each in params if _is_stand_in(each) and each not in stand_ins]
    assert not strange, f"{build.__name__} reckons with its values: {strange}"
    places = tuple(stand_ins[each] for each in params if _is_stand_in(each))
    return _Made(_with_constants(sql, params), places, _reading(queryset, compiler))


def _reading(
    queryset: QuerySet[Any, Any], compiler: SQLCompiler
) -> Callable[[list[Any]], list[Any]]:
    """Return what makes models of rows, or dicts."""
    query = queryset.query
    converters = compiler.get_converters([column for column, *_ in compiler.select])
    names = query.selected or (*query.values_select, *query.annotation_select)

    def converted(rows: list[Any]) -> Any:
        return compiler.apply_converters(rows, converters) if converters else rows

    def dicts(rows: list[Any]) -> list[Any]:
        return [dict(zip(names, row, strict=True)) for row in converted(rows)]

    info: Any = compiler.klass_info
    if queryset._iterable_class is not ModelIterable:  # noqa: SLF001 - nothing else tells
        return dicts
    assert not query.annotation_select, "a model has its own columns; ask for values"
    own = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
    fields = [column.target.attname for column, *_ in compiler.select[own]]
    populators = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]

    def models(rows: list[Any]) -> list[Any]:
        made = []
        for row in converted(rows):
            one = info["model"].from_db(DEFAULT_DB_ALIAS, fields, row[own])
            for related in populators:
                related.populate(row, one)
            made.append(one)
        return made

    return models


def _with_constants(sql: str, params: Iterable[Any]) -> str:
    """Write what is the same each time into the SQL.

    A plan made once for all values can use an index of some rows only if it knows that all that
    are asked for are among them: that a case is open must stand there in words.
    """
    given = iter(params)

    def place(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return found[0]
        value = next(given)
        if _is_stand_in(value):
            return found[0]
        return Literal(value).as_string(connection.connection).replace("%", "%%")

    return re.sub("%%|%s", place, sql)


def _flat(values: Any) -> Iterator[Any]:
    for each in values:
        yield from each if isinstance(each, tuple) else (each,)


def _stand_in(value: Any, place: int) -> Any:
    if isinstance(value, datetime):
        return FIRST_INSTANT + timedelta(seconds=place)
    return f"{WORD}{place}" if isinstance(value, str) else FIRST_NUMBER + place


def _is_stand_in(value: Any) -> bool:
    if isinstance(value, datetime):
        return value.year == FIRST_INSTANT.year
    if isinstance(value, str):
        return WORD in value
    return isinstance(value, int) and value >= FIRST_NUMBER
