"""Which brands a transaction may see, and of which teams.

PostgreSQL shows and accepts only rows of the brands that are named in the setting
`pharos.brand`, and the setting ends with the transaction, so the next user of a pooled
connection starts with none. Without it every brand's table looks empty. `pharos.teams` narrows
it further, to the cases of certain teams; empty, it narrows nothing.
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

    @property
    def only_teams(self) -> tuple[int, ...] | None:
        """The teams beyond whose cases they see nothing; None for whoever sees all of them."""


SCOPE = "SELECT set_config('pharos.brand', %s, true), set_config('pharos.teams', %s, true)"
# Until the transaction ends: what is prepared is planned once for all values.
STEADY = "set_config('plan_cache_mode', 'force_generic_plan', true)"


def enter_brands(
    brands: tuple[int, ...],
    only_teams: tuple[int, ...] | None = None,
    *,
    is_steady: bool = False,
) -> None:
    """Let the running transaction see these brands, and no others, until it ends."""
    assert connection.in_atomic_block, "a brand is seen inside a transaction only"
    # No team has the number 0: whoever is held to no team at all sees no case.
    teams = () if only_teams is None else (0, *only_teams)
    with connection.cursor() as cursor:
        scope = f"{SCOPE}, {STEADY}" if is_steady else SCOPE
        cursor.execute(scope, [",".join(map(str, brands)), ",".join(map(str, teams))])


def enter(actor: BrandHolder) -> None:
    """Let the running transaction see what `actor` may see."""
    enter_brands(actor.brands, actor.only_teams)


@contextmanager
def brand_scope(*brands: int) -> Iterator[None]:
    """Open a transaction (or a savepoint) that sees `brands`."""
    with transaction.atomic():
        enter_brands(brands)
        yield


@contextmanager
def reading(actor: BrandHolder, *, is_steady: bool = False) -> Iterator[None]:
    """Open a transaction that sees what `actor` may see. Pages read inside one.

    Steady: its questions are answered by the same indexes whatever their values, so PostgreSQL need
    not plan them again for each. Not for what looks for the beginning of a word.
    """
    with transaction.atomic():
        enter_brands(actor.brands, actor.only_teams, is_steady=is_steady)
        yield
