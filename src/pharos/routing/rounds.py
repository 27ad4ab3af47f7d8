"""What the worker does for routing, brand by brand, so that no single one stops the others."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError

from pharos.brands.queries import all_brands
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.routing.actions.leave_absent import return_unanswered
from pharos.routing.actions.push_cases import MOST, push_cases
from pharos.routing.actions.sync_queues import sync_queues
from pharos.routing.queries import brands_out_of_step, brands_to_give_in, pushing_brands

log = logging.getLogger(__name__)


def push_all(actor: Actor) -> int:
    """Give what waits to whoever is free, in every brand that pushes."""

    def give(brand_id: int) -> int:
        given = push_cases(actor=actor, brand_id=brand_id)
        return given + (give(brand_id) if given == MOST else 0)

    with reading(actor):
        brands = brands_to_give_in()
    return _for(brands, give)


def return_all(actor: Actor) -> int:
    """Put back what absent agents have left unanswered."""
    return _for(_pushing(actor), lambda brand_id: return_unanswered(actor=actor, brand_id=brand_id))


def keep_queues(actor: Actor) -> int:
    """Bring the queues in line with the teams, in those brands where they are not."""
    with reading(actor):
        changed = brands_out_of_step()
    if not changed:
        return 0
    brands = {brand.pk: brand for brand in all_brands() if brand.pk in changed}

    def keep(brand_id: int) -> int:
        return len(sync_queues(actor=actor, brand=brands[brand_id]))

    return _for(list(brands), keep)


def _pushing(actor: Actor) -> list[int]:
    with reading(actor):
        return pushing_brands()


def _for(brands: list[int], work: Callable[[int], int]) -> int:
    done = 0
    for brand_id in brands:
        try:
            done += work(brand_id)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("routing failed for brand %s and will be tried again", brand_id)
    return done
