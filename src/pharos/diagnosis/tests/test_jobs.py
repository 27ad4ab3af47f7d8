"""What the exchange is asked to do: once, on grounds, and told of however it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args
from uuid import uuid4

from pharos.cases.models import Case
from pharos.diagnosis.acting.actions.ask_as_customer import ask_as_customer
from pharos.diagnosis.acting.actions.ask_for_customer import ask_for_customer
from pharos.diagnosis.acting.actions.record_job import record_job
from pharos.diagnosis.acting.actions.take_jobs import take_jobs
from pharos.diagnosis.acting.asking import MOST_AN_HOUR, Wanted
from pharos.diagnosis.acting.kinds import KINDS
from pharos.diagnosis.acting.rounds import asked_of_exchange
from pharos.diagnosis.actions.take_event import Event, take_event
from pharos.diagnosis.models import ExchangeJob
from pharos.diagnosis.tests.jobs_desk import LOCK, Desk, State, desk, refused
from pharos.exchange.actions import NEVER, JobKind, requests
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.testing.world import World

__all__ = ["desk"]


# --- asked, done, and told


def test_a_customer_s_lock_is_done_once_however_often_it_is_pressed(desk: Desk) -> None:
    first = desk.by_dana(token="press")
    again, other_tab = desk.by_dana(token="press"), desk.by_dana(token="another")
    desk.work()
    desk.work(after=timedelta(minutes=1))

    assert first.pk == again.pk == other_tab.pk
    assert (desk.locks, desk.job.state) == (1, State.DONE)
    assert desk.states == ["ASKED", "DONE"]
    assert desk.said[-1] == (
        "Lock the account: done. The account is locked. It is opened again only at the exchange."
    )


def test_the_ledger_says_who_asked_and_the_exchange_is_told_the_same(desk: Desk) -> None:
    desk.by_dana()
    (taken,) = take_jobs(actor=Actor.system(desk.world.brand.pk), limit=9)

    asked = desk.entries[0]
    assert (asked.author_kind, asked.author_name) == ("customer", "Dana")
    assert (taken.asker().kind, taken.asker().id) == ("customer", desk.world.dana.pk)


def test_after_a_kill_at_any_point_it_is_asked_again_and_nothing_is_done_twice(
    desk: Desk,
) -> None:
    system = Actor.system(desk.world.brand.pk)
    desk.by_dana()
    desk.here.exchange.now = now()
    (taken,) = take_jobs(actor=system, limit=9)
    asked_of_exchange(taken)  # killed here: done there, and not recorded
    desk.work()
    held = desk.job.state
    desk.work(after=timedelta(minutes=1))

    assert held == State.ASKED
    assert (desk.job.state, desk.locks) == (State.DONE, 1)
    assert not record_job(actor=system, pk=taken.id, outcome=asked_of_exchange(taken))
    assert desk.states == ["ASKED", "DONE"]


def test_an_exchange_that_does_not_answer_is_asked_again_and_that_is_told_once(
    desk: Desk,
) -> None:
    desk.happens(fault={"source": "exchange", "kind": "down"})
    desk.by_dana()
    desk.work()
    desk.work(after=timedelta(minutes=1))
    away = list(desk.states)
    desk.happens(fault={"source": "exchange"})
    desk.work(after=timedelta(minutes=10))

    assert away == ["ASKED", "AWAY"]
    assert desk.states == ["ASKED", "AWAY", "DONE"]
    assert "does not answer just now" in desk.said[1]


def test_what_could_not_be_asked_for_an_hour_is_lost_and_said_so(desk: Desk) -> None:
    desk.happens(fault={"source": "exchange", "kind": "down"})
    desk.by_dana()
    desk.work(after=timedelta(minutes=61))

    assert desk.job.state == State.LOST
    assert "Our staff look into it now." in desk.said[-1]
    desk.happens(fault={"source": "exchange"})
    desk.work(after=timedelta(hours=3))
    assert desk.locks == 0


def test_what_was_so_already_is_told_as_no_failure(desk: Desk) -> None:
    desk.by_dana()
    desk.work()
    desk.by_dana()
    desk.work()

    assert desk.states[-1] == "REFUSED"
    assert desk.said[-1] == (
        "Lock the account: nothing had to be done. The account was locked already."
    )


def test_what_runs_is_looked_at_when_it_is_to_be_decided(desk: Desk) -> None:
    desk.happens(moody={"kind": LOCK, "state": "RUNNING"})
    desk.by_amara()
    desk.work()
    running = desk.job
    desk.happens(decide={"job": running.job_id})
    desk.work(after=timedelta(hours=1))
    early = desk.job.state
    desk.work(after=timedelta(hours=25))

    assert (running.state, early, desk.job.state) == (State.RUNNING, State.RUNNING, State.DONE)
    assert running.decide_by is not None
    # What staff asked for is told to the customer once the exchange has decided.
    assert desk.said == [
        "Lock the account: done. The account is locked. It is opened again only at the exchange."
    ]


def test_what_the_exchange_tells_by_itself_wakes_the_job(desk: Desk) -> None:
    desk.happens(moody={"kind": LOCK, "state": "RUNNING"})
    desk.by_dana()
    desk.work()
    desk.happens(decide={"job": desk.job.job_id, "reason": "NOT_POSSIBLE"})
    brand = desk.world.brand.pk
    moved = Event(id=str(uuid4()), kind="job.state", at=now(), subject=desk.job.job_id)
    take_event(actor=Actor.system(brand), brand_id=brand, event=moved)
    desk.work()

    assert desk.states == ["ASKED", "RUNNING", "REFUSED"]
    assert desk.said[-1].endswith("It is not possible.")


# --- what is sealed


def test_a_sealed_refusal_looks_like_an_ordinary_review_everywhere(desk: Desk) -> None:
    told = []
    for reason in ("LEGAL_ORDER", "OTHER_REVIEW", "A_CODE_OF_TOMORROW"):
        desk.happens(moody={"kind": LOCK, "state": "REFUSED", "reason": reason})
        job = desk.by_dana()
        desk.work()
        with brand_scope(desk.world.brand.pk):
            job.refresh_from_db()
        payload = dict(desk.entries[-1].payload or {}) | {"job": ""}
        told.append((desk.said[-1], payload, job.reason))

    assert told[0] == told[1] == told[2]
    assert "LEGAL" not in str(told)
    assert "in a review that is required of us" in told[0][0]


# --- on what grounds


def test_without_proof_nothing_is_asked_for(desk: Desk, world: World) -> None:
    visitor = world.asked(world.eve, text="Lock Dana's account.")
    number = visitor.number
    lock = Wanted(kind=LOCK, client_token="t")

    code = refused(lambda: ask_for_customer(actor=world.amara.actor(), number=number, wanted=lock))

    assert code == "assurance_low"
    assert desk.by_amara().state == State.ASKED


def test_a_session_that_is_not_signed_in_asks_for_nothing(desk: Desk) -> None:
    dana = desk.world.dana
    unsigned = Actor.customer(id=dana.pk, brand_id=dana.brand_id, name="Dana", assurance=1)
    chat = desk.world.conversation(desk.case)

    def ask(actor: Actor) -> ExchangeJob:
        return ask_as_customer(
            actor=actor,
            external_id=chat.external_id,
            channel="widget",
            wanted=Wanted(kind=LOCK, client_token="t"),
        )

    assert refused(lambda: ask(unsigned)) == "assurance_low"
    assert ask(desk.world.actor(dana)).state == State.ASKED


def test_another_customer_s_conversation_is_not_there(desk: Desk) -> None:
    chat = desk.world.conversation(desk.case)
    minjun = desk.world.actor(desk.world.minjun)
    wanted = Wanted(kind=LOCK, client_token="t")

    code = refused(
        lambda: ask_as_customer(
            actor=minjun, external_id=chat.external_id, channel="widget", wanted=wanted
        )
    )

    assert code == "not_found"
    assert desk.by_dana().state == State.ASKED


def test_in_a_settled_case_nothing_is_asked_for(desk: Desk) -> None:
    with brand_scope(desk.world.brand.pk):
        Case.objects.filter(pk=desk.case.pk).update(state="CLOSED", resolved_at=now())
    closed = refused(desk.by_amara)
    with brand_scope(desk.world.brand.pk):
        Case.objects.filter(pk=desk.case.pk).update(state="QUEUED", resolved_at=None)

    assert closed == "case_not_open"
    assert desk.by_amara().state == State.ASKED


def test_all_is_off_until_a_brand_switches_it_on(desk: Desk) -> None:
    desk.here.switch_on("RESEND")
    off = refused(desk.by_dana)
    desk.here.switch_on(LOCK)

    assert off == "job_off"
    assert desk.by_dana().state == State.ASKED


def test_a_customer_asks_only_for_what_a_card_of_theirs_offers(desk: Desk) -> None:
    assert refused(lambda: desk.by_dana("CANCEL_WITHDRAWAL", position=1)) == "step_unknown"
    assert refused(lambda: desk.by_amara("CANCEL_WITHDRAWAL", seq=1)) == "step_unknown"


def test_who_presses_all_the_time_is_held_up(desk: Desk) -> None:
    for _ in range(MOST_AN_HOUR):
        desk.by_dana()
        desk.work()
    held = refused(desk.by_dana)

    assert held == "too_many"
    with frozen_at(now() + timedelta(minutes=61)):
        assert desk.by_dana().state == State.ASKED


# --- never


def test_there_is_a_kind_for_each_request_of_the_contract_and_for_nothing_else(
    desk: Desk,
) -> None:
    assert set(KINDS) == set(get_args(JobKind))
    assert {kind.operation for kind in KINDS.values()} == set(requests()) - {"get_job"}
    # Each of these would need a kind; there is none, and no other way in.
    wanted = ("MOVE_MONEY", "CHANGE_MAIL", "CHANGE_PASSWORD", "LIFT_FREEZE", "READ_SECRET", "ORDER")
    assert len(NEVER) <= len(wanted)
    for kind in wanted:
        assert refused(lambda kind=kind: desk.by_amara(kind)) == "kind_unknown"  # type: ignore[misc]
        assert refused(lambda kind=kind: desk.by_dana(kind)) == "kind_unknown"  # type: ignore[misc]
