"""At the desk a mail has its head: the subject, and whether its sender is who they say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pharos.cases.models import Case
from pharos.channels.mail.taking import Came, take_mail
from pharos.channels.mail.tests.post import mail, mail_account
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.models import Membership
from pharos.people.roles import Role
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in

PROVED = "The sender is proved"
UNPROVED = "Nobody vouches for this sender"


def page_of(world: World, sender: str, *, proved: bool) -> str:
    account = mail_account(world)
    message = mail(account, sender=sender, subject="<b>Where is it?</b>", proved=proved)
    take_mail(account.for_adapter(), world.brand, Came(raw=message.as_bytes(), at=now()))
    with brand_scope(world.brand.pk):
        number = Case.objects.get(brand=world.brand).number
    return signed_in(world.amara).get(f"/desk/cases/{number}/").content.decode()


@pytest.mark.parametrize("proved", [True, False])
def test_who_vouches_for_the_sender_stands_above_the_words(world: World, *, proved: bool) -> None:
    page = page_of(world, "Dana <dana@example.test>", proved=proved)

    assert (PROVED in page, UNPROVED in page) == (proved, not proved)
    assert "&lt;b&gt;Where is it?&lt;/b&gt;" in page
    assert "<b>Where is it?" not in page


@pytest.mark.parametrize("is_partner", [True, False])
def test_addresses_in_the_head_of_a_mail_are_not_for_partners(
    world: World, *, is_partner: bool
) -> None:
    account = mail_account(world)
    message = mail(account, more={"Reply-To": "eve@elsewhere.test"})
    take_mail(account.for_adapter(), world.brand, Came(raw=message.as_bytes(), at=now()))
    with brand_scope(world.brand.pk):
        number = Case.objects.get(brand=world.brand).number
    reader = world.staff("Pavel", world.support, role=Role.PARTNER) if is_partner else world.amara
    with brand_scope(world.brand.pk):
        Membership.objects.filter(staff=reader).update(until=now() + timedelta(days=9))

    page = signed_in(reader).get(f"/desk/cases/{number}/").content.decode()

    assert "Asks for answers at" in page
    for told in ("dana@example.test", "eve@elsewhere.test"):
        assert (told in page) != is_partner


@pytest.mark.requirement("ID-04")
@pytest.mark.parametrize("imitates", [True, False])
def test_a_sender_who_is_made_to_look_like_the_brand_is_marked(
    world: World, *, imitates: bool
) -> None:
    domain = f"{world.brand.slug}-support.test" if imitates else "example.test"

    page = page_of(world, f"Help <help@{domain}>", proved=True)

    assert (f"Looks like {world.brand.slug}.test and is not" in page) == imitates
