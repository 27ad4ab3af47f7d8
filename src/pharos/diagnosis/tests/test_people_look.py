"""What a desk of people has to look at stays in its queue, whatever was found and told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pharos.brands.queries import forget_brands
from pharos.cases.models import Case
from pharos.cases.tests.deeds import clocks, fresh, is_whole, resolved, write_again
from pharos.diagnosis.tests.conftest import Connected
from pharos.diagnosis.tests.test_walk import TXID, deposit
from pharos.exchange.simulator.events import happen
from pharos.kernel.time import frozen_at, now


@pytest.fixture(autouse=True)
def topics(connected: Connected) -> None:
    """What customers of this brand may choose."""
    first, *_others = connected.brand.profile["topics"]
    codes = ("DEP.NOT_FOUND", "SEC.COMPROMISED", "DAT.ACCESS", "FBK.COMPLAINT", "FBK.OTHER")
    connected.brand.profile["topics"] = [first | {"code": code} for code in codes]
    connected.brand.save()
    forget_brands()


def settled_before(here: Connected, reason: str) -> Case:
    """Dana had asked about this two days ago, and was answered."""
    with frozen_at(now() - timedelta(days=2)):
        case = here.world.asked(reason=reason)
        here.work()
        return resolved(fresh(case), here.world.amara)


def runs(case: Case) -> bool:
    """Whether somebody is still promised a first answer."""
    return any(one.kind == "first_response" and one.stopped_at is None for one in clocks(case))


@pytest.mark.parametrize("reason", ["FBK.COMPLAINT", "DAT.ACCESS"])
def test_whoever_complains_or_asks_for_data_again_is_told_so_and_waits_for_a_person(
    connected: Connected, reason: str
) -> None:
    before = settled_before(connected, reason)
    case = connected.world.asked(text="It is not settled for me.", reason=reason)

    connected.work()

    (told,) = connected.told(case)
    assert f"You asked about this before: case {before.number}" in (told.body or "")
    assert (fresh(case).state, runs(case)) == ("QUEUED", True)


def test_somebody_in_an_account_is_shown_at_once_and_waits_for_a_person(
    connected: Connected,
) -> None:
    connected.exchange.now = now()
    stranger = {"ok": True, "place": "Riga, LV", "device": "Chrome", "known_device": False}
    login = {"customer": connected.dana.card.ref, "what": "logins", "at": "-1h", **stranger}
    happen(connected.exchange, [{"put": login}])
    case = connected.world.asked(text="Somebody is in my account.", reason="SEC.COMPROMISED")

    connected.work()

    (told,) = connected.told(case)
    assert "Riga, LV" in (told.body or "")
    assert (fresh(case).state, runs(case)) == ("QUEUED", True)


@pytest.mark.parametrize("reason", ["DEP.NOT_FOUND", ""])
def test_what_the_facts_answer_rests_until_something_moves(
    connected: Connected, reason: str
) -> None:
    deposit(connected, 60)
    case = connected.world.asked(text=f"Where is it? {TXID}", reason=reason)

    connected.work()

    assert len(connected.told(case)) == 1
    assert (fresh(case).state, runs(case)) == ("WAITING_CHAIN", False)


@pytest.mark.parametrize("is_pending", [False, True])
def test_whoever_asks_again_waits_for_a_person_unless_more_is_to_come(
    connected: Connected, *, is_pending: bool
) -> None:
    deposit(connected, 60 if is_pending else 3600)
    case = connected.world.asked(text=f"Where is it? {TXID}", reason="DEP.NOT_FOUND")
    connected.work()
    assert not [one for one in clocks(case) if one.stopped_at is None]

    write_again(connected.world, case, f"But it is not there! {TXID}")
    connected.work()

    assert len(connected.told(case)) == 2
    running = [one.kind for one in clocks(case) if one.stopped_at is None]
    assert (fresh(case).state, running) == (
        ("WAITING_CHAIN", []) if is_pending else ("QUEUED", ["next_response"])
    )
    assert (fresh(case).waiting_since is None) is is_pending
    assert is_whole(case)


def test_two_questions_that_nobody_has_sorted_have_nothing_in_common(
    connected: Connected,
) -> None:
    settled_before(connected, "FBK.OTHER")
    case = connected.world.asked(text="Do you have an office in Lisbon?", reason="FBK.OTHER")

    connected.work()

    assert connected.told(case) == []
    assert (fresh(case).state, runs(case)) == ("QUEUED", True)
