"""Teams, promises, looks, keys, saved replies and the audit, by their forms."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from pharos.kernel.scope import brand_scope
from pharos.people.models import Membership, Team
from pharos.testing.world import World
from pharos.web.admin.tests.filling import address, now_of, save
from pharos.web.desk.tests.test_pages import signed_in


@pytest.mark.requirement("RT-05")
def test_a_team_is_made_changed_and_retired(world: World, ada: Client) -> None:
    added = save(
        ada, address(world, "new-team/"), name="Technical", slug="technical", languages="en, ko"
    )
    assert added.status_code == 302
    with brand_scope(world.brand.pk):
        team = Team.objects.get(brand=world.brand, slug="technical")
    assert team.languages == ["en", "ko"]

    save(ada, address(world, "teams/technical/"), name="Wallets")
    ada.post(address(world, "teams/technical/members/"), {"email": world.kofi.email})
    with brand_scope(world.brand.pk):
        team.refresh_from_db()
        assert Membership.objects.filter(team=team, staff=world.kofi).exists()
    assert team.name == "Wallets"
    assert "Kofi" in ada.get(address(world, "teams/technical/")).text

    ada.post(address(world, "teams/technical/members/"), {"remove": str(world.kofi.pk)})
    save(ada, address(world, "teams/technical/retirement/"))
    with brand_scope(world.brand.pk):
        team.refresh_from_db()
        assert team.retired_at is not None
        assert not Membership.objects.filter(team=team).exists()


def test_nobody_without_an_account_joins_a_team(world: World, ada: Client) -> None:
    where = address(world, "teams/support/members/")

    refused = ada.post(where, {"email": "nobody@northmere.test"})

    assert refused.status_code == 422
    assert "Nobody signs in with this address" in refused.text
    assert ada.post(where, {"email": world.kofi.email}).status_code == 302


def test_an_administrator_does_not_lock_themselves_out(world: World, ada: Client) -> None:
    where = address(world, "teams/support/members/")

    assert ada.post(where, {"remove": str(world.ada.pk)}).status_code == 409
    assert ada.get(address(world, "")).status_code == 200


def test_promises_and_the_rule_for_important_customers(world: World, ada: Client) -> None:
    promised = save(
        ada,
        address(world, "promises/"),
        **{"first_response.within": "2m", "first_response.share": "80"},
    )
    save(ada, address(world, "vip/"), known_by=["level"], gives=["priority"])

    assert promised.status_code == 302
    assert now_of(world)["service"]["first_response"] == {
        "within": "2m",
        "share": 80,
        "in_open_hours": True,
    }
    assert now_of(world)["vip"] == {"known_by": ["level"], "gives": ["priority"]}
    wrong = save(ada, address(world, "promises/"), **{"resolution.within": "two days"})
    assert "resolution.within" in wrong.context["form"].errors


@pytest.mark.parametrize(("days", "kept"), [("14", 14), ("0", 0), ("", None), ("91", "refused")])
def test_how_long_a_second_contact_joins_by_itself(
    world: World, ada: Client, days: str, kept: object
) -> None:
    saved = save(ada, address(world, "promises/"), **{"repeats.join_within_days": days})

    if kept == "refused":
        assert "repeats.join_within_days" in saved.context["form"].errors
        return
    assert saved.status_code == 302
    now_kept = now_of(world).get("repeats")
    assert now_kept == (None if kept is None else {"join_within_days": kept})
    shown = ada.get(address(world, "promises/")).context["form"]
    assert shown["repeats.join_within_days"].value() == kept


@pytest.mark.parametrize("accent", ["blue", "#12345", "#1a6fd1; x: y", "#ffe08a"])
def test_a_colour_is_six_digits(world: World, ada: Client, accent: str) -> None:
    where = address(world, "appearance/")

    assert "accent" in save(ada, where, accent=accent).context["form"].errors
    saved = save(ada, where, accent="#1a6fd1", logo="North", launcher="start")

    assert saved.status_code == 302
    looks = now_of(world)["appearance"]
    assert looks == {"accent": "#1a6fd1", "logo": "North", "launcher": "start"}


def test_pages_of_the_widget_are_origins(world: World, ada: Client) -> None:
    where = address(world, "widget/")

    wrong = save(ada, where, origins="www.northmere.example")
    assert "is not an origin such as" in wrong.context["form"].errors["origins"][0]
    save(ada, where, origins="https://www.northmere.example\nhttps://app.northmere.example")

    assert len(now_of(world)["origins"]) == 2
    page = ada.get(where)
    assert f"data-brand=&quot;{world.brand.slug}&quot;" in page.text
    preview = ada.get(address(world, "widget/preview/"))
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_a_shared_secret_is_shown_once(world: World, ada: Client) -> None:
    where = address(world, "keys/")

    made = ada.post(where, {"key_id": "2026-12", "algorithm": "HS256"})
    secret = made.context["made"].material

    assert secret in made.text
    assert secret not in ada.get(where).text
    assert secret not in ada.get("/admin/audit/").text
    assert "2026-12" in ada.get(where).text
    taken = ada.post(where, {"key_id": "2026-12", "algorithm": "HS256"})
    assert "key_id" in taken.context["form"].errors
    bad = ada.post(where, {"key_id": "new", "algorithm": "EdDSA", "public_key": "no key"})
    assert "public_key" in bad.context["form"].errors


def test_a_key_is_retired_and_taken_up_again(world: World, ada: Client) -> None:
    from pharos.people.queries import verification_keys

    ada.post(address(world, "keys/"), {"key_id": "old", "algorithm": "HS256"})
    ada.post(address(world, "keys/"), {"key_id": "new", "algorithm": "HS256"})

    def believed() -> set[str]:
        with brand_scope(world.brand.pk):
            return set(verification_keys(world.brand.pk))

    assert believed() == {"old", "new"}
    ada.post(address(world, "keys/old/state/"))
    assert believed() == {"new"}
    ada.post(address(world, "keys/old/state/"), {"restore": "1"})
    assert believed() == {"old", "new"}


def test_a_brand_is_made_and_its_maker_is_in_it(world: World, ada: Client) -> None:
    slug = f"westhaven-{world.mark}"

    made = ada.post(
        "/admin/new-brand/",
        {"name": "Westhaven", "slug": slug, "languages": "en, ko", "timezone": "Asia/Seoul"},
    )

    assert made["Location"] == f"/admin/brands/{slug}/"
    page = ada.get(made["Location"])
    assert page.status_code == 200
    assert "Westhaven" in page.text
    again = ada.post(
        "/admin/new-brand/",
        {"name": "Westhaven", "slug": slug, "languages": "en", "timezone": "Asia/Seoul"},
    )
    assert "slug" in again.context["form"].errors


def test_saved_replies_are_shared_or_ones_own(world: World, ada: Client) -> None:
    where = address(world, "saved-replies/")

    ada.post(f"{where}new/", {"name": "Late deposit", "text.en": "Hello {{customer.name}}"})
    ada.post(f"{where}new/?own", {"name": "Mine", "text.en": "Hello"})
    bruno = signed_in(world.bruno).get(where).text
    wrong = ada.post(f"{where}new/", {"name": "Wrong", "text.en": "{{customer.shoe}}"})

    assert "Late deposit" in bruno
    assert "Mine" not in bruno
    assert "customer.shoe" in wrong.context["form"].errors["text.en"][0]


def test_the_audit_is_filtered(world: World, ada: Client) -> None:
    save(ada, address(world, "mail/"), support="help@northmere.example")
    save(ada, address(world, "widget/"), origins="https://www.northmere.example")

    only = ada.get("/admin/audit/", {"action": "mail", "who": "ada", "brand": str(world.brand.pk)})

    assert [line["action"] for line in only.context["entries"]] == ["mail.changed"]
    assert ada.get("/admin/audit/", {"until": "2020-01-01"}).context["entries"] == []
    assert ada.get("/admin/audit/", {"who": "nobody"}).context["entries"] == []


def test_two_changes_of_one_kind_are_told_apart_by_whoever_hears_the_page(
    world: World, ada: Client
) -> None:
    for address_of_mail in ("help@northmere.example", "care@northmere.example"):
        save(ada, address(world, "mail/"), support=address_of_mail)

    page = ada.get("/admin/audit/", {"action": "mail", "brand": str(world.brand.pk)}).text

    labels = re.findall(r'role="region" aria-label="([^"]+)"', page)
    assert len(labels) == 2
    assert len(set(labels)) == 2
