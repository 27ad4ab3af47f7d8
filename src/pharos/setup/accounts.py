"""Accounts on channels as they travel: their settings, without what is secret.

Whether one is on does not travel: an imported one is off until its secrets are filled in.
"""

# lint: allow objects (steps of an import, inside its transaction)
# lint: allow write (steps of an import, inside its transaction)
from __future__ import annotations

import secrets
from collections import Counter
from typing import Any

from django.utils.translation import gettext_lazy as _

from pharos.brands.models import Brand
from pharos.brands.node import Node
from pharos.channels.models import MOST, ChannelAccount
from pharos.channels.registry import channel_of, channels
from pharos.kernel.errors import Conflict
from pharos.kernel.time import now

LONGEST = 2_000


def accounts_out(brand: Brand) -> list[dict[str, Any]]:
    """Return the brand's accounts on channels that there are, with what is no secret of them."""
    found = ChannelAccount.objects.filter(brand=brand, kind__in=channels())
    return [_told(account) for account in found.order_by("kind", "label", "pk")]


def _told(account: ChannelAccount) -> dict[str, Any]:
    open_ones = {name: account.settings.get(name, "") for name in _open_names(account.kind)}
    told: dict[str, Any] = {"kind": account.kind}
    told |= {"label": account.label} if account.label else {}
    return told | {"settings": {name: value for name, value in open_ones.items() if value}}


def read_account(node: Node) -> None:
    """Note what is wrong with one account in a file; a secret in it is unknown here."""
    node.knows("kind", "label", "settings")
    known = sorted(channels())
    kind = node.field("kind").one_of(known, f"one of {', '.join(known)}")
    label = node.field("label", None)
    if label.is_given:
        label.text(longest=80)
    given = node.field("settings")
    given.knows(*_open_names(kind))
    for _name, value in given.entries() if isinstance(given.value, dict) else []:
        value.text(longest=LONGEST)


def take_in_accounts(brand: Brand, accounts: list[dict[str, Any]]) -> None:
    """Add or change them. A new one is off and has no secrets; one that is there keeps its own."""
    seen: Counter[tuple[str, str]] = Counter()
    for wanted in accounts:
        kind, label = wanted["kind"], (wanted.get("label") or "").strip()
        there = ChannelAccount.objects.filter(brand=brand, kind=kind, label__iexact=label)
        nth = seen[kind, label.casefold()]
        account = there.order_by("pk")[nth : nth + 1].first() or ChannelAccount(
            brand=brand, kind=kind, key=secrets.token_urlsafe(24), is_on=False
        )
        seen[kind, label.casefold()] += 1
        account.label, account.changed_at = label, now()
        account.settings = dict(wanted["settings"])
        account.save()
    if ChannelAccount.objects.filter(brand=brand).count() > MOST:
        raise Conflict(_("These are more accounts than anybody watches."), code="accounts_many")


def _open_names(kind: str) -> list[str]:
    channel = channel_of(kind)
    return [] if channel is None else [each.name for each in channel.settings if not each.is_secret]
