"""The present of a case is what its past tells."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pharos.cases.actions.assign import assign_case, release_case, take_case
from pharos.cases.actions.erase import erase_content
from pharos.cases.actions.link import link_cases
from pharos.cases.actions.merge import merge_cases, unmerge_case
from pharos.cases.actions.note import add_note
from pharos.cases.actions.prove import raise_assurance
from pharos.cases.actions.reason import correct_reason
from pharos.cases.actions.reopen import reopen_case
from pharos.cases.actions.reply import ReplyDraft, send_reply
from pharos.cases.actions.resolve import Outcome, resolve_case
from pharos.cases.actions.side import Question, answer_side, ask_team, close_side
from pharos.cases.actions.snooze import snooze_case, wake_case, wake_cases
from pharos.cases.actions.spam import mark_spam, unmark_spam
from pharos.cases.actions.split import split_case
from pharos.cases.actions.tags import change_tags
from pharos.cases.actions.transfer import transfer_case
from pharos.cases.actions.withdraw import Withdrawal, withdraw_case
from pharos.cases.ledger.replay import differences, replayed
from pharos.cases.ledger.stored import case_chain, verify_case
from pharos.cases.models import Case
from pharos.cases.states import Disposition
from pharos.cases.tests.deeds import write_again
from pharos.kernel.errors import DomainError
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.knowledge.models import Tag
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
    "withdraw",
    "follow_up",
    "prove",
    "erase",
    "assign",
    "transfer",
    "transfer_back",
    "snooze",
    "wake",
    "wake_late",
    "reopen",
    "correct",
    "tag",
    "untag",
    "ask",
    "ask_beside",
    "answer_side",
    "close_side",
    "merge",
    "unmerge",
    "take_in",
    "give_out",
    "write_there",
    "split",
    "spam",
    "unspam",
    "link",
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
        self.other = world.asked(self.dana, text="Why so slow?", reason="ACC.LOCKED")
        with brand_scope(world.brand.pk):
            self.word = Tag.objects.create(brand=world.brand, name=f"vip {uuid4()}"[:40])
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

    def withdraw(self) -> None:
        withdrawal = Withdrawal(
            number=self.case.number,
            client_token=str(uuid4()),
            why="" if self.count % 2 else "Done.",
        )
        withdraw_case(actor=self.world.actor(self.dana), withdrawal=withdrawal)

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

    def assign(self) -> None:
        assign_case(actor=self.staff(), number=self.case.number, to=self.world.kofi.pk)

    def transfer(self) -> None:
        self._transfer(self.world.korean.pk)

    def transfer_back(self) -> None:
        self._transfer(self.world.support.pk)

    def _transfer(self, team: int) -> None:
        transfer_case(
            actor=self.staff("bruno"), number=self.case.number, team=team, why="They know."
        )

    def snooze(self) -> None:
        until = now() + timedelta(hours=self.count)
        snooze_case(actor=self.staff("bruno"), number=self.case.number, until=until)

    def wake(self) -> None:
        wake_case(actor=self.staff("bruno"), number=self.case.number)

    def wake_late(self) -> None:
        with frozen_at(now() + timedelta(days=2)):
            wake_cases(actor=Actor.system(self.world.brand.pk))

    def reopen(self) -> None:
        reopen_case(actor=self.staff(), number=self.case.number, why="It is not over.")

    def correct(self) -> None:
        reason = ("WDR.REVIEW", "DEP.PENDING_CONF")[self.count % 2]
        correct_reason(actor=self.staff(), number=self.case.number, reason=reason)

    def tag(self) -> None:
        change_tags(actor=self.staff(), number=self.case.number, add=[self.word.pk])

    def untag(self) -> None:
        change_tags(actor=self.staff(), number=self.case.number, remove=[self.word.pk])

    def ask(self, *, waits: bool = True) -> None:
        question = Question(
            team=self.world.korean.pk, body=self.words(), client_token=str(uuid4()), waits=waits
        )
        ask_team(actor=self.staff(), number=self.case.number, question=question)

    def ask_beside(self) -> None:
        self.ask(waits=False)

    def answer_side(self) -> None:
        token = str(uuid4())
        answer_side(
            actor=self.world.yuna.actor(),
            number=self.case.number,
            nr=1 + self.count % 2,
            body="It is paused.",
            client_token=token,
        )

    def close_side(self) -> None:
        close_side(actor=self.staff(), number=self.case.number, nr=1)

    def merge(self) -> None:
        merge_cases(actor=self.staff(), number=self.case.number, into=self.other.number)

    def unmerge(self) -> None:
        unmerge_case(actor=self.staff(), number=self.case.number)

    def take_in(self) -> None:
        merge_cases(actor=self.staff(), number=self.other.number, into=self.case.number)

    def give_out(self) -> None:
        unmerge_case(actor=self.staff(), number=self.other.number)

    def write_there(self) -> None:
        write_again(self.world, self.other, self.words())

    def split(self) -> None:
        said = [e.seq for e in self.world.entries(self.case) if e.kind == "message"]
        split_case(actor=self.staff(), number=self.case.number, seqs=said[:1])

    def spam(self) -> None:
        mark_spam(actor=self.staff(), number=self.case.number)

    def unspam(self) -> None:
        unmark_spam(actor=self.staff(), number=self.case.number)

    def link(self) -> None:
        link_cases(
            actor=self.staff(), number=self.case.number, other=self.other.number, kind="related"
        )

    def differences(self) -> dict[str, Any]:
        """What rows and ledgers tell differently, of the case and of the one beside it."""
        return self._differences(self.case) | {
            f"other {name}": told for name, told in self._differences(self.other).items()
        }

    def _differences(self, of: Case) -> dict[str, Any]:
        with brand_scope(self.world.brand.pk):
            case = Case.objects.get(pk=of.pk)
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


@pytest.mark.parametrize("then", ["merge", "split", "take_in"])
def test_what_was_erased_before_it_was_carried_on_is_erased_there_too(
    world: World, then: str
) -> None:
    life = Life(world)
    for step in ("take", "erase", then, "erase"):
        life.do(step)
        assert life.differences() == {}, step


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
