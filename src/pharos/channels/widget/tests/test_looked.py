"""Who looked at a customer's data, told to that customer and to nobody else."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from django.utils.translation import gettext, override

from pharos.cases.ledger.append import Visibility, append, lock_heads
from pharos.cases.ledger.entries import entry_of
from pharos.cases.models import Case
from pharos.channels.widget.tests.caller import Caller, exchange_of, thread_id
from pharos.diagnosis.looked_at import LABELS
from pharos.exchange.operations import PUBLIC, operations
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.people.tests.exchange import Exchange
from pharos.testing.desk_server import DeskServer
from pharos.testing.world import World

SEALED: Literal["sealed"] = "sealed"


class Looked:
    """Dana, signed in, with a conversation; and whoever looked at her data for it."""

    def __init__(self, server: DeskServer, world: World) -> None:
        self.server, self.world = server, world
        self.exchange: Exchange = exchange_of(world.brand)
        self.dana = self.come(self.exchange.token())
        self.thread = thread_id()
        number = self.dana.say(self.thread, "Where is it?", topic="DEP.NOT_FOUND").json["case"]
        with brand_scope(world.brand.pk):
            self.case = Case.objects.get(number=number)

    def come(self, token: str | None = None) -> Caller:
        caller = Caller(self.server.url, self.world.brand.slug)
        assert caller.open(token).status == 201
        return caller

    def look(
        self,
        *questions: str,
        by: Actor | None = None,
        purpose: str = "diagnose",
        ended: str = "answered",
        visibility: Visibility = "staff",
    ) -> None:
        """Write down a look as `record_diagnosis` does."""
        asked = [{"question": question, "ended": ended} for question in questions]
        by = by or Actor.system(self.world.brand.pk)
        payload: dict[str, object] = {"purpose": purpose, "asked": asked}
        with brand_scope(self.world.brand.pk):
            lock_heads([self.case.pk])
            append(entry_of(self.case, by, "access", payload=payload, visibility=visibility))

    def told(self, language: str = "en") -> list[dict[str, Any]]:
        answer = self.dana.on(self.thread, "looks", headers={"Accept-Language": language})
        assert answer.status == 200
        found: list[dict[str, Any]] = answer.json["looks"]
        return found


@pytest.fixture
def looked(desk_server: DeskServer, world: World) -> Looked:
    return Looked(desk_server, world)


def test_a_customer_sees_who_looked_at_what_and_what_for_the_latest_first(looked: Looked) -> None:
    looked.look("exchange.find_deposit", "exchange.list_deposits", "chain.sighting")
    amara = looked.world.amara.actor()
    looked.look("exchange.get_kyc", "exchange.list_logins", by=amara, purpose="answer")

    by_staff, by_itself = looked.told()

    assert (by_staff["who"], by_staff["kind"]) == ("Amara", "agent")
    assert by_staff["what"] == ["your identity check", "your log-ins"]
    assert (by_staff["purpose"], by_staff["why"]) == ("answer", "to answer you")
    assert (by_itself["who"], by_itself["kind"]) == ("automatic", "system")
    assert by_itself["what"] == ["your deposits", "the public blockchain"]
    assert by_itself["at"].endswith("Z")


def test_what_holds_for_everybody_and_what_was_not_answered_is_no_look(looked: Looked) -> None:
    looked.look("exchange.network_status", "exchange.list_incidents")
    looked.look("exchange.get_balances", ended="UNAVAILABLE")
    looked.look()

    assert looked.told() == []


def test_what_is_sealed_is_not_among_them(looked: Looked) -> None:
    looked.look("exchange.get_restrictions", by=looked.world.bruno.actor(), visibility=SEALED)
    looked.look("exchange.get_limits")

    assert [look["what"] for look in looked.told()] == [["your limits"]]


def test_it_is_told_in_the_reader_s_language(looked: Looked) -> None:
    looked.look("exchange.get_limits")

    with override("ko"):
        wanted = [
            gettext("automatic"),
            gettext("to find out what happened"),
            gettext("your limits"),
        ]
    assert [[look["who"], look["why"], *look["what"]] for look in looked.told("ko")] == [wanted]


def test_another_customer_is_told_nothing(looked: Looked) -> None:
    looked.look("exchange.list_deposits", by=looked.world.amara.actor())
    minjun = looked.come(looked.exchange.token(sub="account-minjun", name="Minjun"))
    nobody = Caller(looked.server.url, looked.world.brand.slug)

    assert minjun.on(looked.thread, "looks").refusal == (404, "not_found")
    assert looked.come().on(looked.thread, "looks").refusal == (404, "not_found")
    assert nobody.on(looked.thread, "looks").refusal == (401, "session_invalid")


def test_a_visitor_is_refused_also_for_a_conversation_of_their_own(looked: Looked) -> None:
    visitor, thread = looked.come(), thread_id()
    visitor.say(thread, "Hello")

    assert visitor.on(thread, "looks").refusal == (401, "sign_in_again")


def test_looks_for_another_conversation_are_not_among_them(looked: Looked) -> None:
    looked.look("exchange.list_deposits")
    other = thread_id()
    looked.dana.say(other, "Something else", topic="ACC.LOCKED")

    assert looked.dana.on(other, "looks").json == {"looks": []}


def test_every_question_about_somebody_has_a_name_and_no_other_has_one() -> None:
    about_somebody = {f"exchange.{name}" for name in set(operations()) - PUBLIC}

    assert {name for name in LABELS if name.startswith("exchange.")} == about_somebody
