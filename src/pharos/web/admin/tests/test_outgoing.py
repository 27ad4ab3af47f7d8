"""Webhooks, accounts on channels, and what did not arrive, as an administrator sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from pharos.cases.actions.record_delivery import Trouble, record_trouble
from pharos.cases.models import Delivery
from pharos.cases.tests.deeds import answered
from pharos.channels.models import ChannelAccount
from pharos.channels.tests.vendor import Answer, Vendor, vendor
from pharos.health.queries import facts
from pharos.kernel.audit import entries
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.letters.models import Letter
from pharos.letters.port import LetterRefused
from pharos.letters.rounds import send_letters
from pharos.letters.writing import write_letter
from pharos.outlets.models import Dispatch, Outlet
from pharos.outlets.tests.deeds import dispatches, send_all
from pharos.people.actor import Actor
from pharos.testing.world import World

WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def other_side(settings: Any) -> Iterator[Vendor]:
    settings.OUTLETS_PRIVATE = True
    with vendor() as one:
        yield one


def of_brand(world: World, path: str) -> str:
    return f"/admin/brands/{world.brand.slug}/{path}"


def added(
    ada: Client, world: World, url: str, kind: str = "events", **more: Any
) -> tuple[Outlet, str]:
    """A webhook, and the page right after it was made."""
    form = {"label": "Back office", "url": url, "is_on": "1", "events": ["case.opened"]}
    page = ada.post(of_brand(world, f"webhooks/new/{kind}/"), form | more).text
    with brand_scope(world.brand.pk):
        return Outlet.objects.get(brand=world.brand), page


def test_a_webhook_is_added_shows_its_secret_once_and_says_whether_it_answers(
    ada: Client, world: World, other_side: Vendor
) -> None:
    outlet, page = added(ada, world, f"{other_side.url}/events")
    assert outlet.secret in page
    one = of_brand(world, f"webhooks/{outlet.pk}/")
    assert outlet.secret not in ada.get(one).text

    assert "has taken our ping" in ada.post(f"{one}trial/").text
    other_side.says("/events", Answer(status=500))
    assert "it answered 500" in ada.post(f"{one}trial/").text
    new = ada.post(f"{one}secret/").text
    assert outlet.secret not in new
    assert re.search(r"whsec_[A-Za-z0-9+/]{40,}", new)
    with brand_scope(world.brand.pk):
        told = [entry.action for entry in entries(world.brand.pk)]
        assert outlet.secret not in str([vars(entry) for entry in entries(world.brand.pk)])
    assert told[:2] == ["outlet.secret", "outlet.added"]


def test_an_address_inside_our_network_comes_back_with_what_is_wrong(
    ada: Client, world: World
) -> None:
    form = {"label": "X", "url": "https://10.0.0.1/", "is_on": "1", "events": ["case.opened"]}

    answer = ada.post(of_brand(world, "webhooks/new/events/"), form)

    assert answer.status_code == 422
    assert "inside our own network" in answer.text
    form["url"] = "https://hooks.example.com/"
    assert ada.post(of_brand(world, "webhooks/new/events/"), form).status_code == 200


def test_the_address_of_a_team_chat_is_not_shown_again(
    ada: Client, world: World, other_side: Vendor
) -> None:
    url = f"{other_side.url}/services/T0/very-secret"
    outlet, page = added(ada, world, url, kind="chat", events=["notice.urgent"], language="ko")
    one = of_brand(world, f"webhooks/{outlet.pk}/")
    assert "very-secret" not in page + ada.get(one).text

    ada.post(one, {"label": "Shift", "url": "", "is_on": "1", "events": [], "language": "ko"})

    with brand_scope(world.brand.pk):
        kept = Outlet.objects.get(pk=outlet.pk)
    assert (kept.url, kept.label, kept.events) == (url, "Shift", [])
    ada.post(f"{one}trial/")
    assert world.brand.name in other_side.to("/very-secret")[0].json["text"]


def test_the_log_shows_each_try_and_sends_one_or_a_time_again(
    ada: Client, world: World, other_side: Vendor
) -> None:
    outlet, _page = added(ada, world, f"{other_side.url}/events")
    case = world.asked()
    other_side.says("/events", Answer(status=503), Answer())
    send_all(world, outlet)
    log = of_brand(world, f"webhooks/{outlet.pk}/log/")
    page = ada.get(log).text
    assert case.number in page
    assert "it answered 503" in page
    make_due(world)
    send_all(world, outlet)

    (dispatch,) = dispatches(outlet, "sent")
    assert "200" in ada.get(f"{log}?state=sent").text
    assert case.number not in ada.get(f"{log}?state=dead").text
    ada.post(of_brand(world, f"webhooks/events/{dispatch.pk}/"))
    assert send_all(world, outlet) == 1
    hour = timedelta(hours=1)
    span = {
        "since": f"{now() - hour:%Y-%m-%dT%H:%M}",
        "until": f"{now() + hour:%Y-%m-%dT%H:%M}",
    }
    assert ada.post(log, span | {"since": "2100-01-01T00:00"}).status_code == 422
    assert ada.post(log, span).status_code == 302
    assert send_all(world, outlet) == 1
    assert len({asked.headers["webhook-id"] for asked in other_side.to("/events")}) == 1


def test_a_webhook_is_taken_away_after_a_question_and_its_log_stays(
    ada: Client, world: World, other_side: Vendor
) -> None:
    outlet, _page = added(ada, world, f"{other_side.url}/events")
    case = world.asked()
    with brand_scope(world.brand.pk):
        Dispatch.objects.filter(outlet=outlet).update(state="dead", why="it answered 500")
    world.asked(world.minjun)
    one = of_brand(world, f"webhooks/{outlet.pk}/")
    asked = ada.get(f"{one}removal/").text
    assert "1 event still waits" in asked
    assert ada.get(one).status_code == 200

    told = ada.post(f"{one}removal/", follow=True).text

    assert "1 event that waited for it was not sent" in told
    log = ada.get(f"{one}log/").text
    assert f"{one}log/" in told
    assert case.number in log
    assert "Ended: removed" in log
    assert "Send again" not in log
    assert ada.get(one).status_code == ada.post(f"{one}removal/").status_code == 404
    assert "it answered 500" not in ada.get(of_brand(world, "undelivered/")).text


def test_another_brand_s_webhooks_are_not_there(
    ada: Client, world: World, other_side: Vendor
) -> None:
    outlet, _page = added(ada, world, f"{other_side.url}/events")
    lin = Client()
    lin.force_login(world.staff("Lin", world.other_support, role="administrator"))

    there = f"/admin/brands/{world.elsewhere.slug}/webhooks/{outlet.pk}/"
    assert lin.get(there).status_code == 404
    assert lin.get(of_brand(world, f"webhooks/{outlet.pk}/")).status_code == 404
    assert ada.get(of_brand(world, f"webhooks/{outlet.pk}/")).status_code == 200


@pytest.mark.requirement("CH-10")
def test_what_is_published_of_a_channel_stands_beside_what_there_is(
    ada: Client, world: World, other_side: Vendor
) -> None:
    publish(world, "LIVE")
    page = of_brand(world, "accounts/")
    assert "Published as live, and there is no account." in ada.get(page).text

    form = {
        "label": "Partner",
        "setting-url": f"{other_side.url}/answers",
        "secret-secret": WEBHOOK_SECRET,
        "is_on": "1",
    }
    made = ada.post(of_brand(world, "accounts/new/webhook/"), form)

    assert made.status_code == 302
    shown = ada.get(page).text
    assert "there is no account" not in shown
    assert "nothing has ever come in" in shown
    with brand_scope(world.brand.pk):
        ChannelAccount.objects.filter(brand=world.brand).update(heard_at=now())
    assert "nothing has ever come in" not in ada.get(page).text
    publish(world, "ABSENT")
    assert "Published as not there, and an account is on." in ada.get(page).text


@pytest.mark.requirement("CH-10")
def test_pages_of_ours_need_no_account_and_of_a_phone_line_nobody_can_tell(
    ada: Client, world: World
) -> None:
    page = of_brand(world, "accounts/")
    publish(world, "LIVE", kind="form")
    assert "nobody can see whether it works" not in ada.get(page).text

    publish(world, "LIVE", kind="phone")
    assert "nobody can see whether it works" in ada.get(page).text


def test_an_account_keeps_its_secret_to_itself_and_says_whether_it_works(
    ada: Client, world: World, other_side: Vendor
) -> None:
    form = {
        "setting-url": f"{other_side.url}/answers",
        "secret-secret": WEBHOOK_SECRET,
        "is_on": "1",
    }
    missing = ada.post(of_brand(world, "accounts/new/webhook/"), form | {"secret-secret": ""})
    assert missing.status_code == 422
    one = ada.post(of_brand(world, "accounts/new/webhook/"), form)["Location"]
    with brand_scope(world.brand.pk):
        account = ChannelAccount.objects.get(brand=world.brand)

    page = ada.get(one).text
    assert f"/channels/{world.brand.slug}/webhook/{account.key}" in page
    assert WEBHOOK_SECRET not in page
    assert "It works" in ada.post(f"{one}trial/").text
    other_side.says("/answers", Answer(status=401, body={"error": "who are you"}))
    told = ada.post(f"{one}trial/").text
    assert "The channel refuses us" in told
    assert "who are you" in told
    assert "Trouble" in ada.get(of_brand(world, "accounts/")).text

    assert ada.post(one, form | {"secret-secret": "", "is_on": ""}).status_code == 302
    with brand_scope(world.brand.pk):
        account.refresh_from_db()
    assert (account.secrets, account.is_on) == ({"secret": WEBHOOK_SECRET}, False)


@pytest.mark.requirement("TK-14", "SL-11")
def test_whatever_did_not_arrive_is_shown_with_its_reason_and_tried_again(
    ada: Client, world: World, other_side: Vendor
) -> None:
    outlet, _page = added(ada, world, f"{other_side.url}/events")
    case, letter = fails_everywhere(world, outlet)
    page = ada.get(of_brand(world, "undelivered/")).text
    assert case in page
    assert "the customer has blocked us" in page
    assert "nadia@northmere.test" in page
    assert "it answered 500" in page
    assert is_warned(world)

    ada.post(of_brand(world, "undelivered/"), {"what": f"letter-{letter.pk}"})
    assert "nadia@northmere.test" not in ada.get(of_brand(world, "undelivered/")).text
    ada.post(of_brand(world, "undelivered/"), {"what": "all"})

    page = ada.get(of_brand(world, "undelivered/")).text
    assert case not in page
    with brand_scope(world.brand.pk):
        assert Delivery.objects.get(case__number=case).state == "queued"
        assert not Dispatch.objects.filter(outlet=outlet, state="dead").exists()


def test_our_words_stand_beside_what_was_said_to_us_and_each_try_counts(
    ada: Client, world: World, other_side: Vendor
) -> None:
    outlet, _page = added(ada, world, f"{other_side.url}/events")
    fails_everywhere(world, outlet)
    with brand_scope(world.brand.pk):
        Delivery.objects.update(tries=1, code="mail_refused", why="550 No such user")
        Letter.objects.update(why="Connection refused")
        Dispatch.objects.filter(outlet=outlet).update(why="answered:503")
    page = shown(ada, world, "undelivered/")
    assert "the mail server refuses it · “550 No such user”" in page
    assert "nobody answers there · “Connection refused”" in page
    assert "it answered 503" in page
    assert page.count("Tries: 1") == 2
    assert page.count("Not tried") == 1  # the event was never due

    with brand_scope(world.brand.pk):
        Dispatch.objects.filter(outlet=outlet).update(why="it answered 418")
        ChannelAccount.objects.create(
            brand=world.brand, kind="webhook", trouble="unreachable: ConnectTimeout"
        )
    assert "it answered 418" in shown(ada, world, "undelivered/")
    assert "Not tried · it answered 418" in shown(ada, world, f"webhooks/{outlet.pk}/log/")
    assert "nobody answers there (“ConnectTimeout”)" in shown(ada, world, "accounts/")
    with brand_scope(world.brand.pk):
        ChannelAccount.objects.filter(brand=world.brand).update(trouble="IMAP: [Errno 111]")
    assert "IMAP: [Errno 111]" in shown(ada, world, "accounts/")


def shown(ada: Client, world: World, path: str) -> str:
    """The page as it is read, its spaces apart."""
    return " ".join(strip_tags(ada.get(of_brand(world, path)).text).split())


def fails_everywhere(world: World, outlet: Outlet) -> tuple[str, Letter]:
    """An answer, a letter and an event that were given up."""
    system, case = Actor.system(world.brand.pk), world.asked()
    answered(case, world.amara)
    with brand_scope(world.brand.pk):
        delivery = Delivery.objects.get(case=case)
        Dispatch.objects.filter(outlet=outlet).update(state="dead", why="it answered 500")
        write_letter(
            brand_id=world.brand.pk,
            to="nadia@northmere.test",
            kind="invitation",
            language="en",
            subject="Come",
            paragraphs=["Come."],
            token="nadia",
        )
    trouble = Trouble(code="blocked", is_permanent=True)
    record_trouble(actor=system, delivery_id=delivery.pk, trouble=trouble)

    def refuse(_letter: Letter) -> None:
        raise LetterRefused("unreachable", is_permanent=True)

    send_letters(system, refuse)
    with brand_scope(world.brand.pk):
        return case.number, Letter.objects.get(brand=world.brand)


def is_warned(world: World) -> bool:
    with brand_scope(world.brand.pk):
        failed = {each.what: each.failed for each in facts(Actor.system(world.brand.pk)).outgoing}
    return failed == {"answers": 1, "letters": 1, "webhooks": 1}


def make_due(world: World) -> None:
    with brand_scope(world.brand.pk):
        Dispatch.objects.filter(state="queued").update(due_at=now())


def publish(world: World, state: str, kind: str = "webhook") -> None:
    brand = world.brand
    kept = [each for each in brand.profile["channels"] if each["kind"] != kind]
    said = {"kind": kind, "state": state, "support_role": "full", "verified_at": None}
    brand.profile = brand.profile | {"channels": [*kept, said]}
    brand.save()
