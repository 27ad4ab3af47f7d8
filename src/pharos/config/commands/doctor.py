"""Tell in plain words whether everything is all right, and what to do where it is not.

Exit status: 0 nothing is red, 1 something is.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pharos.channels.models import ChannelAccount
    from pharos.health.check import Check

NEEDS_DJANGO = True
MARKS = {"good": "GOOD", "warn": "LOOK", "bad": "BAD "}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="only what is not good")
    parser.add_argument(
        "--channels", action="store_true", help="besides, ask each channel whose account it is"
    )


def run(arguments: argparse.Namespace) -> int:
    found = [*_checks(), *(_channels() if arguments.channels else [])]
    for check in found:
        if check.level == "good" and arguments.quiet:
            continue
        since = f" (since {check.since:%Y-%m-%d %H:%M} UTC)" if check.since else ""
        print(f"{MARKS[check.level]}  {check.title}: {check.words}{since}")
        if check.advice:
            print(f"      -> {check.advice}")
    red = sum(check.level == "bad" for check in found)
    amber = sum(check.level == "warn" for check in found)
    print(f"{len(found)} checks: {red} bad, {amber} to look at")
    return 1 if red else 0


def _checks() -> list[Check]:
    from django.db import InterfaceError, OperationalError, ProgrammingError

    from pharos.brands.queries import all_brand_ids
    from pharos.health.check import no_database
    from pharos.health.checks import checks
    from pharos.health.queries import facts
    from pharos.kernel.scope import reading
    from pharos.people.actor import Actor

    try:
        actor = Actor.system(*all_brand_ids())
        with reading(actor):
            return checks(facts(actor))
    except ProgrammingError:
        return [no_database("it has no schema of ours; run `pharos migrate`")]
    except (OperationalError, InterfaceError) as error:
        return [no_database(str(error).partition("\n")[0])]


def _channels() -> list[Check]:
    """Ask each account's vendor whose account it is: an address, a key and the way there."""
    from pharos.brands.queries import all_brand_ids
    from pharos.channels.accounts import accounts_that_are_on
    from pharos.kernel.scope import reading
    from pharos.people.actor import Actor

    brands = all_brand_ids()
    with reading(Actor.system(*brands)):
        accounts = accounts_that_are_on(brands)
    return [_channel(account) for account in accounts]


def _channel(account: ChannelAccount) -> Check:
    from pharos.channels.port import Undelivered
    from pharos.channels.registry import channel_of
    from pharos.health.check import Check, Level

    title = f"{account.brand.name}, {account.label or account.kind}"
    channel = channel_of(account.kind)
    try:
        words = channel.who(account.for_adapter()) if channel else ""
        level = Level.GOOD if channel else Level.WARN
    except Undelivered as refusal:
        words, level = f"{refusal.code} {refusal.why}".strip(), Level.BAD
    return Check(name=f"channel.{account.pk}", title=title, level=level, words=words or "not known")
