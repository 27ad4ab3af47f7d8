"""Questions whose SQL is made once: making it costs more than PostgreSQL takes to answer.

    @compiled
    def _open_cases(me: int, brands: tuple[int, ...], *, order: str) -> QuerySet: ...

    rows = _open_cases(7, (1, 2), order="wait")     # a list of dicts

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
from psycopg.sql import Literal

Single: TypeAlias = "int | str | datetime"
Value: TypeAlias = "Single | tuple[Single, ...]"
Row: TypeAlias = dict[str, Any]

MOST = 500  # questions of one process; the one not asked for longest is forgotten
# Stand-ins that no row has: the last numbers that an id may be, the last year that there is.
FIRST_NUMBER = 2_147_400_000
FIRST_INSTANT = datetime(9999, 1, 1, tzinfo=UTC)
WORD = "\ue000stand-in "


@dataclass(frozen=True, slots=True)
class _Made:
    """SQL and, for each of its places, which value goes there. No SQL: the answer is nothing."""

    names: tuple[str, ...] = ()
    sql: str = ""
    places: tuple[int, ...] = ()
    read: Callable[[list[Any]], Any] = iter

    def ask(self, values: list[Any]) -> list[Row]:
        if not self.sql:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [values[place] for place in self.places])
            rows = cursor.fetchall()
        return [dict(zip(self.names, row, strict=True)) for row in self.read(rows)]


def compiled(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Row]]:
    """Ask the queryset of values that `build` makes.

    It may hand its values on, but neither decide by them nor reckon with them: whatever must be
    reckoned first is a value of its own. Refused when it is made: a value that was reckoned with.
    """
    kept: OrderedDict[Any, _Made] = OrderedDict()

    @wraps(build)
    def ask(*values: Value, **shape: Any) -> list[Row]:
        lengths = tuple(len(each) if isinstance(each, tuple) else -1 for each in values)
        key = (lengths, *sorted(shape.items()))
        made = kept.get(key)
        if made is None:
            made = kept[key] = _make(build, values, shape)
            if len(kept) > MOST:
                kept.popitem(last=False)
        return made.ask(list(_flat(values)))

    return ask


def _make(build: Callable[..., QuerySet[Any, Any]], values: tuple[Value, ...], shape: Row) -> _Made:
    numbered = iter(range(len(list(_flat(values)))))
    given = [
        tuple(_stand_in(one, next(numbered)) for one in each)
        if isinstance(each, tuple)
        else _stand_in(each, next(numbered))
        for each in values
    ]
    stand_ins = {each: place for place, each in enumerate(_flat(given))}
    query = build(*given, **shape).query
    compiler = query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return _Made()
    strange = [each for each in params if _is_stand_in(each) and each not in stand_ins]
    assert not strange, f"{build.__name__} reckons with its values: {strange}"
    converters = compiler.get_converters([column for column, *_ in compiler.select])

    def read(rows: list[Any]) -> Any:
        return compiler.apply_converters(rows, converters) if converters else rows

    names = query.selected or (*query.values_select, *query.annotation_select)
    places = tuple(stand_ins[each] for each in params if _is_stand_in(each))
    return _Made(tuple(names), _with_constants(sql, params), places, read)


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
