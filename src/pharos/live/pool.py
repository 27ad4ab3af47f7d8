"""The connections of a process that does many things at once in one thread."""

from __future__ import annotations

from typing import Final

import asyncpg
from django.conf import settings

MOST: Final = 6


class _Connection(asyncpg.Connection):
    """Nothing here outlives its statement, so nothing needs to be reset after each."""

    def get_reset_query(self) -> str:
        return ""


def connection_pool(url: str, scoped: dict[str, str] | None = None) -> asyncpg.Pool:
    """Return a pool to be entered. `scoped` are the settings that each connection begins with.

    Behind a transaction pool a statement prepared once may meet another server connection.
    """
    return asyncpg.create_pool(
        url,
        min_size=2,
        max_size=MOST,
        timeout=5,
        command_timeout=30,
        statement_cache_size=0 if settings.POOLED else 200,
        connection_class=_Connection,
        server_settings=scoped,
    )
