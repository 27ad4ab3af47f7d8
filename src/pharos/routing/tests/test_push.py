"""What waits goes to who is free: by language, reason, load and turn, and never twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pharos.cases.actions.assign import release_case, take_case
from pharos.cases.models import Case
from pharos.cases.tests.deeds import answered, fresh, is_whole, resolved, together, write_again
from pharos.kernel.errors import Forbidden, Invalid
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.models import Customer
from pharos.reception.review import ReviewRequest, ask_for_review
from pharos.routing.actions.leave_absent import mark_absent, return_unanswered
from pharos.routing.actions.set_availability import set_availability
from pharos.routing.actions.sync_queues import sync_queues
from pharos.routing.models import Availability, Queue
from pharos.routing.presence import ABSENT_AFTER
from pharos.routing.queries import placed, queues_of
from pharos.routing.rounds import push_all
from pharos.routing.tests.shift import Shift
from pharos.testing.world import World

CLOSED = {"week": [{"days": ["mon"], "from": "00:00", "until": "00:01"}]}


@pytest.fixture
def shift(world: World) -> Shift:
    return Shift(world)


@pytest.mark.requirement("TK-03")
def test_a_case_goes_to_the_free_agent_who_speaks_its_language(shift: Shift) -> None:
    world = shift.world
    jisoo = world.staff("Jisoo", world.korean)
    shift.there(world.amara, jisoo)
    korean, english = shift.asked(language="ko"), shift.asked()

    assert shift.push() == 2

    assert (shift.owner(korean), shift.owner(english)) == ("Jisoo", "Amara")
    assert is_whole(korean)


@pytest.mark.requirement("TK-03")
def test_the_ledger_says_why_and_the_customer_who(shift: Shift) -> None:
    case = shift.asked()
    shift.there(shift.world.amara)

    shift.push()

    entries = shift.world.entries(case)
    why = next(each for each in entries if each.kind == "assignment")
    assert why.author_kind == "system"
    assert why.payload == {
        "assignee": shift.world.amara.pk,
        "team": shift.world.support.pk,
        "by": "routing",
        "to": "Amara",
        "queue": "Support, English",
        "load": 1,
        "capacity": 3,
    }
    joined = entries[-1]
    assert (joined.kind, joined.author_name, joined.visibility) == ("joined", "Amara", "customer")


@pytest.mark.requirement("TK-03")
def test_nobody_gets_more_than_they_bear_and_an_answer_makes_room_at_once(shift: Shift) -> None:
    world = shift.world
    shift.there(world.amara, capacity=2)
    cases = [shift.asked() for _ in range(3)]

    assert (shift.push(), shift.push()) == (2, 0)
    assert [shift.owner(case) for case in cases] == ["Amara", "Amara", ""]

    answered(cases[0], world.amara)
    assert shift.push() == 1
    assert shift.owner(cases[2]) == "Amara"


def test_the_least_loaded_is_next_and_between_equals_who_has_waited_longest(shift: Shift) -> None:
    world = shift.world
    shift.there(world.amara, world.kofi)
    for _ in range(4):
        shift.asked()
        shift.push()

    with brand_scope(world.brand.pk):
        owners = [case.assignee_id for case in Case.objects.order_by("opened_at")]
    assert owners == [world.amara.pk, world.kofi.pk] * 2


@pytest.mark.parametrize("state", ["away", "busy", "offline"])
def test_only_who_is_online_is_given_anything(shift: Shift, state: str) -> None:
    case = shift.asked()
    shift.there(shift.world.amara, state=state)
    assert shift.push() == 0

    shift.there(shift.world.amara)
    assert shift.push() == 1
    assert shift.owner(case) == "Amara"


def test_where_agents_pull_nothing_comes_by_itself(shift: Shift) -> None:
    shift.set(push=False)
    shift.there(shift.world.amara)
    case = shift.asked()

    assert shift.push() == 0

    take_case(actor=shift.world.amara.actor(), number=case.number)
    assert shift.owner(case) == "Amara"


def test_outside_its_hours_a_queue_keeps_what_it_has(shift: Shift) -> None:
    shift.there(shift.world.amara)
    case = shift.asked()
    with brand_scope(shift.world.brand.pk):
        Queue.objects.filter(slug="support-en").update(hours=CLOSED)
    tuesday = now().replace(hour=12) + timedelta(days=(1 - now().weekday()) % 7)

    with frozen_at(tuesday):
        assert shift.push() == 0
    assert (shift.owner(case), fresh(case).waiting_since) == ("", case.waiting_since)

    with brand_scope(shift.world.brand.pk):
        Queue.objects.filter(slug="support-en").update(hours=None)
    with frozen_at(tuesday):
        assert shift.push() == 1


@pytest.mark.requirement("RT-05")
def test_technical_account_and_trading_questions_have_their_own_queues(shift: Shift) -> None:
    world = shift.world
    names = {"API": "Technical", "ACC": "Account", "TRD": "Trading"}
    teams = {code: world.team(world.brand, name.lower()) for code, name in names.items()}
    people = {code: world.staff(f"Of {names[code]}", teams[code]) for code in names}
    for code, name in names.items():
        shift.queue(teams[code], name, reasons=[code])
    shift.there(world.amara, *people.values())

    account = shift.asked(reason="ACC.LOCKED")
    deposit = shift.asked(reason="DEP.NOT_FOUND")
    assert (fresh(account).team_id, fresh(deposit).team_id) == (
        teams["ACC"].pk,
        world.support.pk,
    )
    shift.push()

    assert (shift.owner(account), shift.owner(deposit)) == ("Of Account", "Amara")
    assert is_whole(account)
    with brand_scope(world.brand.pk):
        queues = queues_of([world.brand.pk])
        for code, name in names.items():
            case = Case(team=teams[code], language="en", reason_initial=f"{code}.OTHER")
            (place,) = placed([case], queues)
            assert place.queue is not None
            assert place.queue.name == name


def test_a_language_that_nobody_speaks_has_a_queue_too(shift: Shift) -> None:
    shift.there(shift.world.amara)
    case = shift.asked(language="fr")

    shift.push()

    assert shift.owner(case) == "Amara"


def test_who_gives_a_case_back_does_not_get_it_again_within_the_hour(shift: Shift) -> None:
    world = shift.world
    shift.there(world.amara)
    case = shift.asked()
    shift.push()
    release_case(actor=world.amara.actor(), number=case.number)

    assert shift.push() == 0

    with frozen_at(now() + timedelta(minutes=61)):
        shift.there(world.amara)
        assert shift.push() == 1
    assert shift.owner(case) == "Amara"


def test_what_one_gives_back_goes_to_another_at_once(shift: Shift) -> None:
    world = shift.world
    shift.there(world.amara)
    case = shift.asked()
    shift.push()
    release_case(actor=world.amara.actor(), number=case.number)
    shift.there(world.kofi)

    assert shift.push() == 1
    assert shift.owner(case) == "Kofi"


@pytest.mark.requirement("TK-03")
def test_after_a_review_it_never_comes_to_the_same_person(shift: Shift) -> None:
    world = shift.world
    shift.there(world.amara)
    case = shift.asked()
    shift.push()
    answered(case, world.amara)
    thread = world.conversation(case)
    with brand_scope(world.brand.pk):
        customer = Customer.objects.get(pk=thread.customer_id)
    ask_for_review(
        actor=world.actor(customer),
        request=ReviewRequest(
            channel="widget", external_id=thread.external_id, client_token="again"
        ),
    )

    assert shift.push() == 0
    shift.there(world.kofi)
    assert shift.push() == 1
    assert shift.owner(case) == "Kofi"


def test_what_an_absent_agent_left_comes_back_to_its_old_place_after_the_grace_time(
    shift: Shift,
) -> None:
    world = shift.world
    shift.there(world.amara)
    old = shift.asked_before(20)
    shift.push()
    young = shift.asked()
    gone = now() + ABSENT_AFTER + timedelta(seconds=1)
    with frozen_at(gone):
        assert mark_absent(actor=shift.system) >= 1
        assert return_unanswered(actor=shift.system, brand_id=world.brand.pk) == 0
    with frozen_at(gone + timedelta(seconds=121)):
        assert return_unanswered(actor=shift.system, brand_id=world.brand.pk) == 1
        assert return_unanswered(actor=shift.system, brand_id=world.brand.pk) == 0
        assert fresh(old).waiting_since == old.waiting_since
        shift.there(world.kofi, capacity=1)
        shift.push()

    assert (shift.owner(old), shift.owner(young)) == ("Kofi", "")
    assert is_whole(old)


def test_answered_cases_stay_with_who_has_gone(shift: Shift) -> None:
    world = shift.world
    shift.there(world.amara)
    case = shift.asked()
    shift.push()
    answered(case, world.amara)
    shift.there(world.amara, state="offline")

    with frozen_at(now() + timedelta(hours=1)):
        return_unanswered(actor=shift.system, brand_id=world.brand.pk)

    assert shift.owner(case) == "Amara"


def test_the_next_case_comes_when_one_is_done(shift: Shift) -> None:
    world = shift.world
    shift.there(world.amara, capacity=1)
    first, second = shift.asked(), shift.asked()
    shift.push()

    resolved(first, world.amara)
    assert shift.push() == 1
    assert shift.owner(second) == "Amara"

    write_again(world, first)
    assert shift.push() == 0, "a reopened case stays its owner's"


def test_of_many_workers_at_once_each_case_is_given_once(shift: Shift) -> None:
    world = shift.world
    shift.there(world.amara, world.kofi, world.bruno, capacity=2)
    cases = [shift.asked() for _ in range(8)]

    given = together(*[shift.push] * 5)

    assert sum(int(str(each)) for each in given) <= 6
    shift.push()
    owners = [shift.owner(case) for case in cases]
    assert sorted(owner for owner in owners if owner) == sorted(["Amara", "Bruno", "Kofi"] * 2)
    assert owners[6:] == ["", ""], "the two youngest wait"
    for case in cases:
        joined = [each for each in world.entries(case) if each.kind == "joined"]
        assert len(joined) == (1 if shift.owner(case) else 0)


def test_the_worker_serves_every_brand_that_pushes(shift: Shift) -> None:
    shift.there(shift.world.amara)
    case = shift.asked()

    push_all(shift.system)

    assert shift.owner(case) == "Amara"


@pytest.mark.parametrize(
    ("who", "state", "error"),
    [("olena", "online", Forbidden), ("amara", "asleep", Invalid)],
)
def test_a_state_that_is_none_or_of_who_does_not_answer_is_refused(
    world: World, who: str, state: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        set_availability(actor=getattr(world, who).actor(), state=state)
    set_availability(actor=world.amara.actor(), state="online")
    assert Availability.objects.get(pk=world.amara.pk).state == "online"


def test_queues_follow_the_teams_and_keep_what_was_changed(shift: Shift) -> None:
    world = shift.world
    with brand_scope(world.brand.pk):
        Queue.objects.filter(slug="korean-ko").update(name="서울", most_each=1)
        world.korean.languages = ["ja"]
        world.korean.save()
    shift.queue(world.support, "Own", reasons=["TRD"])

    sync_queues(actor=shift.system, brand=world.brand)

    with brand_scope(world.brand.pk):
        used = {q.slug: q for q in queues_of([world.brand.pk])}
        gone = Queue.objects.get(slug="korean-ko", brand=world.brand)
    assert set(used) == {"support", "support-en", "korean", "korean-ja", "own"}
    assert (gone.retired_at is not None, gone.name, gone.most_each) == (True, "서울", 1)


def test_a_queue_that_was_added_stands_in_no_new_teams_way(shift: Shift) -> None:
    world = shift.world
    shift.queue(world.support, "Wallet", reasons=["WDR"])
    with brand_scope(world.brand.pk):
        wallet = world.team(world.brand, "wallet")

    sync_queues(actor=shift.system, brand=world.brand)

    with brand_scope(world.brand.pk):
        named = Queue.objects.filter(brand=world.brand, slug="wallet")
        assert {(q.team_id, q.is_given) for q in named} == {
            (world.support.pk, False),
            (wallet.pk, True),
        }


def test_two_who_make_the_queues_of_new_languages_at_once_make_each_once(shift: Shift) -> None:
    world = shift.world
    with brand_scope(world.brand.pk):
        world.korean.languages = ["ko", "ja", "vi", "th", "id"]
        world.korean.save()

    def sync() -> set[str]:
        return {queue.slug for queue in sync_queues(actor=shift.system, brand=world.brand)}

    made = together(*[sync] * 4)

    with brand_scope(world.brand.pk):
        slugs = [queue.slug for queue in queues_of([world.brand.pk])]
    assert made == [set(slugs)] * 4
    assert len(slugs) == len(set(slugs))
    assert {"korean-ja", "korean-vi", "korean-th", "korean-id"} < set(slugs)
