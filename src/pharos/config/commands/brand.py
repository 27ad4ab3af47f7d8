"""Brands: `pharos brand load FILE`, `brand check FILE`, `brand key add|retire SLUG KEY_ID`."""

from __future__ import annotations

import argparse
import secrets
import sys
from pathlib import Path

NEEDS_DJANGO = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="load|check|key")
    load = what.add_parser("load", help="make the brand, or bring it up to date")
    load.add_argument("file", type=Path, metavar="FILE")
    check = what.add_parser("check", help="say everything that is wrong with a file")
    check.add_argument("file", type=Path, metavar="FILE")
    key = what.add_parser("key", help="the keys that the exchange signs customer tokens with")
    key.add_argument("how", choices=["add", "retire"])
    key.add_argument("slug")
    key.add_argument("key_id", metavar="KEY_ID", help="the `kid` in the token's header")
    key.add_argument(
        "--public-key", type=Path, metavar="PEM", help="an Ed25519 public key; else a new secret"
    )


def run(arguments: argparse.Namespace) -> int:
    """Says everything that is wrong, and then changes nothing."""
    from pharos.kernel.errors import DomainError

    try:
        print(_done(arguments))
    except DomainError as error:
        print(f"pharos: {error} [{error.code}]", file=sys.stderr)
        return 1
    return 0


def _done(arguments: argparse.Namespace) -> str:
    if arguments.what == "load":
        return _load(arguments.file)
    return _check(arguments.file) if arguments.what == "check" else _key(arguments)


def _check(file: Path) -> str:
    from pharos.brands.files import read_profile

    profile, _contents = read_profile(file)
    note = " It is an example that nobody has verified." if profile.example else ""
    return f"{profile.name} ({profile.slug}): nothing is wrong with this file.{note}"


def _load(file: Path) -> str:
    from pharos.brands.actions.load_brand import load_brand
    from pharos.people.actions.sync_teams import sync_teams
    from pharos.people.actor import Actor
    from pharos.routing.actions.sync_queues import sync_queues

    brand, is_new = load_brand(file)
    system = Actor.system(brand.pk)
    teams = sync_teams(actor=system, brand=brand)
    sync_queues(actor=system, brand=brand)
    done = "loaded" if is_new else "brought up to date"
    return f"{brand.name} ({brand.slug}) {done}: {', '.join(team.slug for team in teams)}."


def _key(arguments: argparse.Namespace) -> str:
    from pharos.brands.actions.set_token_key import add_token_key, retire_token_key
    from pharos.brands.keys import NewKey
    from pharos.brands.models import TokenKey
    from pharos.brands.queries import brand_by_slug

    brand, key_id = brand_by_slug(arguments.slug), arguments.key_id
    if arguments.how == "retire":
        retire_token_key(brand=brand, key_id=key_id)
        return f"Tokens of {key_id} are no longer believed."
    if arguments.public_key is not None:
        pem = arguments.public_key.read_text()
        key = NewKey(key_id=key_id, algorithm=TokenKey.Algorithm.EDDSA, material=pem)
        add_token_key(brand=brand, key=key)
        return f"Tokens signed by {key_id} are believed for {brand.name}."
    secret = secrets.token_urlsafe(48)
    key = NewKey(key_id=key_id, algorithm=TokenKey.Algorithm.HS256, material=secret)
    add_token_key(brand=brand, key=key)
    return f"The shared secret of {key_id} (HS256), shown only now: {secret}"
