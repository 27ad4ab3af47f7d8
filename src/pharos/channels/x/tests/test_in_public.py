"""What is said where anybody can read it: who is answered, with what, and who is left in peace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from pharos.brands.queries import forget_brands
from pharos.cases.models import Case
from pharos.cases.tests.deeds import answered, clocks
from pharos.channels.mail.tests.post import Outbox, hand_over, listener, mail, mail_account, outbox
from pharos.channels.models import ChannelAccount
from pharos.channels.tests.deeds import account_of, cases_of, said_in, the_case, work
from pharos.channels.tests.vendor import Answer, Vendor, vendor
from pharos.channels.x.tests.side import DANA, ME, SECRET, message
from pharos.channels.x.tests.test_x import SENT, THERE, mention, pushed
from pharos.channels.x.weighing import LONGEST_POST, weight_of
from pharos.insight.models import AnswerTime
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in

TWEETS = "/2/tweets"
OURS = {
    "en": "Thank you for writing to",
    "ko": "문의해 주셔서 감사합니다",
    "zh-Hans": "感谢您联系",
    "es": "Gracias por escribir a",
}
ASKED = {
    "en": "@northmere where is my deposit?",
    "ko": "@northmere 입금이 안 보여요",
    "zh-Hans": "@northmere 充值没到账",
    "es": "@northmere mi depósito no llega",
}


@pytest.fixture
def api() -> Iterator[Vendor]:
    with vendor() as one:
        one.says(THERE, SENT)
        one.says(TWEETS, Answer(body={"data": {"id": "555", "text": ""}}))
        yield one


@pytest.fixture
def account(world: World, api: Vendor) -> ChannelAccount:
    secrets = {
        "consumer_key": "k",
        "consumer_secret": SECRET,
        "access_token": f"{ME}-t",
        "access_token_secret": "s",
    }
    return account_of(world, "x", {"api": api.url}, secrets)


def replies(api: Vendor) -> list[str]:
    return [asked.json["text"] for asked in api.to(TWEETS)]


def measured(world: World, channel: str, half: float = 230.0, most: float = 410.0) -> None:
    with brand_scope(world.brand.pk):
        AnswerTime.objects.create(
            brand=world.brand,
            channel=channel,
            days=28,
            waiting=0,
            answered=40,
            half_seconds=half,
            most_seconds=most,
            measured_at=now(),
        )


def promise(world: World, **more: Any) -> None:
    world.brand.profile = {**world.brand.profile, **more}
    world.brand.save(update_fields=["profile"])
    forget_brands()


@pytest.mark.requirement("CM-06")
@pytest.mark.parametrize(
    "text",
    [
        "@northmere thanks for the great support!",
        "@northmere please add a dark mode",
        "@northmere Airdrop! claim now https://x.example",
        "$BTC breakout, target 120k @northmere",
    ],
)
def test_a_post_that_asks_for_nothing_is_kept_and_not_answered(
    world: World, account: ChannelAccount, api: Vendor, text: str
) -> None:
    pushed(account, mention(text=text))
    work(world)

    assert replies(api) == []
    case = the_case(world)
    assert said_in(world, case) == [text]
    assert [clock.kind for clock in clocks(case)] == ["first_response"]

    # The same person asks for help after that: now they are told where.
    pushed(account, mention("602", text="@northmere where is my deposit?"))
    work(world)
    assert len(replies(api)) == 1
    assert len(said_in(world, case)) == 2


@pytest.mark.requirement("CM-06", "CM-01")
@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("@northmere I'm new here, how do I withdraw?", "says that they are new to this"),
        ("@northmere worst exchange, five days and no answer", "reads as a complaint"),
    ],
)
def test_who_is_new_or_complains_is_answered_safely_and_marked_for_whoever_reads_it(
    world: World, account: ChannelAccount, api: Vendor, text: str, mark: str
) -> None:
    pushed(account, mention(text=text))
    work(world)

    (reply,) = replies(api)
    assert "We never ask for passwords, codes or recovery phrases." in reply
    assert f"/{world.brand.slug}/c/" in reply
    page = signed_in(world.amara).get(f"/desk/cases/{the_case(world).number}/")
    assert mark in page.text


def test_a_secret_that_was_posted_is_answered_however_friendly_the_words(
    world: World, account: ChannelAccount, api: Vendor
) -> None:
    phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    pushed(account, mention(text=f"@northmere thanks, great app! {phrase}"))
    work(world)

    assert len(replies(api)) == 1
    assert "sausage" not in replies(api)[0]


@pytest.mark.requirement("CM-07")
@pytest.mark.parametrize("language", [*OURS])
def test_the_reply_is_in_the_writer_s_language_and_fits_one_post(
    world: World, account: ChannelAccount, api: Vendor, language: str
) -> None:
    measured(world, "widget")
    pushed(account, mention(text=ASKED[language]))
    work(world)

    (reply,) = replies(api)
    assert OURS[language] in reply
    assert weight_of(reply) <= LONGEST_POST
    case = the_case(world)
    for secret in (case.number, "Dana", "deposit?"):
        assert secret not in reply


@pytest.mark.requirement("CM-07")
def test_the_words_are_the_brand_s_own_and_what_nobody_asks_for_is_always_said(
    world: World, account: ChannelAccount, api: Vendor
) -> None:
    languages = world.brand.profile["languages"]
    said = dict.fromkeys(languages, "{brand} helps you here, unseen by others: {link}")
    promise(world, public_reply=said)

    pushed(account, mention())
    work(world)

    (reply,) = replies(api)
    assert reply.startswith("Northmere helps you here, unseen by others: http")
    assert f"/{world.brand.slug}/c/" in reply
    assert "We never ask for passwords" in reply
    link = next(word for word in reply.split() if "/c/" in word)
    page = Client().get(link[link.index(f"/{world.brand.slug}/") :])
    assert page.status_code == 200
    assert the_case(world).number not in page.text


@pytest.mark.requirement("CM-04")
def test_chat_and_mail_are_recommended_with_the_time_that_was_measured_and_no_other(
    world: World, account: ChannelAccount, api: Vendor
) -> None:
    widget = {"kind": "widget", "state": "LIVE", "support_role": "full"}
    published = {"response": [{"text": "in seconds"}]}
    promise(world, channels=[{**widget, "published": published}])
    pushed(account, mention())
    work(world)
    (silent,) = replies(api)
    assert "You reach people by: Chat." in silent
    assert not any(word in silent for word in ("min", "second", "E-mail"))

    measured(world, "widget")
    measured(world, "mail", half=7_200.0, most=10_000.0)
    other = {"id_str": "78", "name": "Minjun", "screen_name": "m"}
    pushed(account, mention("603", user=other))
    work(world)
    # Nobody receives mail here, so it is not recommended however quick it was.
    assert "First answers lately: Chat 4 min to 7 min." in replies(api)[-1]

    mail_account(world)
    pushed(account, mention("604", user={**other, "id_str": "79"}))
    work(world)
    assert "First answers lately: Chat 4 min to 7 min; E-mail 2 hr to 3 hr." in replies(api)[-1]


@pytest.mark.requirement("CM-14")
def test_a_message_on_x_is_support_like_any_other(
    world: World, account: ChannelAccount, api: Vendor
) -> None:
    pushed(account, message())
    work(world)
    case = the_case(world)
    assert [clock.kind for clock in clocks(case)] == ["first_response"]

    answered(case, world.amara, "It is on its way.")
    work(world)

    assert "It is on its way." in api.to(THERE)[-1].json["text"]
    assert replies(api) == []


@pytest.fixture
def box() -> Iterator[Outbox]:
    with outbox() as one:
        yield one


def found(world: World, *reasons: str) -> set[str]:
    """Which cases the desk's list of feedback has."""
    page = signed_in(world.amara).get("/desk/", {"view": "all", "reasons": list(reasons)})
    return {case.number for case in cases_of(world) if case.number in page.text}


