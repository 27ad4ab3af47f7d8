"""How a channel is tried: its vendor on loopback, one who writes, and what is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from pharos.brands.profile import ALSO_CALLED
from pharos.cases.models import Case
from pharos.channels.models import ChannelAccount
from pharos.channels.port import (
    Account,
    Channel,
    Happening,
    Outgoing,
    Request,
    Undelivered,
    Update,
)
from pharos.channels.registry import channel_of
from pharos.channels.tests import deeds
from pharos.channels.tests.deeds import address, cases_of, make_due, work
from pharos.channels.tests.side import Side
from pharos.channels.tests.vendor import Answer, Vendor, vendor
from pharos.kernel.time import now
from pharos.testing.world import World

WORDS = "My withdrawal has not arrived."
LONG = "".join(f"Sentence {number} says what happens next. " for number in range(260)).strip()
WEEK = timedelta(days=7)


class Tried:
    """A channel with its vendor, and Dana who writes there."""

    side: Side

    @pytest.fixture
    def vendor(self) -> Iterator[Vendor]:
        with vendor() as one:
            self.side.prepare(one)
            one.says(self.side.path, self.side.says_taken)
            yield one

    @pytest.fixture
    def account(self, world: World, vendor: Vendor) -> ChannelAccount:
        settings = self.side.settings(vendor.url)
        return deeds.account_of(world, self.side.kind, settings, self.side.secrets())

    def post(
        self,
        client: Client,
        account: ChannelAccount,
        body: bytes,
        proof: dict[str, str] | None = None,
    ) -> Any:
        """Hand over what the vendor says; it is taken in when this returns."""
        proof = self.side.signed(body) if proof is None else proof
        where, headers = address(account, self.side.where), proof
        if self.side.proves_in_query:
            where, headers = f"{where}?{urlencode(proof)}", {}
        return client.post(where, body, content_type=self.side.content_type, headers=headers)

    def written(self, client: Client, world: World, account: ChannelAccount) -> Case:
        """Dana has written, and has read that it arrived."""
        assert self.post(client, account, self.side.message("m-1", WORDS)).status_code == 200
        work(world)
        (case,) = cases_of(world)
        return case


def account_of(side: Side, url: str = "", **settings: str) -> Account:
    """An account as an adapter gets to see it."""
    told = side.settings(url) | settings
    return Account(id=1, brand_id=1, kind=side.kind, key="k", settings=told, secrets=side.secrets())


def read(side: Side, body: bytes, **settings: str) -> Sequence[Happening]:
    """What a channel understands of a request that its vendor has signed."""
    return update(side, body, **settings).happenings


def update(side: Side, body: bytes, **settings: str) -> Update:
    proof = {name.lower(): value for name, value in side.signed(body).items()}
    headers, query = ({}, proof) if side.proves_in_query else (proof, {})
    request = Request(
        method="POST", headers=headers, query=query, body=body, at=now(), path=side.where
    )
    return adapter(side).read(account_of(side, **settings), request)


def adapter(side: Side) -> Channel:
    channel = channel_of(side.kind)
    assert channel is not None
    return channel


def refused_by(side: Side, refusal: Answer, **more: Any) -> Undelivered:
    """What a channel makes of its vendor's refusal of an answer."""
    with vendor() as one:
        one.says(side.path, refusal)
        with pytest.raises(Undelivered) as refused:
            adapter(side).send(account_of(side, one.url), outgoing(**more))
    return refused.value


def outgoing(**more: Any) -> Outgoing:
    """An answer to somebody who has just written."""
    plain = Outgoing(thread="501", text="Hello", token="t-1", case="7KQF", heard_at=now())
    return replace(plain, **more)


def work_twice(world: World) -> None:
    """What failed is tried once more, as it would be later."""
    work(world)
    make_due(world)
    work(world)


def told(world: World, case: Case) -> list[tuple[str, str | None]]:
    """What the customer said, in the order of the ledger."""
    return [(e.kind, e.body) for e in world.entries(case) if e.kind == "message"]


def changed(world: World, case: Case) -> list[tuple[str, str | None, Any]]:
    """What they changed or took back, and of which entry."""
    found = [entry for entry in world.entries(case) if entry.kind in ("edit", "withdrawn")]
    return [(one.kind, one.body, (one.payload or {}).get("of")) for one in found]


def publish(world: World, kind: str, role: str = "redirect_only") -> None:
    """Say in the brand's profile what a channel is for."""
    said = {"kind": ALSO_CALLED.get(kind, kind), "state": "LIVE", "support_role": role}
    world.brand.profile["channels"].append(said)
    world.brand.save()


def states(world: World, case: Case, seq: int) -> list[str]:
    """Where an answer was, one after the other, as the ledger has it."""
    moved = [e.payload or {} for e in world.entries(case) if e.kind == "delivery"]
    return [str(each["state"]) for each in moved if each["of"] == seq]
