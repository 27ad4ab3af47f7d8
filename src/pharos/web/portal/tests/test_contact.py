from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from pharos.insight.models import AnswerTime
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.testing.cast import Cast
from pharos.testing.world import World
from pharos.web.portal.tests.pages import HASH, mail_address, promise, send

CHANNELS = [
    {"kind": "widget", "state": "LIVE", "support_role": "full"},
    {"kind": "mail", "state": "LIVE", "support_role": "full", "value": "help@northmere.test"},
    {"kind": "telegram", "state": "PROMISED", "support_role": "redirect_only", "value": "@nm"},
    {"kind": "phone", "state": "ABSENT", "support_role": "none"},
]
LINK = re.compile(r'href="([^"]+)"')


def contact(world: World, **asked: str) -> str:
    response = Client().get(f"/{world.brand.slug}/contact/", asked)
    assert response.status_code == 200
    return " ".join(response.text.split())


def measured(world: World, channel: str = "widget", **more: Any) -> None:
    told = {"answered": 40, "half_seconds": 230.0, "most_seconds": 410.0, **more}
    with brand_scope(world.brand.pk):
        AnswerTime.objects.create(
            brand=world.brand,
            channel=channel,
            days=28,
            waiting=3,
            measured_at=now(),
            **told,
        )


@pytest.mark.requirement("CH-02", "CH-21", "CH-34")
def test_every_channel_stands_there_with_its_state_for_whoever_asks(world: World) -> None:
    promise(world.brand, channels=CHANNELS)
    mail_address(world)

    page = contact(world)

    assert "help@northmere.test" in page
    assert "@nm" in page
    assert "Announced, not there yet" in page
    assert "It only sends people on." in page
    assert "People are here now, day and night." in page


def test_where_nobody_will_be_there_no_hour_is_named_and_nothing_is_left_blank(
    world: World,
) -> None:
    stated = "<dt>People are here</dt> <dd>not stated</dd>"
    assert stated not in contact(world)
    days = [(now() + timedelta(days=number)).date().isoformat() for number in range(-9, 1200)]
    week = [{"days": ["mon"], "from": "08:00", "until": "09:00"}]
    promise(world.brand, channels=CHANNELS, hours={"week": week, "closed_on": days})

    assert stated in contact(world)


@pytest.mark.requirement("CH-07", "SC-04", "ID-04")
def test_that_there_is_no_phone_line_is_said_where_there_is_none(world: World) -> None:
    words = "We have no phone line. Whoever calls in our name is a fraud."
    assert words not in contact(world)

    promise(world.brand, channels=CHANNELS)

    assert words in contact(world)


@pytest.mark.requirement("CH-02")
def test_how_long_answers_take_is_what_was_measured_and_else_not_said(world: World) -> None:
    promise(world.brand, channels=CHANNELS)
    assert "not measured yet" in contact(world)
    assert "min" not in contact(world)

    measured(world)

    assert "4 min to 7 min" in contact(world)
    assert "measured over 28 days, 40 answers; 3 still wait" in contact(world)


def test_few_answers_are_no_measure(world: World) -> None:
    promise(world.brand, channels=CHANNELS)
    measured(world, answered=19)

    assert "4 min" not in contact(world)


@pytest.mark.requirement("CH-04", "CH-17", "CH-19")
@pytest.mark.parametrize(
    ("asked", "first", "why"),
    [
        ({"urgency": "urgent"}, "Chat", "It is urgent"),
        ({"complexity": "documented"}, "Form", "It needs documents"),
        ({"reason": "ACC.LOCKED"}, "Chat", "For this topic"),
        ({"urgency": "calm", "complexity": "simple"}, "Chat", "Ask where it suits you"),
    ],
)
def test_the_best_channel_is_named_with_its_reason(
    world: World, asked: dict[str, str], first: str, why: str
) -> None:
    promise(world.brand, channels=CHANNELS)

    advice = contact(world, **asked).partition('class="verdict"')[2].partition("</section>")[0]

    assert why in advice
    assert re.findall(r'class="link" href="[^"]+">([^<]+)<', advice)[0] == first


