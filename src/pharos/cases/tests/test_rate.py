"""The customer's opinion at the end: three questions, one mark, and a day to think better of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from pharos.cases.actions.rate import Opinion, Rated, rate_case
from pharos.cases.ledger.append import Written
from pharos.cases.models import Case, Rating
from pharos.cases.tests.deeds import answered, code_of, is_whole, kinds, resolved, write_again
from pharos.kernel.errors import NotFound
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.testing.world import World

FULL: dict[str, Any] = {"overall": 4, "speed": 5, "solved": "yes", "attitude": 5}


def rate(world: World, case: Case, *, token: str = "", **opinion: Any) -> Written:
    thread = world.conversation(case).external_id
    return rate_case(
        actor=world.actor(world.dana),
        thread=Rated(channel="widget", external_id=thread, client_token=token or str(uuid4())),
        opinion=Opinion(**(FULL | opinion)),
    )


def ratings(case: Case) -> list[Rating]:
    with brand_scope(case.brand_id):
        return list(Rating.objects.filter(case=case).order_by("resolved_at"))


@pytest.fixture
def ended(world: World) -> Case:
    case = world.asked()
    answered(case, world.amara)
    return resolved(case, world.amara)


@pytest.mark.requirement("QF-10")
def test_speed_result_and_manner_are_kept_and_told(world: World, ended: Case) -> None:
    written = rate(world, ended, words="Quick, thank you.")

    (kept,) = ratings(ended)
    marks = (kept.overall, kept.speed, kept.solved, kept.attitude, kept.words)
    assert marks == (4, 5, "yes", 5, "Quick, thank you.")
    assert (kept.agent_id, kept.team_id) == (world.amara.pk, world.support.pk)
    told = world.entries(ended)[-1]
    assert (told.kind, told.visibility, told.body) == ("rating", "customer", "Quick, thank you.")
    assert (told.payload, told.position) == (FULL, written.position)
    assert is_whole(ended)


@pytest.mark.requirement("QF-10")
def test_the_ending_tells_the_customer_how_long_it_took(world: World) -> None:
    start = now()
    with frozen_at(start):
        case = world.asked()
    with frozen_at(start + timedelta(minutes=4)):
        answered(case, world.amara)
    with frozen_at(start + timedelta(hours=2)):
        resolved(case, world.amara)

    ending = next(each for each in world.entries(case) if each.kind == "resolution")
    assert ending.payload == {"answered_in": 240, "solved_in": 7200}


def test_only_the_mark_is_asked_for(world: World, ended: Case) -> None:
    rate(world, ended, speed=None, solved="", attitude=None)

    assert world.entries(ended)[-1].payload == {"overall": 4}


def test_a_rating_is_changed_for_a_day_and_the_ledger_keeps_both(world: World, ended: Case) -> None:
    rate(world, ended, overall=2, solved="no")
    with frozen_at(now() + timedelta(hours=23)):
        rate(world, ended, overall=5)
    with frozen_at(now() + timedelta(hours=25)):
        assert code_of(lambda: rate(world, ended, overall=1)) == "rating_settled"

    assert [each.overall for each in ratings(ended)] == [5]
    assert kinds(world.entries(ended)).count("rating") == 2


def test_the_same_token_rates_once(world: World, ended: Case) -> None:
    first = rate(world, ended, token="one")
    again = rate(world, ended, token="one", overall=1)

    assert (again.repeated, again.seq) == (True, first.seq)
    assert [each.overall for each in ratings(ended)] == [4]


def test_another_ending_is_rated_anew(world: World, ended: Case) -> None:
    rate(world, ended, overall=1, solved="no")
    write_again(world, ended)
    assert code_of(lambda: rate(world, ended)) == "not_resolved"
    resolved(ended, world.amara)
    rate(world, ended, overall=5)

    assert [each.overall for each in ratings(ended)] == [1, 5]


@pytest.mark.parametrize(
    "opinion",
    [{"overall": 0}, {"overall": 6}, {"speed": 9}, {"attitude": -1}, {"solved": "perhaps"}],
)
def test_what_is_no_rating_is_refused(world: World, ended: Case, opinion: dict[str, Any]) -> None:
    assert code_of(lambda: rate(world, ended, **opinion)) == "rating_invalid"
    assert ratings(ended) == []
    assert code_of(lambda: rate(world, ended)) == "ok"


def test_a_secret_in_the_words_is_taken_out(world: World, ended: Case) -> None:
    phrase = "abandon ability able about above absent absorb abstract absurd abuse access accident"

    rate(world, ended, words=f"My phrase is {phrase}")

    assert "abandon" not in ratings(ended)[0].words
    told = world.entries(ended)[-1]
    assert "abandon" not in (told.body or "")
    assert (told.payload or {})["removed"]


def test_nobody_rates_for_another(world: World, ended: Case) -> None:
    thread = world.conversation(ended).external_id
    rated = Rated(channel="widget", external_id=thread, client_token="x")
    for other in (world.actor(world.eve), world.actor(world.minjun), world.amara.actor()):
        with pytest.raises(NotFound):
            rate_case(actor=other, thread=rated, opinion=Opinion(overall=5))
    assert ratings(ended) == []
    rate(world, ended)
    assert len(ratings(ended)) == 1
