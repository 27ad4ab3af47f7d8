"""Which brands a transaction may see.

PostgreSQL shows and accepts only rows of the brands that are named in the setting
`pharos.brand`, and the setting ends with the transaction, so the next user of a pooled
connection starts with none. Without it every brand's table looks empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from django.db import connection, transaction


class BrandHolder(Protocol):
    """Whoever acts: the brands that they may see come with them."""

    @property
    def brands(self) -> tuple[int, ...]: ...


def enter_brands(brands: tuple[int, ...]) -> None:
    """Let the running transaction see these brands, and no others, until it ends."""
    assert connection.in_atomic_block, "a brand is seen inside a transaction only"
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pharos.brand', %s, true)", [",".join(map(str, brands))])


@contextmanager
def brand_scope(*brands: int) -> Iterator[None]:
    """Open a transaction (or a savepoint) that sees `brands`."""
    with transaction.atomic():
        enter_brands(brands)
        yield


@contextmanager
def reading(actor: BrandHolder) -> Iterator[None]:
    """Open a transaction that sees what `actor` may see. Pages read inside one."""
    with brand_scope(*actor.brands):
        yield
