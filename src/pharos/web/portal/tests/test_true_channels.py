"""The contact page tells of each channel as it is, whatever the brand's profile says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from pharos.brands.queries import profile_of
from pharos.channels.actions.keep_account import NewAccount, keep_account
from pharos.channels.models import ChannelAccount
from pharos.channels.present import Presence, present_channels
from pharos.channels.promised import Gap, standings
from pharos.exchange.simulator.northmere import morning
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in
from pharos.web.portal.tests.pages import mail_address, promise
from pharos.web.portal.tests.test_contact import contact, measured

ADDRESS = "help@northmere.test"
WIDGET = {"kind": "widget", "state": "LIVE", "support_role": "full"}


def publish(world: World, state: str, value: str = ADDRESS, kind: str = "mail") -> None:
    said = {"kind": kind, "state": state, "support_role": "full", "value": value}
    promise(world.brand, channels=[WIDGET, said])


def change(account: ChannelAccount, **columns: Any) -> None:
    with brand_scope(account.brand_id):
        ChannelAccount.objects.filter(pk=account.pk).update(**columns)


def of_mail(page: str) -> str:
    """What the page says of mail."""
    parts = [part for part in page.split('<li class="channel">') if "E-mail" in part[:400]]
    return parts[0].partition("</li>")[0] if parts else ""


@pytest.mark.requirement("CH-14")
@pytest.mark.parametrize("state", ["PROMISED", "LIVE", "nowhere"])
def test_the_address_that_receives_is_named_and_no_other_whatever_is_published(
    world: World, state: str
) -> None:
    if state == "nowhere":
        promise(world.brand, channels=[WIDGET])
    else:
        publish(world, state, value="old@northmere.test")
    account = mail_address(world)

    page = contact(world)
    checked = Client().get(f"/{world.brand.slug}/verify/").text

    for shown in (page, checked):
        assert ADDRESS in shown
        assert "old@northmere.test" not in shown
    assert "Works" in of_mail(page)
    assert f"mailto:{ADDRESS}" in page

    change(account, settings={**account.settings, "address": "new@northmere.test"})
    assert "new@northmere.test" in contact(world)
    assert ADDRESS not in contact(world)


@pytest.mark.requirement("CH-14")
@pytest.mark.parametrize("account", ["none", "off"])
def test_an_address_where_nothing_is_received_is_named_nowhere(world: World, account: str) -> None:
    publish(world, "LIVE")
    if account == "off":
        mail_address(world, is_on=False)

    page = contact(world)

    assert ADDRESS not in page
    assert ADDRESS not in Client().get(f"/{world.brand.slug}/verify/").text
    wanted = "Paused" if account == "off" else "Announced, not there yet"
    assert wanted in of_mail(page)
    assert (
        "E-mail"
        not in contact(world, complexity="documented")
        .partition('class="verdict"')[2]
        .partition("</ol>")[0]
    )


@pytest.mark.requirement("CH-02")
def test_what_is_disturbed_is_said_so_and_not_recommended(world: World) -> None:
    publish(world, "LIVE")
    account = mail_address(world)
    calm = {"complexity": "documented"}
    assert "E-mail" in contact(world, **calm).partition('class="verdict"')[2].partition("</ol>")[0]

    change(account, trouble="IMAP: refused", trouble_at=now())

    page = contact(world, **calm)
    assert "Disturbed just now" in of_mail(page)
    assert ADDRESS in of_mail(page)
    assert "IMAP" not in page
    assert "E-mail" not in page.partition('class="verdict"')[2].partition("</ol>")[0]


def test_a_channel_by_an_older_name_of_its_vendor_s_has_its_own_figures(world: World) -> None:
    publish(world, "LIVE", kind="twitter", value="@northmere")
    keep_account(
        actor=world.actor(world.ada), brand=world.brand, new=NewAccount(kind="x", settings={})
    )
    assert "4 min" not in contact(world)

    measured(world, "x")

    assert "4 min to 7 min" in contact(world)


def test_when_something_came_in_and_went_out_last_is_told(world: World) -> None:
    publish(world, "LIVE")
    account = mail_address(world)
    assert "Last message taken in" not in contact(world)

    change(account, heard_at=now() - timedelta(minutes=5), sent_at=now())

    assert "Last message taken in" in of_mail(contact(world))
    assert "last answer sent" in of_mail(contact(world))


def test_nobody_is_called_a_fraud_for_writing_from_an_account_of_ours(world: World) -> None:
    promise(
        world.brand, channels=[WIDGET, {"kind": "line", "state": "ABSENT", "support_role": "none"}]
    )
    fraud = "We are not on LINE."
    assert fraud in contact(world)

    new = NewAccount(kind="line", secrets={"secret": "s", "token": "t"})
    keep_account(actor=world.actor(world.ada), brand=world.brand, new=new)

    assert fraud not in contact(world)
    page = signed_in(world.ada).get(f"/admin/brands/{world.brand.slug}/accounts/")
    assert "Published as not there, and an account is on." in page.text


@pytest.mark.parametrize(
    ("kind", "state", "accounts", "presence", "gap"),
    [
        ("mail", "LIVE", [{}], Presence.WORKS, Gap.SILENT),
        ("mail", "LIVE", [{"heard_at": True}], Presence.WORKS, Gap.NONE),
        ("mail", "LIVE", [{"heard_at": True, "address": "x@y.test"}], Presence.WORKS, Gap.MISNAMED),
        ("mail", "LIVE", [{"trouble": "x"}], Presence.TROUBLED, Gap.TROUBLED),
        ("mail", "LIVE", [{"trouble": "x"}, {"heard_at": True}], Presence.WORKS, Gap.NONE),
        ("mail", "LIVE", [{"is_on": False}], Presence.PAUSED, Gap.OFF),
        ("mail", "LIVE", [], Presence.ANNOUNCED, Gap.NOT_THERE),
        ("mail", "PROMISED", [{}], Presence.WORKS, Gap.DENIED),
        ("mail", "PROMISED", [], Presence.ANNOUNCED, Gap.NONE),
        ("mail", "SUSPENDED", [{}], Presence.PAUSED, Gap.NONE),
        ("mail", "ABSENT", [], Presence.ABSENT, Gap.NONE),
        ("mail", "ABSENT", [{}], None, Gap.DENIED),
        ("phone", "LIVE", [], Presence.STATED, Gap.UNKNOWN),
        ("phone", "PROMISED", [], Presence.ANNOUNCED, Gap.NONE),
        ("form", "LIVE", [], Presence.WORKS, Gap.NONE),
        # Its vendor calls it by another name than the profile.
        ("twitter", "LIVE", [{"kind": "x", "heard_at": True}], Presence.WORKS, Gap.NONE),
    ],
)
def test_what_is_true_and_the_gap_for_every_state(
    world: World,
    kind: str,
    state: str,
    accounts: list[dict[str, Any]],
    presence: Presence | None,
    gap: Gap,
) -> None:
    publish(world, state, kind=kind)
    there = [_account(each) for each in accounts]
    said = profile_of(world.brand)

    found = [each for each in present_channels(said, there) if each.channel.kind == kind]
    (standing,) = [each for each in standings(said.channels, there) if each.kind != "widget"]

    assert [each.presence for each in found] == ([] if presence is None else [presence])
    assert standing.gap == gap


def _account(told: dict[str, Any]) -> ChannelAccount:
    return ChannelAccount(
        kind=told.get("kind", "mail"),
        settings={"address": told.get("address", ADDRESS)},
        is_on=told.get("is_on", True),
        trouble=told.get("trouble", ""),
        heard_at=now() if told.get("heard_at") else None,
    )


def test_the_page_of_accounts_says_where_published_and_true_differ(world: World) -> None:
    publish(world, "LIVE", value="old@northmere.test")
    account = mail_address(world)
    change(account, heard_at=now())
    page = f"/admin/brands/{world.brand.slug}/accounts/"
    misnamed = "Published is another address or name than that of its account."
    assert misnamed in signed_in(world.ada).get(page).text

    publish(world, "LIVE")

    assert misnamed not in signed_in(world.ada).get(page).text


@pytest.mark.requirement("CH-14")
def test_in_the_demo_the_profile_the_account_and_the_exchange_s_signed_list_name_one_address() -> (
    None
):
    from pharos.brands.files import read_profile
    from pharos.config.commands.mailbox import ADDRESS as OF_ACCOUNT
    from pharos.config.demo import PROFILE

    said = read_profile(PROFILE)[0]
    account = replace_address(OF_ACCOUNT)

    (mail,) = [each for each in present_channels(said, [account]) if each.channel.kind == "mail"]

    listed = [channel.value for channel in morning().channels if channel.kind == "mail"]
    assert list(mail.names) == listed == [OF_ACCOUNT]
    assert mail.presence == Presence.WORKS
    gaps = {each.kind: each.gap for each in standings(said.channels, [account])}
    assert gaps == {
        "widget": Gap.NONE,
        "form": Gap.NONE,
        "mail": Gap.NONE,
        "telegram": Gap.NONE,
        "phone": Gap.NONE,
    }
    wrong = [replace(each, value="support@northmere-help.example") for each in said.channels]
    assert standings(wrong, [account])[2].gap == Gap.MISNAMED


def replace_address(address: str) -> ChannelAccount:
    return _account({"address": address, "heard_at": True})
