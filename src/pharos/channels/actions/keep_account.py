from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from pharos.brands.access import brand_to_change
from pharos.brands.models import Brand
from pharos.channels.accounts import account_to_administer
from pharos.channels.models import MOST, ChannelAccount
from pharos.kernel.action import action
from pharos.kernel.audit import record
from pharos.kernel.audit.record import SECRET
from pharos.kernel.errors import Conflict
from pharos.kernel.time import now
from pharos.people.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What an administrator says of an account. A secret that is left out stays as it was."""

    kind: str
    settings: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    label: str = ""
    is_on: bool = True


@action
def keep_account(
    *, actor: Actor, brand: Brand, new: NewAccount, account_id: int | None = None
) -> ChannelAccount:
    """Add an account of the brand on a channel, or change one. The same again does nothing.

    Refused: others than administrators; more accounts than anybody watches (`accounts_many`).
    Secrets reach neither the audit nor any page.
    """
    brand = brand_to_change(actor, brand.slug)
    if account_id is None:
        if ChannelAccount.objects.filter(brand=brand).count() >= MOST:
            raise Conflict(_("These are more accounts than anybody watches."), code="accounts_many")
        account = ChannelAccount(brand=brand, kind=new.kind, key=secrets.token_urlsafe(24))
    else:
        account = account_to_administer(actor, brand.pk, account_id)
    change = _changed(account, new)
    if account.pk and not change:
        return account
    account.settings, account.label = dict(new.settings), new.label
    account.secrets = {**account.secrets, **{k: v for k, v in new.secrets.items() if v}}
    account.is_on, account.changed_at = new.is_on, now()
    is_new = account.pk is None
    account.save()
    record(
        actor,
        "account.added" if is_new else "account.changed",
        account.label or account.kind,
        brand_id=brand.pk,
        subject_id=account.pk,
        change=change,
    )
    return account


def _changed(account: ChannelAccount, new: NewAccount) -> dict[str, tuple[Any, Any]]:
    """What is different, secrets by name alone."""
    change: dict[str, tuple[Any, Any]] = {}
    for name in account.settings.keys() | new.settings.keys():
        before, after = account.settings.get(name, ""), new.settings.get(name, "")
        if before != after:
            change[name] = (before, after)
    for name, value in new.secrets.items():
        if value and value != account.secrets.get(name):
            change[name] = (SECRET if name in account.secrets else "", SECRET)
    for name in ("label", "is_on"):
        before, after = getattr(account, name), getattr(new, name)
        if before != after:
            change[name] = (before, after)
    return change
