"""Who comes in and as what: invitations, roles, ends, and lost second factors."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from pharos.kernel.audit import entries
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.letters.models import Letter
from pharos.people.models import Membership, Staff
from pharos.people.roles import Role
from pharos.testing.world import PASSWORD, World

NEW_PASSWORD = "a lighthouse on a calm night"


@pytest.fixture
def ada(world: World) -> Staff:
    return world.ada


def browser_of(world: World, staff: Staff | None = None, last: int = 1) -> Client:
    mark = world.mark
    browser = Client(REMOTE_ADDR=f"fd00:{mark[:4]}:{mark[4:]}:{last}::1")
    if staff is not None:
        browser.force_login(staff)
    return browser


def invites(browser: Client, world: World, email: str, **more: Any) -> str:
    """Return the path of the link, or "" if none was made."""
    form = {"email": email, "team": world.support.pk, "role": "agent", **more}
    page = browser.post("/admin/staff/", form).content.decode()
    found = re.search(r"(/join/[\w/-]+)", page)
    return found[1] if found else ""


def joins(world: World, link: str, last: int = 5) -> Client:
    browser = browser_of(world, last=last)
    browser.post(link, {"name": "Nadia", "password": NEW_PASSWORD})
    return browser


def told(world: World) -> list[str]:
    with brand_scope(world.brand.pk):
        return [entry.action for entry in entries(world.brand.pk)]


def test_whoever_is_invited_makes_their_account_and_is_at_the_desk(
    world: World, ada: Staff
) -> None:
    email = f"nadia-{world.mark}@northmere.test"
    link = invites(browser_of(world, ada), world, email)

    nadia = joins(world, link)

    assert nadia.get("/desk/").status_code == 200
    made = Staff.objects.get(email=email)
    assert (made.name, made.role, made.brands) == ("Nadia", "agent", (world.brand.pk,))
    assert made.check_password(NEW_PASSWORD)
    assert told(world)[:2] == ["staff.joined", "staff.invited"]


def test_a_link_works_once_and_its_secret_is_kept_nowhere(world: World, ada: Staff) -> None:
    from pharos.people.models import Invitation

    link = invites(browser_of(world, ada), world, f"nadia-{world.mark}@northmere.test")
    with brand_scope(world.brand.pk):
        kept = Invitation.objects.get(brand=world.brand)
    assert link.split("/")[-2] not in str(vars(kept))
    assert browser_of(world).get(link).status_code == 200

    joins(world, link)

    assert browser_of(world, last=6).get(link).status_code == 404
    assert "_auth_user_id" not in joins(world, link, last=7).session


def test_whoever_is_invited_is_mailed_the_link_that_the_page_shows(
    world: World, ada: Staff
) -> None:
    email = f"nadia-{world.mark}@northmere.test"
    link = invites(browser_of(world, ada), world, email)

    with brand_scope(world.brand.pk):
        letter = Letter.objects.get(to_address=email)
    assert letter.action_url.endswith(link)
    assert "Ada" in letter.subject
    refused = invites(browser_of(world, ada), world, "nobody")
    with brand_scope(world.brand.pk):
        assert (refused, Letter.objects.filter(brand=world.brand).count()) == ("", 1)


def test_a_link_ends_after_seven_days(world: World, ada: Staff) -> None:
    link = invites(browser_of(world, ada), world, f"nadia-{world.mark}@northmere.test")
    at = now()

    with frozen_at(at + timedelta(days=6, hours=23)):
        assert browser_of(world).get(link).status_code == 200
    with frozen_at(at + timedelta(days=7, seconds=1)):
        assert browser_of(world).get(link).status_code == 404


def test_a_later_invitation_and_a_withdrawal_end_a_link(world: World, ada: Staff) -> None:
    browser, email = browser_of(world, ada), f"nadia-{world.mark}@northmere.test"
    first, second = invites(browser, world, email), invites(browser, world, email)
    assert browser_of(world).get(first).status_code == 404
    assert browser_of(world).get(second).status_code == 200

    page = browser.get("/admin/staff/").content.decode()
    (number,) = re.findall(r"/invitations/(\d+)/withdrawal/", page)
    browser.post(f"/admin/staff/invitations/{number}/withdrawal/")

    assert browser_of(world).get(second).status_code == 404


def test_a_weak_password_makes_no_account(world: World, ada: Staff) -> None:
    email = f"nadia-{world.mark}@northmere.test"
    link = invites(browser_of(world, ada), world, email)

    answer = browser_of(world).post(link, {"name": "Nadia", "password": "password"})

    assert answer.status_code == 422
    assert not Staff.objects.filter(email=email).exists()


def test_whoever_has_an_account_says_yes_with_it_and_nobody_else_does(
    world: World, ada: Staff
) -> None:
    link = invites(browser_of(world, ada), world, world.chen.email)

    other = browser_of(world, world.amara, 2).post(
        link, {"name": "Nadia", "password": NEW_PASSWORD}
    )
    assert other.status_code == 302
    assert world.chen.brands == (world.elsewhere.pk,)
    browser_of(world, world.chen, 3).post(link)

    assert set(world.chen.brands) == {world.brand.pk, world.elsewhere.pk}
    assert Staff.objects.get(pk=world.chen.pk).check_password(PASSWORD)


@pytest.mark.requirement("TP-01")
@pytest.mark.parametrize(
    ("role", "days", "works"),
    [
        ("partner", None, False),
        ("partner", 30, True),
        ("partner", -2, False),
        ("administrator", 30, False),
        ("administrator", None, True),
        ("agent", None, True),
    ],
)
def test_partners_have_a_last_day_and_administrators_have_none(
    world: World, ada: Staff, role: str, days: int | None, *, works: bool
) -> None:
    until = "" if days is None else (now() + timedelta(days=days)).date().isoformat()
    email = f"nadia-{world.mark}@northmere.test"

    link = invites(browser_of(world, ada), world, email, role=role, until=until)

    assert bool(link) is works


def test_a_closed_account_is_out_at_once_and_comes_back_with_its_places(
    world: World, ada: Staff
) -> None:
    browser, amara = browser_of(world, ada), browser_of(world, last=2)
    amara.post("/sign-in/", {"login": world.amara.email, "password": PASSWORD})
    assert amara.get("/desk/").status_code == 200

    browser.post(f"/admin/staff/{world.amara.pk}/activity/")
    assert amara.get("/desk/").status_code == 302
    assert "staff.deactivated" in told(world)
    browser.post(f"/admin/staff/{world.amara.pk}/activity/", {"again": "1"})

    assert amara.get("/desk/").status_code == 302, "the session is gone for good"
    assert Staff.objects.get(pk=world.amara.pk).brands == (world.brand.pk,)


def test_nobody_changes_or_closes_themselves(world: World, ada: Staff) -> None:
    browser = browser_of(world, ada)

    closed = browser.post(f"/admin/staff/{ada.pk}/activity/")
    demoted = browser.post(f"/admin/staff/{ada.pk}/", {"role": "agent", "until": ""})

    assert closed.status_code == 403
    assert demoted.status_code in (403, 422)
    assert Staff.objects.get(pk=ada.pk).role == Role.ADMINISTRATOR
    assert Staff.objects.get(pk=ada.pk).is_active


def test_a_role_and_a_last_day_are_changed_and_told(world: World, ada: Staff) -> None:
    day = (now() + timedelta(days=10)).date()

    browser_of(world, ada).post(
        f"/admin/staff/{world.amara.pk}/", {"role": "specialist", "until": day.isoformat()}
    )

    assert Staff.objects.get(pk=world.amara.pk).role == Role.SPECIALIST
    with brand_scope(world.brand.pk):
        place = Membership.objects.get(staff=world.amara)
        assert place.until is not None
        assert place.until.date() == day
        entry = entries(world.brand.pk)[0]
    assert (entry.action, entry.change["role"]) == ("staff.changed", ["agent", "specialist"])


@pytest.mark.parametrize("page", ["", "activity/", "factor/"])
def test_an_administrator_reaches_the_people_of_their_own_brands_only(
    world: World, ada: Staff, page: str
) -> None:
    form = {"role": "agent", "until": "", "reason": "Lost."}

    answer = browser_of(world, ada).post(f"/admin/staff/{world.chen.pk}/{page}", form)

    assert answer.status_code == 404
    assert Staff.objects.get(pk=world.chen.pk).is_active


def test_whoever_also_works_elsewhere_keeps_role_and_account(world: World, ada: Staff) -> None:
    with brand_scope(world.brand.pk):
        Membership.objects.create(staff=world.chen, team=world.support)
    browser = browser_of(world, ada)

    browser.post(f"/admin/staff/{world.chen.pk}/activity/")
    browser.post(f"/admin/staff/{world.chen.pk}/", {"role": "administrator", "until": ""})

    chen = Staff.objects.get(pk=world.chen.pk)
    assert (chen.is_active, chen.role) == (True, "agent")


@pytest.mark.parametrize(
    ("reason", "is_reset"), [("Lost her telephone, called back.", True), ("", False)]
)
def test_a_lost_second_factor_is_removed_for_a_reason_that_is_kept(
    world: World, ada: Staff, reason: str, *, is_reset: bool
) -> None:
    Authenticator.objects.create(user=world.amara, type="totp", data={"secret": "x"})

    browser_of(world, ada).post(f"/admin/staff/{world.amara.pk}/factor/", {"reason": reason})

    assert Authenticator.objects.filter(user=world.amara).exists() is not is_reset
    with brand_scope(world.brand.pk):
        changes = [e.change for e in entries(world.brand.pk) if e.action == "staff.factor_reset"]
    assert [change["reason"][1] for change in changes] == ([reason] if is_reset else [])


def test_the_list_tells_who_has_a_second_factor(world: World, ada: Staff) -> None:
    page = browser_of(world, ada).get("/admin/staff/").content.decode()
    assert "Amara" in page
    assert "Chen" not in page
    before = page.count("Second factor")

    Authenticator.objects.create(user=world.amara, type="totp", data={"secret": "x"})

    assert browser_of(world, ada).get("/admin/staff/").content.decode().count("Second factor") == (
        before + 1
    )
