"""Accounts on channels and webhooks as they travel with the set-up."""

from __future__ import annotations

import pytest

from pharos.brands.errors import ProfileInvalid
from pharos.brands.models import Brand
from pharos.channels.models import ChannelAccount
from pharos.kernel.scope import brand_scope
from pharos.outlets.actions.remove_outlet import remove_outlet
from pharos.outlets.models import Outlet
from pharos.setup import files
from pharos.setup.actions.apply_setup import apply_setup, plan_setup
from pharos.setup.files import Setup
from pharos.setup.tests.filled import CHAT, SECRET, exported, renamed
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in


def test_their_secrets_stay_here(filled: Setup) -> None:
    whole = b"".join(files.to_files(filled).values()).decode()

    assert "https://events.test/in" in whole
    assert "https://one.test/" in whole
    assert SECRET not in whole
    assert "whsec_" not in whole
    assert CHAT not in whole


def test_what_was_imported_is_off_until_its_secrets_are_there(world: World, filled: Setup) -> None:
    slug = f"copy-{world.mark}"
    apply_setup(actor=world.actor(world.ada), setup=renamed(filled, slug))
    brand = Brand.objects.get(slug=slug)
    with brand_scope(brand.pk):
        accounts = list(ChannelAccount.objects.filter(brand=brand).order_by("pk"))
        events, chat = Outlet.objects.filter(brand=brand).order_by("-kind")
    assert [(each.is_on, each.secrets) for each in accounts] == [(False, {}), (False, {})]
    assert [each.settings["url"] for each in accounts] == ["https://one.test/", "https://two.test/"]
    assert (events.is_on, events.is_ready, chat.is_on, chat.is_ready) == (False,) * 4

    client, hooks = signed_in(world.ada), f"/admin/brands/{slug}/webhooks/"
    form = {"label": "Back office", "url": events.url, "events": ["case.opened"], "is_on": "1"}
    assert "imported without its secret" in client.get(f"{hooks}{events.pk}/").text
    assert client.post(f"{hooks}{events.pk}/", form).status_code == 422
    assert "imported without its secrets" in client.post(f"{hooks}{events.pk}/trial/").text
    client.post(f"{hooks}{events.pk}/secret/")
    assert client.post(f"{hooks}{events.pk}/", form).status_code == 302
    room = {"label": "Back office", "url": "", "language": "ko", "is_on": "1"}
    assert client.post(f"{hooks}{chat.pk}/", room).status_code == 422
    assert client.post(f"{hooks}{chat.pk}/", room | {"url": "https://c.test/x"}).status_code == 302
    with brand_scope(brand.pk):
        assert all(each.is_on and each.is_ready for each in Outlet.objects.filter(brand=brand))


def test_an_import_leaves_the_secrets_that_are_there_and_whether_it_is_on(
    world: World, filled: Setup
) -> None:
    parts = filled[world.brand.slug]
    parts["outlets"][1]["events"] = ["case.opened", "case.rated"]
    parts["accounts"][0]["settings"]["url"] = "https://three.test/"

    lines = apply_setup(actor=world.actor(world.ada), setup=filled)

    assert {line.part for line in lines} == {"accounts", "outlets"}
    with brand_scope(world.brand.pk):
        account = ChannelAccount.objects.filter(brand=world.brand).earliest("pk")
        outlet = Outlet.objects.get(brand=world.brand, kind="events")
        assert ChannelAccount.objects.filter(brand=world.brand).count() == 2
    assert account.settings == {"url": "https://three.test/"}
    assert (account.secrets, account.is_on) == ({"secret": SECRET}, True)
    assert (outlet.is_on, outlet.is_ready) == (True, True)
    assert outlet.events == ["case.opened", "case.rated"]


def test_what_was_taken_away_does_not_travel(world: World, filled: Setup) -> None:
    with brand_scope(world.brand.pk):
        outlet = Outlet.objects.get(brand=world.brand, kind="events")
    assert len(filled[world.brand.slug]["outlets"]) == 2

    remove_outlet(actor=world.actor(world.ada), slug=world.brand.slug, outlet_id=outlet.pk)

    assert [each["kind"] for each in exported(world.brand)[world.brand.slug]["outlets"]] == ["chat"]


def test_accounts_and_webhooks_in_a_file_are_read_with_care(world: World, filled: Setup) -> None:
    parts = filled[world.brand.slug]
    parts["accounts"][0]["settings"]["secret"] = "smuggled in"
    parts["accounts"].append({"kind": "pigeon", "settings": {}})
    parts["outlets"][1]["url"] = "https://10.0.0.1/"
    parts["outlets"][0]["events"] = ["case.opened"]

    with pytest.raises(ProfileInvalid) as refused:
        plan_setup(actor=world.actor(world.ada), setup=filled)

    told = "; ".join(refused.value.problems)
    assert len(refused.value.problems) == 4
    assert "secret is not known here" in told
    assert "own network" in told
