"""The brands' accounts on channels, found by whoever works with them."""

# lint: allow objects (the room's own rows, found by their brand)
from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from pharos.channels.models import ChannelAccount
from pharos.kernel.errors import Forbidden, NotFound
from pharos.people.actor import Actor


def account_by_key(brand_id: int, kind: str, key: str) -> ChannelAccount | None:
    """Return the account that an address belongs to, if it is on."""
    found = ChannelAccount.objects.filter(brand_id=brand_id, kind=kind, key=key, is_on=True)
    return found.select_related("brand").first()


def account_for(brand_id: int, kind: str, account_id: int | None = None) -> ChannelAccount | None:
    """Return the brand's account on a channel that is on: this one, or else the first."""
    found = ChannelAccount.objects.filter(brand_id=brand_id, kind=kind, is_on=True)
    if account_id is not None:
        found = found.filter(pk=account_id)
    return found.select_related("brand").order_by("pk").first()


def account_even_off(brand_id: int, kind: str, account_id: int) -> ChannelAccount | None:
    """Return an account of the brand's, on or off: what came in by it is taken in all the same."""
    found = ChannelAccount.objects.filter(brand_id=brand_id, kind=kind, pk=account_id)
    return found.select_related("brand").first()


def accounts_that_are_on(
    brand_ids: Collection[int], kind: str | None = None
) -> list[ChannelAccount]:
    """Return the accounts of these brands that are on, of one channel or of all."""
    found = ChannelAccount.objects.filter(brand_id__in=brand_ids, is_on=True)
    if kind is not None:
        found = found.filter(kind=kind)
    return list(found.select_related("brand").order_by("pk"))


def accounts_of(brand_id: int) -> list[ChannelAccount]:
    """Return all accounts of a brand, on or off. Runs inside the brand's scope."""
    return list(ChannelAccount.objects.filter(brand_id=brand_id).order_by("kind", "pk"))


def accounts_to_administer(actor: Actor, brand_id: int) -> list[ChannelAccount]:
    """Return all accounts of a brand, for whoever may change its set-up."""
    if not (actor.may_administer and actor.may_see_brand(brand_id)):
        raise Forbidden(_("This is for administrators."))
    found = ChannelAccount.objects.filter(brand_id=brand_id).select_related("brand")
    return list(found.order_by("kind", "pk"))


def account_to_administer(actor: Actor, brand_id: int, account_id: int) -> ChannelAccount:
    """Return one account, or raise NotFound whether it is absent or not theirs."""
    for account in accounts_to_administer(actor, brand_id):
        if account.pk == account_id:
            return account
    raise NotFound(_("There is no such account."))
