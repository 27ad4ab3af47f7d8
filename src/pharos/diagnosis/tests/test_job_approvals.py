"""What needs two persons: one asks, another one decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pharos.cases.models import Notification
from pharos.diagnosis.acting.actions.decide_job import approve_job, decline_job
from pharos.diagnosis.models import ExchangeJob
from pharos.diagnosis.tests.jobs_desk import LOCK, Desk, State, desk, refused
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor

__all__ = ["desk"]


def test_what_needs_two_persons_waits_for_another_one(desk: Desk) -> None:
    desk.here.switch_on(LOCK, approved=(LOCK,))
    token = desk.by_amara().token
    desk.work()
    waiting = (desk.job.state, desk.locks)
    bruno = desk.world.bruno.actor()
    approve_job(actor=bruno, number=desk.case.number, token=token)
    approve_job(actor=bruno, number=desk.case.number, token=token)
    desk.work()

    assert waiting == (State.AWAITING_APPROVAL, 0)
    assert (desk.job.state, desk.job.approved_by_name, desk.locks) == (State.DONE, "Bruno", 1)
    assert desk.states == ["AWAITING_APPROVAL", "APPROVED", "DONE"]
    with brand_scope(desk.world.brand.pk):
        told = Notification.objects.filter(kind="job").values_list("staff_id", flat=True)
        assert {desk.world.bruno.pk, desk.world.ada.pk} == set(told)


def test_nobody_approves_what_they_asked_for_and_not_everybody_may(desk: Desk) -> None:
    desk.here.switch_on(LOCK, approved=(LOCK,))
    bruno, ada, kofi = (one.actor() for one in (desk.world.bruno, desk.world.ada, desk.world.kofi))
    token = desk.by_amara(actor=bruno).token

    def approve(actor: Actor) -> ExchangeJob:
        return approve_job(actor=actor, number=desk.case.number, token=token)

    assert refused(lambda: approve(bruno)) == "approval_own"
    assert refused(lambda: approve(kofi)) == "approval_role"
    assert refused(lambda: approve(desk.world.chen.actor())) == "not_found"
    assert approve(ada).state == State.ASKED
    assert (
        refused(
            lambda: approve(desk.world.staff("Una", desk.world.support, role="specialist").actor())
        )
        == "job_decided"
    )


def test_what_is_declined_is_not_asked_and_only_staff_read_why(desk: Desk) -> None:
    desk.here.switch_on("2FA_RESET", approved=("2FA_RESET",))
    token = desk.by_amara("2FA_RESET").token
    bruno = desk.world.bruno.actor()

    def decline(why: str) -> ExchangeJob:
        return decline_job(actor=bruno, number=desk.case.number, token=token, why=why)

    assert refused(lambda: decline(" ")) == "reason_missing"
    assert decline("Not on the photo.").state == State.DECLINED
    desk.work()
    assert desk.here.dana.job is None
    assert desk.entries[-1].visibility == "staff"
    assert not any("photo" in said for said in desk.said)


@pytest.mark.requirement("ID-06")
def test_a_recovery_is_followed_to_its_end_and_each_step_is_on_record(desk: Desk) -> None:
    desk.here.switch_on("2FA_RESET", approved=("2FA_RESET",))
    desk.happens(moody={"kind": "2FA_RESET", "state": "RUNNING"})
    token = desk.by_amara("2FA_RESET").token
    approve_job(actor=desk.world.bruno.actor(), number=desk.case.number, token=token)
    desk.work()
    desk.happens(decide={"job": desk.job.job_id})
    desk.work(after=timedelta(hours=49))

    steps = [((one.payload or {})["state"], one.author_name) for one in desk.entries]
    assert [state for state, _ in steps] == ["AWAITING_APPROVAL", "APPROVED", "RUNNING", "DONE"]
    assert [name for _, name in steps[:2]] == ["Amara", "Bruno"]
    assert desk.said[-1] == "Reset two-factor sign-in: done. Two-factor sign-in is reset."


def test_a_customer_s_own_lock_never_waits_for_approval(desk: Desk) -> None:
    desk.here.switch_on(LOCK, approved=(LOCK,))
    waiting = desk.by_amara().state
    desk.by_dana()
    desk.work()

    assert waiting == State.AWAITING_APPROVAL
    assert (desk.job.state, desk.job.asked_by_name, desk.locks) == (State.DONE, "Dana", 1)
    assert desk.states == ["AWAITING_APPROVAL", "ASKED", "DONE"]
