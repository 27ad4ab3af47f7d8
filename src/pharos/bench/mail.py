"""P7: mails taken in and turned into cases, 250 after the commit, beside two others who do so."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from itertools import count
from random import Random

from pharos.bench.drills.mail.letters import Letter, Plan, letter
from pharos.bench.drills.mail.senders import Line
from pharos.bench.ground import PHAROS, Ground
from pharos.bench.mail_peers import helpdesk, mailgate
from pharos.bench.results import Result, Rounds, against
from pharos.config.machine.ports import free_port

CONNECTIONS = 8
SECONDS = 4.0
# Ours is measured for some seconds; the others until they have taken so many.
THEIR_MAILS = {"django-helpdesk": 20, "rt-mailgate": 8}
GOALS = {"django-helpdesk": 30.0, "rt-mailgate": 300.0}
PLAN = Plan(seed=7, messages=1_000_000, mutated=0)
ANY = "1000000"


def run(ground: Ground, rounds: int) -> Iterator[Result]:
    """Mails a second: ours, `get_email` and `rt-mailgate` in turn, on one server."""
    port = _our_listener(ground)
    numbers = count()
    peers = {"django-helpdesk": helpdesk(ground), "rt-mailgate": mailgate(ground)}
    ours = Rounds()
    theirs = {name: Rounds() for name in peers}
    asyncio.run(_hand_over([port], numbers, seconds=1.0))
    for _turn in range(rounds):
        for name, take in peers.items():
            if take is not None:
                mails = [letter(PLAN, next(numbers)) for _each in range(THEIR_MAILS[name])]
                theirs[name].add(_rate(take, mails))
        ours.add(asyncio.run(_hand_over([port], numbers, seconds=SECONDS)))
    for name in peers:
        figure = Result(
            id="P7",
            name=f"mail: SMTP to 250 after the commit, {CONNECTIONS} connections, each a case",
            value=0,
            unit="mails a second",
            peer=name,
            peer_value=None,
            ratio=None,
            goal=GOALS[name],
        )
        yield against(figure, ours, theirs[name])


def _rate(take: Callable[[list[Letter]], float], mails: list[Letter]) -> float:
    return len(mails) / take(mails)


def _our_listener(ground: Ground) -> int:
    """Start `pharos mail` for a brand with one address for each of the plan's brands."""
    from pharos.bench.drills.casting import brand_with_staff
    from pharos.bench.drills.mail.letters import BRANDS, OUR_SERVER
    from pharos.brands.models import Brand
    from pharos.channels.models import ChannelAccount
    from pharos.kernel.scope import brand_scope

    for slug in BRANDS:
        brand_with_staff(slug, slug * 4)
        brand = Brand.objects.get(slug=slug)
        with brand_scope(brand.pk):
            settings = {"address": f"help@{slug}.test", "trusted": OUR_SERVER}
            ChannelAccount.objects.create(brand=brand, kind="mail", key=slug, settings=settings)
    port = free_port()
    ground.start([*PHAROS, "mail", "--port", str(port), "--mails-a-minute", ANY], port)
    return port


async def _hand_over(ports: list[int], numbers: Iterator[int], *, seconds: float) -> float:
    """Hand over mails by all connections, and return how many a second were taken in."""
    began = time.perf_counter()
    ends = began + seconds
    taken = await asyncio.gather(
        *(_keep_busy(Line(ports, Random(1)), numbers, ends) for _each in range(CONNECTIONS))
    )
    return sum(taken) / (time.perf_counter() - began)


async def _keep_busy(line: Line, numbers: Iterator[int], ends: float) -> int:
    taken = 0
    while time.perf_counter() < ends:
        await line.hand_over(letter(PLAN, next(numbers)))
        taken += 1
    line.close()
    return taken
