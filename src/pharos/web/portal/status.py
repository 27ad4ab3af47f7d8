"""What is open at an exchange and what it takes to use each network, for everybody to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from pharos.brands.models import Brand
from pharos.brands.queries import brand_by_slug
from pharos.diagnosis.public_status import Status, networks_of, status_of
from pharos.diagnosis.status_words import (
    BELOW,
    GATES,
    MEMOS,
    StatusLine,
    address_form,
    as_of,
    headline,
    lines_of,
    network_name,
)
from pharos.diagnosis.words import exact, locale_of
from pharos.exchange.objects import AssetNetwork
from pharos.kernel.scope import reading
from pharos.people.actor import Actor
from pharos.web.portal.how_to import deposit_steps, withdrawal_steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One asset on one network, as somebody who wants to use it needs to know it."""

    asset: str
    network: str
    deposit: str | Promise
    withdraw: str | Promise
    is_open: bool
    address: str
    memo: str | Promise
    is_memo_needed: bool
    least_deposit: str
    below: str | Promise
    confirmations: int
    least_withdrawal: str
    fee: str
    deposit_steps: tuple[str, ...]
    withdrawal_steps: tuple[str, ...]


@require_safe
def show(request: HttpRequest, brand: str) -> HttpResponse:
    """What is wrong first, then every network; `asset` narrows it to one."""
    found = brand_by_slug(brand)
    wanted = request.GET.get("asset", "")[:24]
    with reading(Actor.system(found.pk)):
        status = status_of(found.pk)
        # What is too old to say that it is open is too old to send anything by.
        is_known = status is not None and status.state != "UNKNOWN"
        rows = networks_of(found.pk) if is_known else ()
    assets = sorted({row.asset for row in rows})
    context = {
        "brand": found,
        "status": _shown(status),
        "assets": assets,
        "asset": wanted,
        "uses": [_use(row) for row in rows if wanted in ("", row.asset)],
    }
    return render(request, "portal/status.html", context)


def shown_status(brand: Brand) -> dict[str, Any] | None:
    """The status at the head of a page; None where no exchange is connected."""
    with reading(Actor.system(brand.pk)):
        return _shown(status_of(brand.pk))


def _shown(status: Status | None) -> dict[str, Any] | None:
    if status is None:
        return None
    lines = [_pieces(line) for line in lines_of(status)]
    return {
        "state": status.state,
        "text": headline(status),
        "lines": lines,
        "others": lines[1:],
        "as_of": None if status.as_of is None else _pieces(as_of(status)),
    }


def _pieces(line: StatusLine) -> dict[str, Any]:
    """The sentence around its instant, so that the page can write the instant."""
    before, _hole, end = line.text.partition("{time}")
    after, _hole, after_end = line.after.partition("{time}")
    return {
        "before": before,
        "at": line.at,
        "end": end,
        "after": after,
        "after_at": line.after_at,
        "after_end": after_end,
    }


def _use(row: AssetNetwork) -> Use:
    locale = locale_of(get_language() or "en")
    return Use(
        asset=row.asset,
        network=network_name(row.network),
        deposit=GATES[row.deposit],
        withdraw=GATES[row.withdraw],
        is_open=row.deposit == row.withdraw == "OPEN",
        address=address_form(row),
        memo=MEMOS[row.memo],
        is_memo_needed=row.memo == "REQUIRED",
        least_deposit=exact(row.min_deposit, locale),
        below=BELOW[row.below_min],
        confirmations=row.confirmations_credit,
        least_withdrawal=exact(row.min_withdraw, locale),
        fee=exact(row.fee, locale),
        deposit_steps=tuple(deposit_steps(row, locale)),
        withdrawal_steps=tuple(withdrawal_steps(row, locale)),
    )