@pytest.mark.requirement("CM-05", "CM-13")
def test_feedback_by_post_message_and_mail_is_found_in_one_list(
    world: World, account: ChannelAccount, box: Outbox
) -> None:
    pushed(account, mention(text="@northmere please add a dark mode"))
    pushed(account, message(who="78", text="Thank you, great support!"))
    pushed(account, message("502", who="79", text="My withdrawal has not arrived."))
    post = mail_account(world, box)
    to = [post.settings["address"]]
    with listener() as port:
        words = "The fees are unacceptable."
        hand_over(port, mail(post, words, subject="About your fees"), to=to)
        asks = mail(post, "Where is it?", name="<2@x.test>", sender="Eve <eve@example.test>")
        hand_over(port, asks, to=to)
    work(world)

    wish, praise, help_, complaint, question = (case.number for case in cases_of(world))
    assert found(world, "FBK.FEATURE", "FBK.PRAISE", "FBK.COMPLAINT") == {wish, praise, complaint}
    assert found(world, "FBK.COMPLAINT") == {complaint}
    assert {help_, question}.isdisjoint(found(world, "FBK.FEATURE", "FBK.PRAISE"))


@pytest.mark.requirement("CM-05")
def test_a_person_marks_what_is_feedback_and_what_is_not(
    world: World, account: ChannelAccount
) -> None:
    from pharos.cases.actions.reason import correct_reason

    pushed(account, mention(text="@northmere please add a dark mode"))
    work(world)
    asked = world.asked()
    wish = next(case for case in cases_of(world) if case.pk != asked.pk)
    amara = world.amara.actor()

    correct_reason(actor=amara, number=asked.number, reason="FBK.FEATURE")
    correct_reason(actor=amara, number=wish.number, reason="TRD.BUG")

    assert found(world, "FBK.FEATURE") == {asked.number}


def test_dana_is_one_customer_in_public_and_in_private(
    world: World, account: ChannelAccount
) -> None:
    pushed(account, mention())
    pushed(account, message(who=DANA))

    with brand_scope(world.brand.pk):
        customers = set(Case.objects.values_list("customer_id", flat=True))
    assert len(customers) == 1
