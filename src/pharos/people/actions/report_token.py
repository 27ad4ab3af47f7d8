from __future__ import annotations

from django.utils.translation import gettext as _

from pharos.kernel.action import action
from pharos.kernel.audit import record
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Handle, SpentToken

SHOWN_AGAIN = "token.shown_again"


@action
def report_token_shown_again(*, actor: Actor, brand_id: int, token_id: str, subject: str) -> bool:
    """Raise the alarm that a second device has shown a customer's token: one of the two stole it.

    Supervisors see it among the blocks and on the customer's profile. Once for each token,
    however often it is shown.
    """
    spent = (
        SpentToken.objects.select_for_update()
        .filter(brand_id=brand_id, jti=token_id, shown_again_at=None)
        .first()
    )
    if spent is None:
        return False
    spent.shown_again_at = now()
    spent.save(update_fields=["shown_again_at"])
    handle = (
        Handle.objects.filter(brand_id=brand_id, kind=Handle.Kind.ACCOUNT, value=subject)
        .select_related("customer")
        .first()
    )
    customer = None if handle is None else handle.customer
    record(
        actor,
        SHOWN_AGAIN,
        customer.name if customer and customer.name else _("A customer"),
        brand_id=brand_id,
        subject_id=customer.public_id if customer else "",
    )
    return True
