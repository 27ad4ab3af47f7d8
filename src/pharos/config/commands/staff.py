"""Add staff: `pharos staff add EMAIL --name NAME --role agent --team northmere/support`."""

from __future__ import annotations

import argparse
import secrets
import sys
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pharos.people.actions.add_staff import Newcomer

NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="add")
    add = what.add_parser("add", help="make an account, or give an existing one a further team")
    add.add_argument("email")
    add.add_argument("--name", required=True)
    add.add_argument("--role", default="agent", help="agent, specialist, supervisor, quality, ...")
    add.add_argument("--team", required=True, metavar="BRAND/TEAM")
    add.add_argument(
        "--until", type=_instant, metavar="ISO", help="the end of it, as 2027-03-31T18:00+09:00"
    )
    add.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from standard input; otherwise one is made and shown once",
    )


def run(arguments: argparse.Namespace) -> int:
    """Never takes a password as an argument: others on the machine could read it there."""
    from pharos.kernel.errors import DomainError
    from pharos.people.actions.add_staff import Newcomer

    brand, _, team = arguments.team.partition("/")
    password = _from_input() if arguments.password_stdin else secrets.token_urlsafe(15)
    newcomer = Newcomer(
        email=arguments.email,
        name=arguments.name,
        role=arguments.role,
        password=password,
        team=team,
        until=arguments.until,
    )
    try:
        is_new = _add(brand, newcomer)
    except DomainError as error:
        print(f"pharos: {error} [{error.code}]", file=sys.stderr)
        return 1
    if not is_new:
        print(f"{newcomer.email} had an account and is in {arguments.team} now.")
    elif arguments.password_stdin:
        print(f"{newcomer.email} can sign in.")
    else:
        print(f"{newcomer.email} can sign in. The password, shown only now: {password}")
    return 0


def _add(slug: str, newcomer: Newcomer) -> bool:
    from pharos.brands.queries import brand_by_slug
    from pharos.people.actions.add_staff import add_staff
    from pharos.people.actor import Actor

    brand = brand_by_slug(slug)
    _staff, is_new = add_staff(actor=Actor.system(brand.pk), brand_id=brand.pk, newcomer=newcomer)
    return is_new


def _from_input() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError("say the zone too, as in 2027-03-31T18:00+09:00")
    return instant