@pytest.mark.requirement("CH-17")
def test_the_help_pages_are_the_first_stop_only_where_there_are_any(world: World) -> None:
    promise(world.brand, channels=[*CHANNELS, {**CHANNELS[0], "kind": "help"}])

    advice = contact(world, complexity="simple").partition('class="verdict"')[2]

    assert "Look there first" in advice
    assert advice.partition("</ol>")[0].index("Help pages") < advice.index("Chat")


@pytest.mark.requirement("CH-04")
def test_an_answer_is_recommended_with_what_was_measured_or_promised(world: World) -> None:
    promise(world.brand, channels=CHANNELS)
    silent = contact(world, urgency="urgent").partition('class="verdict"')[2]
    assert "promised by" not in silent.partition("</ol>")[0]

    promise(world.brand, service={"first_response": {"within": "2h", "share": 80}})
    measured(world)

    advice = contact(world, urgency="urgent").partition('class="verdict"')[2].partition("</ol>")[0]
    assert "4 min to 7 min" in advice
    assert "promised by" in advice
    assert "(in 80 of 100 cases)" in advice


@pytest.mark.requirement("CH-19")
def test_a_brand_has_rules_of_its_own(world: World) -> None:
    promise(
        world.brand,
        channels=CHANNELS,
        recommend=[{"urgency": "urgent", "use": ["mail"]}, {"use": ["widget"]}],
    )
    mail_address(world)

    advice = contact(world, urgency="urgent").partition('class="verdict"')[2].partition("</ol>")[0]

    assert "E-mail" in advice
    assert "Chat" not in advice


@pytest.mark.requirement("CH-20")
def test_from_what_somebody_says_the_way_leads_to_the_questions_of_their_topic(
    world: World,
) -> None:
    question = {
        "key": "txid",
        "kind": "txid",
        "required": True,
        "labels": dict.fromkeys(world.brand.profile["languages"], "Transaction id"),
    }
    topic = {**world.brand.profile["topics"][0], "questions": [question]}
    promise(world.brand, channels=CHANNELS, topics=[topic])

    page = contact(world, reason="DEP.NOT_FOUND", complexity="documented")
    advice = page.partition('class="verdict"')[2].partition("</ol>")[0]
    first = next(link for link in LINK.findall(advice) if link.startswith(f"/{world.brand.slug}"))
    form = Client().get(first).text

    assert "It needs documents" in advice
    assert first == f"/{world.brand.slug}/contact/DEP.NOT_FOUND/"
    assert "Transaction id" in form
    # What nobody can work without is asked for before anything is sent.
    assert send(Client(), world.brand).status_code == 422
    assert send(Client(), world.brand, q_txid=HASH).status_code == 302


def test_nobody_is_sent_to_talk_while_nobody_is_here(world: World) -> None:
    closed = {"week": [{"days": ["mon"], "from": "09:00", "until": "09:01"}]}
    promise(world.brand, channels=CHANNELS, hours=closed)

    advice = contact(world, reason="ACC.LOCKED").partition('class="verdict"')[2]

    assert re.findall(r'class="link" href="[^"]+">([^<]+)<', advice)[0] == "Form"


@pytest.mark.requirement("CH-21", "CH-22")
def test_two_clicks_lead_from_anywhere_to_a_person(world: World) -> None:
    cast, slug = Cast(world), world.brand.slug
    pages = [
        *(
            f"/{slug}/{page}/"
            for page in ("status", "verify", "cases", "contact", "contact/topics")
        ),
        f"/{slug}/contact/DEP.NOT_FOUND/",
        f"/{slug}/contact/complaint/",
        f"/{slug}/c/{cast.case_link_token}/",
        f"/claims/{cast.claim_secret}/",
    ]

    steps = {page: steps_to(f"/{slug}/talk/", page) for page in pages}

    assert steps == {page: 1 if page == f"/{slug}/contact/" else steps[page] for page in pages}
    assert max(steps.values()) <= 2


def steps_to(there: str, page: str) -> int:
    """How many links have to be followed."""
    seen, ahead, steps = set(), {page}, 0
    while there not in ahead:
        seen |= ahead
        steps += 1
        assert steps < 4, f"no way from {page}"
        ahead = {link for each in ahead for link in links_of(each)} - seen
    return steps


def links_of(page: str) -> set[str]:
    if not page.startswith("/") or page.startswith(("/static", "//")):
        return set()
    return set(LINK.findall(Client().get(page).text))
