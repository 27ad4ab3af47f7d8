"""A cache that all processes share, in one table of PostgreSQL.

Django has a database cache of its own. This one differs where it matters for counting wrong
passwords: `add` is one atomic statement, nothing is thrown out to make room (or filling the cache
would reset every count), and values are JSON, so that whoever can write to the table cannot run
code here by way of pickle.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

# One write in this many also removes what has expired.
SWEEP_EVERY = 200

# An expired row is free: it is overwritten as if it were not there.
ADD = """
INSERT INTO people_sharedvalue AS held (key, value, expires_at) VALUES (%s, %s, %s)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
WHERE held.expires_at <= %s
"""
SET = """
INSERT INTO people_sharedvalue (key, value, expires_at) VALUES (%s, %s, %s)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
"""
GET = """
SELECT value::text FROM people_sharedvalue
WHERE key = %s AND (expires_at IS NULL OR expires_at > %s)
"""
TOUCH = """
UPDATE people_sharedvalue SET expires_at = %s
WHERE key = %s AND (expires_at IS NULL OR expires_at > %s)
"""
DELETE = "DELETE FROM people_sharedvalue WHERE key = %s"
SWEEP = "DELETE FROM people_sharedvalue WHERE expires_at <= %s"
CLEAR = "DELETE FROM people_sharedvalue"


class SharedCache(BaseCache):
    """Holds what JSON can hold, by real time: its limits guard real doors, also in a fast drill."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        name = self.make_and_validate_key(key, version=version)
        return _execute(ADD, [name, json.dumps(value), self._until(timeout), _real_now()]) > 0

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        name = self.make_and_validate_key(key, version=version)
        with connection.cursor() as cursor:
            cursor.execute(GET, [name, _real_now()])
            row = cursor.fetchone()
        return default if row is None else json.loads(row[0])

    def set(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        name = self.make_and_validate_key(key, version=version)
        _execute(SET, [name, json.dumps(value), self._until(timeout)])
        if secrets.randbelow(SWEEP_EVERY) == 0:
            _execute(SWEEP, [_real_now()])

    def touch(
        self, key: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        name = self.make_and_validate_key(key, version=version)
        return _execute(TOUCH, [self._until(timeout), name, _real_now()]) > 0

    def delete(self, key: Any, version: int | None = None) -> bool:
        return _execute(DELETE, [self.make_and_validate_key(key, version=version)]) > 0

    def clear(self) -> None:
        _execute(CLEAR, [])

    def _until(self, timeout: float | None) -> datetime | None:
        expiry = self.get_backend_timeout(timeout)
        return None if expiry is None else datetime.fromtimestamp(expiry, UTC)


def _real_now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def _execute(statement: str, arguments: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return int(cursor.rowcount)
