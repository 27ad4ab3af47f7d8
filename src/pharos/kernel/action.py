"""Actions: the only places that change anything."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from django.db import transaction

from pharos.kernel.scope import BrandHolder, enter

P = ParamSpec("P")
R = TypeVar("R")


def action(behaviour: Callable[P, R]) -> Callable[P, R]:
    """Run `behaviour` as one durable transaction that sees the brands of its `actor`.

    The keyword argument `actor` is mandatory. Calling an action inside another, or inside any
    open transaction, raises RuntimeError: what an action returns is committed.
    """

    @wraps(behaviour)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(durable=True):
            enter(cast(BrandHolder, kwargs["actor"]))
            return behaviour(*args, **kwargs)

    return run
