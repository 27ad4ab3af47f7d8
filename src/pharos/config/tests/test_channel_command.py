"""`pharos channel connect`, with the vendor on loopback."""

from __future__ import annotations

import argparse

import pytest

from pharos.channels.actions.keep_account import NewAccount, keep_account
from pharos.channels.models import ChannelAccount
from pharos.channels.telegram.tests.side import TelegramSide, asked_of, refusal
from pharos.channels.tests.vendor import Answer, vendor
from pharos.config.commands import channel as command
from pharos.testing.world import World

SIDE = TelegramSide()
ME = {"id": 7001, "is_bot": True, "first_name": "Northmere", "username": "northmere_bot"}


def kept(world: World, url: str) -> ChannelAccount:
    new = NewAccount(kind="telegram", settings=SIDE.settings(url), secrets=SIDE.secrets())
    return keep_account(actor=world.actor(world.ada), brand=world.brand, new=new)


def connect(world: World, kind: str = "telegram") -> int:
    return command.run(argparse.Namespace(what="connect", brand=world.brand.slug, kind=kind))


def test_a_vendor_learns_our_address_and_the_secret_that_it_shows_us(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    with vendor() as one:
        one.says("/getMe", Answer(body={"ok": True, "result": ME}))
        one.says("/setWebhook", Answer(body={"ok": True, "result": True}))
        account = kept(world, one.url)

        assert connect(world) == 0

    told = asked_of(one.to("/setWebhook")[0])
    assert told["url"].endswith(f"/channels/{world.brand.slug}/telegram/{account.key}")
    assert told["secret_token"] == SIDE.secrets()["secret"]
    said = capsys.readouterr().out
    assert said == f"@northmere_bot sends to {told['url']}\n"


def test_what_is_not_there_or_refused_is_said(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert connect(world) == 1
    assert "no account on telegram" in capsys.readouterr().err

    with vendor() as one:
        one.says("/setWebhook", refusal(401, "Unauthorized"))
        kept(world, one.url)
        assert connect(world) == 1
    said = capsys.readouterr().err
    assert "Unauthorized [token_refused]" in said
    assert SIDE.secrets()["token"] not in said
