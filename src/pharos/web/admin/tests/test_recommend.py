"""Which channel is recommended for what, and what is answered in public: set up and tried out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pharos.brands.offer import CHANNEL_RULES
from pharos.kernel.audit import entries
from pharos.kernel.scope import brand_scope
from pharos.testing.world import World
from pharos.web.admin.recommend import rules_in
from pharos.web.admin.tests.filling import address, filled, now_of, save

PAGE, REPLY = "recommend/", "public-reply/"


def last_audit(world: World) -> Any:
    with brand_scope(world.brand.pk):
        return entries(world.brand.pk)[0]


def readings(response: Any) -> dict[str, list[str]]:
    """What the page says that customers read: for what, which channels."""
    return {
        str(each["label"]): [str(channel.name) for channel in each["channels"]]
        for each in response.context["previews"]
    }


def advice(world: World, **asked: str) -> str:
    page = Client().get(f"/{world.brand.slug}/contact/", asked).text
    return page.partition('class="verdict"')[2].partition("</ol>")[0]


@pytest.mark.requirement("CH-19")
def test_the_usual_rules_stand_there_and_saving_them_changes_nothing(
    world: World, ada: Client
) -> None:
    response = save(ada, address(world, PAGE))

    assert response.status_code == 302
    assert "recommend" not in now_of(world)
    form = ada.get(address(world, PAGE)).context["form"]
    assert form.count == len(CHANNEL_RULES)


@pytest.mark.requirement("CH-19", "CH-20")
def test_a_rule_of_their_own_is_what_customers_read_and_is_told_in_the_audit(
    world: World, ada: Client
) -> None:
    where = address(world, PAGE)
    assert "Chat" in advice(world, urgency="urgent")
    more = {"r1.use0": "form", "r1.use1": "", "r1.use2": "", "r1.use3": ""}

    tried = ada.post(where, {**filled(ada, where, **more), "preview": "1"})

    assert tried.status_code == 200
    assert readings(tried)["It cannot wait"] == ["Form"]
    assert "They are not saved." in tried.text
    assert "recommend" not in now_of(world)

    assert save(ada, where, **more).status_code == 302

    assert readings(ada.get(where))["It cannot wait"] == ["Form"]
    told = advice(world, urgency="urgent")
    assert "Form" in told
    assert "Chat" not in told
    assert now_of(world)["recommend"][1] == {"urgency": "urgent", "use": ["form"]}
    assert (last_audit(world).action, last_audit(world).actor_name) == ("recommend.changed", "Ada")

    save(ada, where, usual="on")
    assert "recommend" not in now_of(world)
    assert "Chat" in advice(world, urgency="urgent")


def test_rules_are_added_moved_and_taken_away_before_anything_is_saved(
    world: World, ada: Client
) -> None:
    where = address(world, PAGE)
    sent = filled(ada, where)
    usual = [rule.use for rule in rules_in({})]

    def after(move: str, sent: dict[str, Any]) -> list[tuple[str, ...]]:
        form = ada.post(where, {**sent, "move": move}).context["form"]
        return [
            tuple(kind for n in range(4) if (kind := form[f"r{row}.use{n}"].value()))
            for row in range(form.count)
        ]

    assert after("down-0", sent) == [usual[1], usual[0], *usual[2:]]
    assert after("up-2", sent) == [usual[0], usual[2], usual[1], *usual[3:]]
    assert after("drop-0", sent) == usual[1:]
    assert after("add", sent) == [*usual, ("widget",)]
    assert "recommend" not in now_of(world)


@pytest.mark.parametrize("wrong", [{"r0.use0": "pigeon"}, {"r0.reasons": ["NO.SUCH"]}])
def test_what_is_no_channel_and_no_topic_is_refused(
    world: World, ada: Client, wrong: dict[str, Any]
) -> None:
    assert save(ada, address(world, PAGE), **wrong).status_code == 422
    assert "recommend" not in now_of(world)


@pytest.mark.requirement("CM-07")
def test_the_words_said_in_public_are_tried_saved_and_told_in_the_audit(
    world: World, ada: Client
) -> None:
    where = address(world, REPLY)
    languages = now_of(world)["languages"]
    typed = {f"text.{tag}": "{brand} answers you here: {link}" for tag in languages}

    tried = ada.post(where, {**filled(ada, where, **typed), "preview": "1"})

    assert "Northmere answers you here: " in tried.text
    assert "public_reply" not in now_of(world)
    assert save(ada, where, **typed).status_code == 302
    assert now_of(world)["public_reply"]["ko"] == "{brand} answers you here: {link}"
    assert "Northmere answers you here: " in ada.get(where).text
    assert last_audit(world).action == "public_reply.changed"

    save(ada, where, **dict.fromkeys(typed, ""))
    assert "public_reply" not in now_of(world)
    assert "Thank you for writing to Northmere." in ada.get(where).text


@pytest.mark.requirement("CM-07")
@pytest.mark.parametrize(
    "text",
    [
        "Write to us",
        "{link} and {link}",
        "{name}, your case: {link}",
        "Call 351 210 000: {link}",
        "Write to eve@example.test or {link}",
        "Go to https://example.test or {link}",
        "{link} " + "very " * 40,
    ],
)
def test_words_that_lead_elsewhere_or_could_name_somebody_are_refused_at_their_field(
    world: World, ada: Client, text: str
) -> None:
    good = {f"text.{tag}": "Go on here: {link}" for tag in now_of(world)["languages"]}

    refused = save(ada, address(world, REPLY), **(good | {"text.en": text}))

    tried = ada.post(address(world, REPLY), {**good, "text.en": text, "seen": "", "preview": "1"})
    for answer in (refused, tried):
        assert answer.status_code == 422
        assert answer.context["form"].errors["text.en"]
    assert "public_reply" not in now_of(world)
    assert save(ada, address(world, REPLY), **good).status_code == 302


def test_a_new_language_keeps_the_words_said_in_public(world: World, ada: Client) -> None:
    good = {f"text.{tag}": "Go on here: {link}" for tag in now_of(world)["languages"]}
    save(ada, address(world, REPLY), **good)

    where = address(world, "")
    sent = filled(ada, where)
    languages = [*now_of(world)["languages"], "fr"]
    save(
        ada,
        where,
        languages="\n".join(languages) if isinstance(sent["languages"], str) else languages,
    )

    assert now_of(world)["public_reply"].keys() == {*now_of(world)["languages"]}
    assert "fr" in now_of(world)["languages"]
