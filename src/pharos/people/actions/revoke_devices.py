from __future__ import annotations

from pharos.kernel.action import action
from pharos.kernel.errors import NotFound
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Customer, Device


@action
def revoke_devices(*, actor: Actor, customer_id: int) -> int:
    """Sign a customer out everywhere; return how many devices that were.

    Neither these devices nor any token issued until now opens a session again. Sessions already
    open end within ten minutes by themselves, and streams when they re-authorise. Refused: a
    customer on anybody else, and staff who only read.
    """
    customer = Customer.objects.select_for_update(no_key=True).filter(pk=customer_id).first()
    if customer is None or not _may_revoke(actor, customer):
        raise NotFound("There is no such customer.")
    customer.signed_out_at = now()
    customer.save(update_fields=["signed_out_at"])
    return Device.objects.filter(customer=customer, revoked_at=None).update(revoked_at=now())


def _may_revoke(actor: Actor, customer: Customer) -> bool:
    if actor.is_customer:
        return actor.id == customer.pk
    return actor.may_reply or actor.kind == "system"
