"""What an exchange tells everybody: what is open on which network, what it costs, hourly prices.

    pharos public profiles/public/exchanges.yaml SLUG [--asset USDT]
    pharos public profiles/public/exchanges.yaml SLUG --prices BTC/USDT [--hours 24]

Needs the extra `public` (`pip install pharos[public]`). Exit status: 0 told, 1 not.
"""

from __future__ import annotations

import argparse
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pharos.config.machine.errors import MachineError

if TYPE_CHECKING:
    from pharos.exchange.public.sites import Pages

NEEDS_DJANGO = False
MOST_HOURS = 24 * 30
SAID = {True: "open", False: "closed", None: "-"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the exchanges, as YAML")
    parser.add_argument("slug", metavar="SLUG", help="one of them")
    parser.add_argument("--base", default="", metavar="URL", help="ask another address instead")
    parser.add_argument("--asset", default="", help="this one alone")
    parser.add_argument("--prices", default="", metavar="BASE/QUOTE", help="hourly prices instead")
    parser.add_argument("--hours", type=int, default=24, help="how far back, a month at most")


def run(arguments: argparse.Namespace) -> int:
    from pydantic import ValidationError

    from pharos.exchange.errors import ExchangeError
    from pharos.exchange.public.sites import pages_of, sites_in
    from pharos.kernel.time import now

    try:
        sites = {site.slug: site for site in sites_in(arguments.file)}
    except (OSError, ValidationError) as error:
        raise MachineError("sites_not_readable", f"{arguments.file}: {error}.") from error
    if arguments.slug not in sites:
        known = ", ".join(sorted(sites))
        raise MachineError("site_unknown", f"{arguments.slug} is not there. There are: {known}.")
    pages = pages_of(sites[arguments.slug], now=now, base=arguments.base)
    try:
        lines = _prices(pages, arguments) if arguments.prices else _listed(pages, arguments.asset)
    except ExchangeError as error:
        raise MachineError("not_told", f"{pages.name}: {error}.") from error
    print("\n".join(lines))
    return 0


def _listed(pages: Pages, asset: str) -> list[str]:
    answer = pages.listed()
    rows = [
        f"{one.asset:<10} {one.network:<14} {SAID[one.deposit]:<9} {SAID[one.withdraw]:<9} "
        f"{'-' if one.fee is None else one.fee}"
        for one in sorted(answer.data, key=lambda one: (one.asset, one.network))
        if asset in ("", one.asset)
    ]
    head = f"{'asset':<10} {'network':<14} {'deposit':<9} {'withdraw':<9} fee"
    return [f"{pages.name}, as of {answer.as_of:%Y-%m-%d %H:%M:%S} UTC", head, *rows]


def _prices(pages: Pages, arguments: argparse.Namespace) -> list[str]:
    from pharos.kernel.time import now

    base, _slash, quote = arguments.prices.partition("/")
    until = now()
    since = until - timedelta(hours=max(1, min(arguments.hours, MOST_HOURS)))
    answer = pages.candles(base, quote, since=since, until=until)
    return [
        f"{one.at:%Y-%m-%d %H:%M} {one.open} {one.high} {one.low} {one.close}"
        for one in answer.data
    ]
