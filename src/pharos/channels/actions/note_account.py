from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from pharos.channels.models import ChannelAccount
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor

# So exact is what a page tells of an account; more would make one row the busiest of all.
TO_THE = timedelta(seconds=30)


@action
def note_heard(*, actor: Actor, account_id: int) -> None:
    """Note that something has come in by an account, to half a minute."""
    at = now()
    stale = Q(heard_at=None) | Q(heard_at__lt=at - TO_THE)
    ChannelAccount.objects.filter(stale, pk=account_id, brand_id__in=actor.brands).update(
        heard_at=at
    )


@action
def note_sent(*, actor: Actor, account_id: int) -> None:
    """Note that something has gone out by an account, to half a minute."""
    at = now()
    stale = Q(sent_at=None) | Q(sent_at__lt=at - TO_THE)
    ChannelAccount.objects.filter(stale, pk=account_id, brand_id__in=actor.brands).update(
        sent_at=at
    )


@action
def note_trouble(*, actor: Actor, account_id: int, trouble: str) -> None:
    """Note what keeps an account from working; empty once it works again."""
    ChannelAccount.objects.filter(pk=account_id, brand_id__in=actor.brands).exclude(
        trouble=trouble[:300]
    ).update(trouble=trouble[:300], trouble_at=now())


@action
def note_cursor(*, actor: Actor, account_id: int, cursor: str) -> None:
    """Remember how far an account has been read."""
    ChannelAccount.objects.filter(pk=account_id, brand_id__in=actor.brands).update(
        cursor=cursor[:200], heard_at=now()
    )
