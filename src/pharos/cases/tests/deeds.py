"""What the tests of actions do again and again, in words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from uuid import uuid4

from django.db import connections, transaction

from pharos.cases.actions.reply import ReplyDraft, send_reply
from pharos.cases.actions.resolve import Outcome, resolve_case
from pharos.cases.ledger.append import Written
from pharos.cases.ledger.replay import differences
from pharos.cases.ledger.stored import case_chain
from pharos.cases.ledger.verify import case_fault
from pharos.cases.models import Case, Entry
from pharos.cases.states import CaseState, ChatState, Disposition
from pharos.cases.words import screened
from pharos.clocks.models import Clock
from pharos.kernel.errors import DomainError
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.models import Staff
from pharos.reception.receive import Answer, Message, receive_now
from pharos.testing.world import World

T = TypeVar("T")
SECONDS = 20


def draft(body: str = "It is on its way.", **more: Any) -> ReplyDraft:
    return ReplyDraft(**{"body": body, "client_token": str(uuid4())} | more)


def asked_by_somebody(world: World, **more: Any) -> Case:
    """The case of a customer who has no other."""
    return world.asked(world.customer("Dana " + uuid4().hex, assurance=2), **more)


def answered(case: Case, by: Staff, body: str = "It is on its way.") -> Written:
    return send_reply(actor=by.actor(), number=case.number, draft=draft(body))


def outcome(
    disposition: Disposition = Disposition.EXPLAINED, text: str = "It had arrived at nine."
) -> Outcome:
    return Outcome(disposition=disposition, text=text)


def resolved(case: Case, by: Staff) -> Case:
    return resolve_case(actor=by.actor(), number=case.number, outcome=outcome())


def write_again(
    world: World, case: Case, text: str = "Hello?", *, token: str | None = None
) -> Answer:
    """The customer's next message, by the same function as the hot door's."""
    thread = world.conversation(case)
    with transaction.atomic():
        return receive_now(
            Message(
                brand_id=case.brand_id,
                customer_id=thread.customer_id,
                author_name="Dana",
                channel="widget",
                external_id=thread.external_id,
                client_token=token or str(uuid4()),
                words=screened(text),
                at=now(),
            )
        )


def put(case: Case, state: CaseState, chat: ChatState | None = None) -> Case:
    """A case that stands in this state, however it came there."""
    ended = state in (CaseState.RESOLVED, CaseState.CLOSED)
    with brand_scope(case.brand_id):
        at = now() if ended else None
        Case.objects.filter(pk=case.pk).update(state=state, resolved_at=at)
        if chat is not None:
            case.conversations.update(state=chat)
    return fresh(case)


def fresh(case: Case) -> Case:
    with brand_scope(case.brand_id):
        return Case.objects.select_related("assignee", "reviewed_after").get(pk=case.pk)


def code_of(work: Callable[[], object]) -> str:
    """`ok`, or the code by which it is refused."""
    try:
        work()
    except DomainError as refused:
        return refused.code
    return "ok"


def clocks(case: Case, *, running: bool = False) -> list[Clock]:
    with brand_scope(case.brand_id):
        found = Clock.objects.filter(case_id=case.pk).order_by("pk")
        return list(found.filter(stopped_at=None) if running else found)


def kinds(entries: list[Entry]) -> list[str]:
    return [entry.kind for entry in entries]


def moves(entries: list[Entry]) -> list[list[str]]:
    """The moves of the case, in order."""
    found = [(entry.payload or {}).get("case") for entry in entries if entry.kind == "state"]
    return [move for move in found if move]


def is_whole(case: Case) -> bool:
    """Whether the chain holds, and the row says the same as its history."""
    with brand_scope(case.brand_id):
        chain = case_chain(case.pk)
        return case_fault(chain) is None and not differences(fresh(case), chain.entries)


def together(*works: Callable[[], T]) -> list[T | Exception]:
    """Run all at the same time, each on a connection of its own; refusals are results too."""
    start = threading.Barrier(len(works))

    def begin(work: Callable[[], T]) -> T | Exception:
        start.wait()
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - handed to the test
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        running = [pool.submit(begin, work) for work in works]
        return [each.result(timeout=SECONDS) for each in running]
