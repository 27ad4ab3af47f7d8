"""A claim, from the form at its own address to the decision that the customer reads."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from pharos.cases.tests.deeds import fresh, is_whole, resolved, write_again
from pharos.incidents.actions.keep_incident import Terms, set_terms
from pharos.incidents.tests.deeds import (
    claimed,
    claims_in,
    entered,
    entries_of,
    form_of,
    merged,
    said_by_staff,
    signed_in,
    somebody,
)
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.roles import Role
from pharos.testing.cast import Cast
from pharos.testing.world import World

PHRASE = " ".join(["abandon"] * 11 + ["about"])


def test_a_customer_claims_without_script_and_it_is_a_message_of_theirs(world: World) -> None:
    case, incident = world.asked(), entered(world)
    page = Client().get(form_of(world, case, incident))
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "same-origin"
    assert "<script" not in page.text.replace('<script src="/static/', "")

    sent = claimed(world, case, incident, named="ord-123", amount="1250.50", asset="usdt")

    assert sent.status_code == 302
    (claim,) = claims_in(world)
    assert (claim.amount, claim.asset, claim.named_kind) == (Decimal("1250.50"), "USDT", "order")
    message = entries_of(world, case, "message")[-1]
    assert message.author_kind == "customer"
    assert "I could not deposit before the listing." in (message.body or "")
    assert [entry.payload["step"] for entry in entries_of(world, case, "claim")] == ["received"]
    assert fresh(case).reason_final == "TRD.OUTAGE_LOSS"
    assert is_whole(case)
    assert "I could not deposit before the listing." in Client().get(sent["Location"]).text


def test_claiming_again_shows_the_first_claim(world: World) -> None:
    case, incident = world.asked(), entered(world)
    claimed(world, case, incident)

    again = claimed(world, case, incident, words="Something else.")

    assert again.status_code == 200
    assert "I could not deposit before the listing." in again.text
    assert len(claims_in(world)) == 1
    assert len(entries_of(world, case, "claim")) == 1


def test_one_person_claims_once_and_another_conversation_does_not_show_the_words(
    world: World,
) -> None:
    first, second = somebody(world), somebody(world)
    incident = entered(world)
    merged(world, second.customer, into=first.customer)
    claimed(world, first, incident)

    again = claimed(world, second, incident, words="Something else.")

    assert len(claims_in(world)) == 1
    assert first.number in again.text
    assert "I could not deposit" not in again.text


def test_outside_its_dates_a_claim_is_refused_and_the_date_is_said(world: World) -> None:
    case, incident = world.asked(), entered(world)
    until = now() + timedelta(days=30)

    with frozen_at(now() - timedelta(hours=2)):
        early = claimed(world, case, incident)
    with frozen_at(until + timedelta(minutes=1)):
        late = claimed(world, case, incident)
        page = Client().get(form_of(world, case, incident))
    assert (early.status_code, late.status_code, page.status_code) == (409, 409, 409)
    assert "Claims are taken from" in early.text
    assert f"{until:%Y}" in late.text
    assert "I could not deposit before the listing." in late.text
    assert "<textarea" not in page.text
    assert claims_in(world) == []

    assert claimed(world, case, incident).status_code == 302


def test_where_no_claims_are_taken_there_is_no_form(world: World) -> None:
    case, incident = world.asked(), entered(world)
    set_terms(actor=world.bruno.actor(), incident_id=incident.pk, terms=Terms(hours_after=1))

    assert "No claims are taken for this." in claimed(world, case, incident).text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"amount": "1,250", "asset": "USDT"}, "Write the amount as a plain number"),
        ({"amount": "0", "asset": "USDT"}, "Write the amount as a plain number"),
        ({"amount": "NaN", "asset": "USDT"}, "Write the amount as a plain number"),
        ({"amount": "12"}, "Write of which asset"),
        ({"named": "the one of yesterday"}, "We cannot read this as a transaction"),
        ({"words": "   "}, "Tell us what happened."),
    ],
)
def test_what_cannot_be_read_is_refused_and_what_was_written_stays(
    world: World, wrong: dict[str, str], sentence: str
) -> None:
    case, incident = world.asked(), entered(world)
    typed = {"words": "I lost a listing.", "named": "ord-99"} | wrong

    answer = claimed(world, case, incident, **typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    for text in typed.values():
        assert text.strip() in answer.text
    assert claims_in(world) == []


def test_a_forged_address_is_not_there(world: World) -> None:
    case, incident = world.asked(), entered(world)
    address = form_of(world, case, incident)

    assert Client().get(address).status_code == 200
    for forged in (address[:-4] + "AAA/", "/claims/AAAA/", "/claims/" + "A" * 500 + "/"):
        assert Client().get(forged).status_code == 404


def test_a_recovery_phrase_in_a_claim_is_never_stored(world: World) -> None:
    case, incident = world.asked(), entered(world)

    assert claimed(world, case, incident, words=f"My phrase: {PHRASE}").status_code == 302

    message = entries_of(world, case, "message")[-1]
    assert PHRASE not in (message.body or "")
    assert (message.payload or {})["removed"]


def test_a_claim_takes_a_settled_case_up_again(world: World) -> None:
    case, incident = world.asked(), entered(world)
    resolved(case, world.amara)

    assert claimed(world, case, incident).status_code == 302

    assert fresh(case).state == "REOPENED"
    assert is_whole(case)


def test_a_specialist_accepts_and_the_customer_is_told_in_their_language(world: World) -> None:
    cast, incident = Cast(world), entered(world)
    minjun = world.asked(world.minjun, language="ko")
    claimed(world, minjun, incident)
    specialist = signed_in(cast.here[Role.SPECIALIST])
    (claim,) = claims_in(world)
    # Customers choose tokens as well, and may try to be in the way.
    write_again(world, minjun, token=f"claim-{claim.pk}")
    decision = f"/desk/incidents/{incident.pk}/claims/{claim.pk}/decision/"

    missing = specialist.post(decision, {"step": "accept", "text": "Sorry about that."})
    assert missing.status_code == 422
    assert "Say how much the customer gets." in missing.text
    assert "Sorry about that." in missing.text
    accepted = {"step": "accept", "amount": "12.50", "asset": "XRP", "text": "Sorry about that."}
    assert specialist.post(decision, accepted).status_code == 302

    (told,) = said_by_staff(world, minjun)
    assert "12.5 XRP" in told
    assert "Sorry about that." in told
    steps = [entry.payload["step"] for entry in entries_of(world, minjun, "claim")]
    assert steps == ["received", "accepted"]
    assert is_whole(minjun)
    page = Client().get(form_of(world, minjun, incident)).text
    assert "Sorry about that." in page
    assert specialist.post(decision, accepted).status_code == 422
    assert len(said_by_staff(world, minjun)) == 1


def test_declining_needs_a_reason_which_the_customer_reads(world: World) -> None:
    case, incident = world.asked(), entered(world)
    claimed(world, case, incident)
    (claim,) = claims_in(world)
    decision = f"/desk/incidents/{incident.pk}/claims/{claim.pk}/decision/"
    bruno = signed_in(world.bruno)

    assert bruno.post(decision, {"step": "decline", "text": " "}).status_code == 422
    assert claims_in(world)[0].state == "received"
    why = {"step": "decline", "text": "Deposits of this asset worked then."}
    assert bruno.post(decision, why).status_code == 302

    assert claims_in(world)[0].state == "declined"
    assert "Deposits of this asset worked then." in said_by_staff(world, case)[0]
    with brand_scope(world.brand.pk):
        assert fresh(case).assignee_id is None
    page = bruno.get(f"/desk/incidents/{incident.pk}/").text
    assert "Declined" in page
    assert "Pharos pays nothing" in page
