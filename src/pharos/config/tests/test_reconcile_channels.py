"""What channels brought and has not become what it should is named, and only that."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pharos.cases.models import Case, Conversation, Delivery
from pharos.channels.mail.taking import Came, take_mail
from pharos.channels.mail.tests.post import mail, mail_account
from pharos.channels.models import ChannelAccount, PendingFile
from pharos.clocks.models import Clock
from pharos.config.reconciling import Report, reconcile
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.reception.follow_up import follow_up
from pharos.reception.models import Received, Spooled
from pharos.reception.spool import Raw, spool
from pharos.testing.world import World


@pytest.fixture
def case(world: World) -> Case:
    """A case that a mail began, acknowledged as far as the worker got."""
    account = mail_account(world)
    take_mail(account.for_adapter(), world.brand, Came(raw=mail(account).as_bytes(), at=now()))
    follow_up(actor=Actor.system(world.brand.pk))
    with brand_scope(world.brand.pk):
        return Case.objects.get(brand=world.brand)


def compared(world: World) -> Report:
    (report,) = reconcile(oldest_mark=timedelta(minutes=5), only=world.brand.slug)
    return report


@pytest.mark.requirement("CH-10", "TK-14", "SL-11")
def test_a_mail_with_its_case_its_owner_and_its_clock_is_counted_and_no_fault(
    world: World, case: Case
) -> None:
    report = compared(world)

    assert report.faults == []
    assert report.figures() == {"cases": 1, "faults": 0, "items": {"mail": 1}, "numbers": []}


@pytest.mark.requirement("CH-10", "SL-11")
def test_a_mail_without_a_clock_is_named_with_its_case(world: World, case: Case) -> None:
    with brand_scope(world.brand.pk):
        Clock.objects.filter(case_id=case.pk).delete()

    report = compared(world)

    assert any("where no clock has ever run" in fault for fault in report.faults)
    assert report.numbers == [case.number]


@pytest.mark.requirement("TK-14")
def test_a_mail_whose_entry_is_not_there_is_named(world: World, case: Case) -> None:
    with brand_scope(world.brand.pk):
        Received.objects.filter(brand=world.brand).update(seq=99)

    assert any("entry 99" in fault and "not there" in fault for fault in compared(world).faults)


@pytest.mark.parametrize(("hours", "is_named"), [(23, False), (25, True)])
def test_what_lies_in_the_spool_for_more_than_a_day_is_named(
    world: World, *, hours: int, is_named: bool
) -> None:
    system = Actor.system(world.brand.pk)
    raw = Raw(channel="mail", account="1", content=b"sealed")
    kept = spool(actor=system, brand_id=world.brand.pk, raw=raw, problem="OperationalError")
    with brand_scope(world.brand.pk):
        came = now() - timedelta(hours=hours)
        Spooled.objects.filter(pk=kept).update(received_at=came)

    assert bool(compared(world).faults) is is_named


@pytest.mark.parametrize(("minutes", "is_named"), [(50, False), (70, True)])
def test_an_answer_that_is_overdue_by_more_than_an_hour_is_named(
    world: World, case: Case, *, minutes: int, is_named: bool
) -> None:
    with brand_scope(world.brand.pk):
        due = now() - timedelta(minutes=minutes)
        Delivery.objects.filter(case=case).update(due_at=due)

    assert compared(world).numbers == ([case.number] if is_named else [])


@pytest.mark.parametrize(("minutes", "is_named"), [(50, False), (70, True)])
def test_a_file_that_nobody_has_fetched_for_an_hour_is_named(
    world: World, case: Case, *, minutes: int, is_named: bool
) -> None:
    with brand_scope(world.brand.pk):
        PendingFile.objects.create(
            brand=world.brand,
            account=ChannelAccount.objects.get(brand=world.brand),
            conversation=Conversation.objects.get(case=case),
            seq=1,
            ref="https://vendor.example/a.png",
            due_at=now() - timedelta(minutes=minutes),
        )

    assert compared(world).numbers == ([case.number] if is_named else [])
