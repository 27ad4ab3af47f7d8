"""Channels: `pharos channel connect BRAND KIND` tells a vendor where to send what happens."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pharos.channels.models import ChannelAccount

NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="connect")
    connect = what.add_parser("connect", help="tell the vendor our address, or say what to enter")
    connect.add_argument("brand", metavar="BRAND", help="the brand's slug")
    connect.add_argument("kind", metavar="KIND", help="such as telegram or line")


def run(arguments: argparse.Namespace) -> int:
    """Connects every account of the brand on that channel that is on. Doing it again is harmless.

    Exit status: 0 done, 1 there is none, or a vendor has refused.
    """
    from pharos.brands.queries import brand_by_slug
    from pharos.channels.accounts import accounts_that_are_on
    from pharos.kernel.errors import NotFound
    from pharos.kernel.scope import brand_scope

    try:
        brand = brand_by_slug(arguments.brand)
    except NotFound as error:
        return _refused(str(error))
    with brand_scope(brand.pk):
        accounts = accounts_that_are_on([brand.pk], arguments.kind)
    if not accounts:
        return _refused(f"{brand.slug} has no account on {arguments.kind} that is on")
    return max(_connect(account) for account in accounts)


def _connect(account: ChannelAccount) -> int:
    from django.conf import settings
    from django.urls import reverse

    from pharos.channels.port import Connecting, Undelivered
    from pharos.channels.registry import channel_of

    where = reverse("hooks:channel", args=[account.brand.slug, account.kind, account.key])
    url = f"{settings.BASE_URL.rstrip('/')}{where}"
    channel: object = channel_of(account.kind)
    if not isinstance(channel, Connecting):
        print(f"Enter this address at the vendor's: {url}")
        return 0
    try:
        print(f"{channel.connect(account.for_adapter(), url)} sends to {url}")
    except Undelivered as refusal:
        return _refused(f"the vendor refused: {refusal.why or 'see the code'} [{refusal.code}]")
    return 0


def _refused(why: str) -> int:
    print(f"pharos: {why}", file=sys.stderr)
    return 1
