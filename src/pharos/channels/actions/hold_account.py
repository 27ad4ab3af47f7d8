from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from pharos.channels.models import ChannelAccount
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor

# A process that is killed is missed for so long.
LEASE = timedelta(seconds=30)
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)


@action
def hold_account(
    *, actor: Actor, account_id: int, holder: str, lease: timedelta = LEASE
) -> ChannelAccount | None:
    """Hold an account that is on, or go on holding it; None while another process does.

    Nobody else holds it for as long as the lease. Repeats safely.
    """
    at = now()
    free = Q(held_until=None) | Q(held_until__lte=at) | Q(held_by=holder)
    held = (
        ChannelAccount.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("brand")
        .filter(free, pk=account_id, brand_id__in=actor.brands, is_on=True)
        .first()
    )
    if held is None:
        return None
    held.held_by, held.held_until = holder, at + lease
    held.save(update_fields=["held_by", "held_until"])
    return held


@action
def let_go_account(
    *, actor: Actor, account_id: int, holder: str, pause: timedelta = timedelta()
) -> None:
    """Let go of an account, so that the next may hold it once the pause is over."""
    ChannelAccount.objects.filter(pk=account_id, brand_id__in=actor.brands, held_by=holder).update(
        held_by="", held_until=now() + pause
    )


@action
def let_go_in_trouble(
    *,
    actor: Actor,
    account_id: int,
    holder: str,
    trouble: str,
    after: timedelta | None = None,
) -> None:
    """Let go of an account that does not work, and say why.

    It is tried again after as long as it has been in trouble, at least five seconds and at most a
    quarter of an hour, or when its vendor says.
    """
    account = ChannelAccount.objects.filter(
        pk=account_id, brand_id__in=actor.brands, held_by=holder
    ).first()
    if account is None:
        return
    at = now()
    if not account.trouble or account.trouble_at is None:
        account.trouble_at = at
    account.trouble = trouble[:300]
    pause = min(max(at - account.trouble_at, FIRST_PAUSE), LONGEST_PAUSE)
    account.held_by, account.held_until = "", at + max(pause, after or timedelta())
    account.save(update_fields=["trouble", "trouble_at", "held_by", "held_until"])
