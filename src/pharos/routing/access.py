"""The only way to a queue for whoever sets it up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.brands.access import brand_to_change
from pharos.brands.models import Brand
from pharos.kernel.errors import NotFound
from pharos.people.actor import Actor
from pharos.routing.models import Queue


def queue_to_change(actor: Actor, slug: str, queue_id: int) -> tuple[Brand, Queue]:
    """Return the brand and its queue, both locked, to an administrator of the brand."""
    brand = brand_to_change(actor, slug)
    queue = Queue.objects.select_for_update(no_key=True).filter(brand=brand, pk=queue_id).first()
    if queue is None:
        raise NotFound(_("There is no such queue."))
    return brand, queue
