"""The present of a case is what its past tells."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pharos.cases.actions.assign import release_case, take_case
from pharos.cases.actions.erase import erase_content
from pharos.cases.actions.note import add_note
from pharos.cases.actions.prove import raise_assurance
from pharos.cases.actions.reply import ReplyDraft, send_reply
from pharos.cases.actions.resolve import Outcome, resolve_case
from pharos.cases.ledger.replay import differences, replayed
from pharos.cases.ledger.stored import case_chain, verify_case
from pharos.cases.models import Case
from pharos.cases.states import Disposition
from pharos.kernel.errors import DomainError
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.people.roles import Role
from pharos.reception.admit import admit
from pharos.reception.follow_up import follow_up
from pharos.reception.inbound import Inbound
from pharos.reception.review import ReviewRequest, ask_for_review
from pharos.testing.world import World

STEPS = (
    "write",
    "write",
    "reply",
    "reply",
    "note",
    "take",
    "take_over",
    "release",
    "resolve",
    "review",
    "follow_up",
    "prove",
    "erase",
)


@pytest.fixture(scope="module")
def world(django_db_setup: None) -> World:
    return World()


class Life:
    """One case and what can happen to it. What is refused changes nothing."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.dana = world.customer(f"Dana {uuid4()}", assurance=2)
        self.thread = str(uuid4())
        self.case = world.asked(
            self.dana, text="Where is my deposit? 어디에 있나요", external_id=self.thread
        )
        self.count = 0

    def do(self, step: str) -> None:
        self.count += 1
        try:
            getattr(self, step)()
        except DomainError:
            return

    def staff(self, name: str = "amara") -> Actor:
        person: Actor = self.world.actor(getattr(self.world, name))
        return person

    def words(self) -> str:
        return f"words  {self.count} " * (1 + 20 * (self.count % 2))

    def write(self) -> None:
        inbound = Inbound(
            channel="widget",
            external_id=self.thread,
            client_token=str(uuid4()),
            text=self.words(),
        )
        admit(actor=self.world.actor(self.dana), inbound=inbound)

    def reply(self) -> None:
        draft = ReplyDraft(body=self.words(), client_token=str(uuid4()))
        name = "kofi" if self.count % 3 == 0 else "amara"
        send_reply(actor=self.staff(name), number=self.case.number, draft=draft)

    def note(self) -> None:
        token = str(uuid4())
        add_note(actor=self.staff(), number=self.case.number, body=self.words(), client_token=token)

    def take(self) -> None:
        take_case(actor=self.staff(), number=self.case.number)

    def take_over(self) -> None:
        take_case(actor=self.staff("bruno"), number=self.case.number)

    def release(self) -> None:
        release_case(actor=self.staff("bruno"), number=self.case.number)

    def resolve(self) -> None:
        outcome = Outcome(disposition=Disposition.EXPLAINED, text=self.words())
        resolve_case(actor=self.staff(), number=self.case.number, outcome=outcome)

    def review(self) -> None:
        request = ReviewRequest(
            channel="widget", external_id=self.thread, client_token=str(uuid4()), text="Please."
        )
        ask_for_review(actor=self.world.actor(self.dana), request=request)

    def follow_up(self) -> None:
        follow_up(actor=Actor.system(self.world.brand.pk))

    def prove(self) -> None:
        actor = Actor.customer(
            id=self.dana.pk, brand_id=self.dana.brand_id, name="Dana", assurance=3
        )
        raise_assurance(actor=actor, proved_by="token")

    def erase(self) -> None:
        entries = self.world.entries(self.case)
        spoken = [e.seq for e in entries if e.kind in ("message", "resolution")]
        officer = Actor.staff(
            id=self.world.bruno.pk,
            name="Bruno",
            role=Role.COMPLIANCE,
            brands=(self.world.brand.pk,),
        )
        seq = spoken[self.count % len(spoken)]
        erase_content(actor=officer, number=self.case.number, seq=seq, why="asked")

    def differences(self) -> dict[str, Any]:
        with brand_scope(self.world.brand.pk):
            case = Case.objects.get(pk=self.case.pk)
            assert verify_case(case.pk) is None
            return differences(case, case_chain(case.pk).entries)


@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.sampled_from(STEPS), min_size=3, max_size=10))
@pytest.mark.requirement("CD-04")
def test_replay_equals_present_whatever_happens(world: World, steps: list[str]) -> None:
    life = Life(world)
    assert life.differences() == {}

    for place, step in enumerate(steps):
        life.do(step)
        assert life.differences() == {}, steps[: place + 1]


@pytest.mark.parametrize("step", sorted(set(STEPS)))
def test_each_action_tells_the_ledger_what_it_did(world: World, step: str) -> None:
    life = Life(world)

    life.do("take")
    life.do(step)

    assert life.differences() == {}


def test_a_life_with_an_end_and_a_new_beginning(world: World) -> None:
    life = Life(world)
    for step in ("follow_up", "take", "reply", "write", "reply", "resolve", "write", "review"):
        life.do(step)

    with brand_scope(world.brand.pk):
        past = replayed(case_chain(life.case.pk).entries)

    assert life.differences() == {}
    assert (past.state, past.touches, past.contacts) == ("QUEUED", 2, 3)
    assert past.reviewed_after == world.amara.pk
    assert past.assignee is None
    assert past.resolved_at is None


def test_a_change_that_the_ledger_was_not_told_is_seen(world: World) -> None:
    life = Life(world)
    with brand_scope(world.brand.pk):
        Case.objects.filter(pk=life.case.pk).update(touches=7, state="QUEUED")

    assert life.differences() == {"touches": (0, 7), "state": ("NEW", "QUEUED")}
