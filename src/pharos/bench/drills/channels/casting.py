"""Fill the stage: a brand with its team, and an account on each channel, led to our vendors."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from pharos.bench.drills.casting import brand_with_staff
from pharos.bench.drills.channels.items import BRAND, SIDES, Item, Plan, named, plan_of
from pharos.bench.drills.channels.judge import BEFORE
from pharos.bench.drills.channels.vendors import WEEK
from pharos.channels.discord.tests.side import DiscordSide
from pharos.config.command import set_up_django

A_DAY: Final = timedelta(days=1)


def main(home: Path, web: str, mail_port: int) -> None:
    """Make the accounts and write down by which keys they are reached."""
    set_up_django()
    plan = plan_of(json.loads((home / "channels.json").read_text()))
    urls = json.loads((home / "urls.json").read_text())
    brand_with_staff(BRAND, f"drill-{BRAND}-{'0' * 32}")
    keys = {kind: _account(kind, urls, plan) for kind in plan.kinds if kind != "manual"}
    told = {"web": web, "mail_port": mail_port, "keys": keys}
    (home / "accounts.json").write_text(json.dumps(told))


def _account(kind: str, urls: dict[str, str], plan: Plan) -> str:
    from pharos.brands.models import Brand
    from pharos.channels.models import ChannelAccount
    from pharos.kernel.scope import brand_scope

    brand = Brand.objects.get(slug=BRAND)
    settings, secrets, cursor = _set_up(kind, urls)
    key = f"drill-{kind}-key-of-the-account"
    with brand_scope(brand.pk):
        account = ChannelAccount.objects.create(
            brand=brand, kind=kind, key=key, settings=settings, secrets=secrets, cursor=cursor
        )
    if kind == "discord":
        _talk_before(account, plan)
    return key


def _set_up(kind: str, urls: dict[str, str]) -> tuple[dict[str, str], dict[str, str], str]:
    from pharos.channels.discord.events import snowflake_at
    from pharos.kernel.time import now

    if kind == "mail":
        server = {"smtp_host": "127.0.0.1", "smtp_port": urls[kind], "smtp_security": "none"}
        return {"address": f"help@{BRAND}.test", **server}, {}, ""
    side = SIDES[kind]()
    if isinstance(side, DiscordSide):
        side.gateway = urls["gateway"]
    settings, cursor = side.settings(urls[kind]), ""
    if kind == "x":
        settings, cursor = settings | {"asks": "yes"}, "t=1;d=1"
    elif kind == "discord":
        cursor = str(snowflake_at(now() - WEEK - A_DAY))
    return settings, side.secrets(), cursor


def _talk_before(account: Any, plan: Plan) -> None:
    from pharos.channels.port import Arrival
    from pharos.channels.taking import take
    from pharos.kernel.time import frozen_at, now
    from pharos.people.sender import Sender

    with frozen_at(now() - WEEK - A_DAY):
        for item in (Item("discord", number, plan.people) for number in range(plan.people)):
            who = named("{70000}", item.person)
            arrival = Arrival(
                item=f"before-{item.person}",
                thread=f"dm:{who}",
                sender=Sender(kind="discord", value=who, name="Dana", proved_by="discord"),
                at=now(),
                text=BEFORE,
            )
            take(account.for_adapter(), account.brand, arrival)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
