"""What is written on each channel: each item from its number alone, so that any process knows it.

Item 0 of each person, and a few more, are a week old: they come from the week in which nothing ran,
by the way in which the vendor gives what it kept.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any, Final

from pharos.channels.discord.tests.side import DiscordSide
from pharos.channels.instagram.tests.side import InstagramSide
from pharos.channels.kakao.tests.side import KakaoSide
from pharos.channels.line.tests.side import LineSide
from pharos.channels.messenger.tests.side import MessengerSide
from pharos.channels.telegram.tests.side import TelegramSide
from pharos.channels.tests.side import Side
from pharos.channels.webhook.tests.side import WebhookSide
from pharos.channels.wechat.tests.side import WeChatSide
from pharos.channels.whatsapp.tests.side import WhatsAppSide
from pharos.channels.x.tests.side import XSide

BRAND: Final = "northmere"
SIDES: Final[dict[str, type[Side]]] = {
    side.kind: side
    for side in (
        DiscordSide,
        InstagramSide,
        KakaoSide,
        LineSide,
        MessengerSide,
        TelegramSide,
        WebhookSide,
        WeChatSide,
        WhatsAppSide,
        XSide,
    )
}
KINDS: Final = tuple(sorted([*SIDES, "mail", "manual"]))
# These vendors keep nothing for us: what is written while we are away is not told later.
NOTHING_KEPT: Final = frozenset({"kakao", "wechat"})
ITEMS_A_PERSON: Final = 4
# How Dana stands in what a vendor sends, and how somebody else does.
PEOPLE: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "discord": (('"77"', '"{70000}"'),),
    "instagram": (('"50001"', '"{50000}"'),),
    "kakao": (("user-of-minjun", "user-{1}"),),
    "line": (("U" + "d" * 32, "U" + "d" * 27 + "{10000}"),),
    "messenger": (('"50001"', '"{50000}"'),),
    "telegram": (('"id":501,', '"id":{50100},'),),
    "webhook": (("dana-there", "dana-{1}"), ("chat-7", "chat-{1}")),
    "wechat": (("open-id-of-dana", "open-id-{1}"),),
    "whatsapp": (('"351900000001"', '"{351900000000}"'),),
    "x": (('"77"', '"{7700000}"'),),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How many items there are on which channels."""

    seed: int
    items: int
    kinds: tuple[str, ...]

    @property
    def people(self) -> int:
        return -(-self.items // ITEMS_A_PERSON)

    def of(self, kind: str) -> list[Item]:
        """Everything that is written on a channel, in the order in which it is told."""
        items = [Item(kind, number, self.people) for number in range(self.items)]
        old = [item for item in items if item.is_old]
        new = [item for item in items if not item.is_old]
        # What was written last is told first now and then.
        for one in (old, new):
            random.Random(f"{self.seed} {kind}").shuffle(one)
        return [*old, *new]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that one person writes on one channel."""

    kind: str
    number: int
    people: int

    @property
    def person(self) -> int:
        return self.number % self.people

    @property
    def token(self) -> str:
        return f"{self.kind}-{self.number}"

    @property
    def text(self) -> str:
        return f"Item {self.token}. My withdrawal has not arrived."

    @property
    def is_old(self) -> bool:
        return self.number < self.people and self.kind not in NOTHING_KEPT


def body_of(side: Side, item: Item) -> bytes:
    """What the vendor sends: Dana's words from the item's person."""
    return as_person(side.message(f"m-{1000 + item.number}", item.text), item)


def as_person(body: bytes, item: Item) -> bytes:
    for dana, other in PEOPLE[item.kind]:
        body = body.replace(dana.encode(), named(other, item.person).encode())
    return body


def named(pattern: str, person: int) -> str:
    """Count a person on from the number in braces."""
    before, _mark, rest = pattern.partition("{")
    first, _mark, after = rest.partition("}")
    return f"{before}{int(first) + person}{after}"


def plan_of(told: dict[str, Any]) -> Plan:
    return Plan(seed=told["seed"], items=told["items"], kinds=tuple(told["kinds"]))
