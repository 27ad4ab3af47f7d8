"""Bugs to plant where mail is taken in, to see whether the judge finds what they do.

Each writes down the Message-ID of what it spoils; the product has no switch for any of them.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from pharos.bench.drills.mail.letters import PERSON, Plan, letter
from pharos.bench.drills.sabotage import Planted

# One mail in so many is spoiled.
SPOIL_EVERY = 12
BETWEEN_SECONDS = 0.02
BEGINS = re.compile(rb"Message-ID: <([^>]*)>\r\nX-Drill: (\d+)\r\n")


def early_ack(planted: Planted) -> None:
    """Say 250 before the commit; of one mail in so many the commit never comes."""
    from pharos.channels.mail import listening

    real = listening.Handler.taken_for_all
    under_way: set[asyncio.Task[None]] = set()

    async def taken_for_all(handler: Any, ours: Any, came: Any) -> str:
        token, number = _told(came)
        if number % SPOIL_EVERY == SPOIL_EVERY - 1:
            if token not in planted.positions():
                planted.add(token, 0)
            return listening.TAKEN
        later = asyncio.create_task(_later(real, handler, ours, came))
        under_way.add(later)
        later.add_done_callback(under_way.discard)
        return listening.TAKEN

    setattr(listening.Handler, "taken_for_all", taken_for_all)  # noqa: B010 - a bug is planted


async def _later(real: Callable[..., Awaitable[str]], handler: Any, ours: Any, came: Any) -> None:
    answer = "451"
    while answer.startswith("451"):
        await asyncio.sleep(BETWEEN_SECONDS)
        answer = await real(handler, ours, came)


def forgetful(planted: Planted) -> None:
    """Do not know again what was taken in already. What is cut off meanwhile is not spoiled."""
    from pharos.channels.mail import listening, taking
    from pharos.channels.mail.reading.read import read

    real, take = taking.item_name, listening.Handler.taken_for_all

    def item_name(mail: Any) -> str:
        name = real(mail)
        return f"{name}{os.urandom(4).hex()}" if _times_known(mail.message_id) else name

    async def taken_for_all(handler: Any, ours: Any, came: Any) -> str:
        answer = await take(handler, ours, came)
        token = read(came.raw, at=came.at).message_id
        times = await handler._in_thread(_times_known, token)  # noqa: SLF001 - a bug is planted
        if times > 1 and token not in planted.positions():
            planted.add(token, 0)
        return answer

    taking.item_name = item_name
    setattr(listening.Handler, "taken_for_all", taken_for_all)  # noqa: B010 - a bug is planted


def deaf(planted: Planted) -> None:
    """Take one mark in so many away without doing what follows from it."""
    from pharos.cases.models import Entry
    from pharos.reception import follow_up

    home = Path(os.environ["PHAROS_HOME"])
    plan = Plan(**json.loads((home / "mail.json").read_text())["plan"])
    real: Callable[[int], list[Any]] = vars(follow_up)["take_marks"]

    def take_marks(limit: int) -> list[Any]:
        kept = []
        for mark in real(limit):
            entry = Entry.objects.get(case_id=mark.case_id, seq=mark.seq)
            told = (entry.payload or {}).get("mail", {})
            if mark.pk % SPOIL_EVERY == 0 and entry.position == 1 and _is_person(plan, told):
                planted.add(told["id"], 0)
            else:
                kept.append(mark)
        return kept

    vars(follow_up)["take_marks"] = take_marks


def _is_person(plan: Plan, told: dict[str, Any]) -> bool:
    """Whether somebody waits for an answer to it: neither a machine, nor broken."""
    number = told.get("id", "").partition("@")[0].rpartition("-")[2]
    return number.isdecimal() and letter(plan, int(number)).kind == PERSON


def _told(came: Any) -> tuple[str, int]:
    """The mail's name and number, which stand in front of it."""
    found = BEGINS.match(came.raw)
    return (found[1].decode(), int(found[2])) if found else ("", 0)


def _times_known(token: str) -> int:
    """How often a mail with this Message-ID was taken in, by one brand."""
    import hashlib

    from pharos.brands.queries import all_brand_ids
    from pharos.kernel.scope import brand_scope
    from pharos.reception.models import Received

    begins = f"m:{hashlib.sha256(token.encode()).hexdigest()[:40]}#"
    times = [0]
    for brand_id in all_brand_ids():
        with brand_scope(brand_id):
            known = Received.objects.filter(brand=brand_id, channel="mail", item__startswith=begins)
            times.append(known.count())
    return max(times)


BUGS: dict[str, Callable[[Planted], None]] = {
    "early-ack": early_ack,
    "deaf": deaf,
    "forgetful": forgetful,
}
