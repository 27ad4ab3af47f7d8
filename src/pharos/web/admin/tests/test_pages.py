"""Every page of the settings, and what saving on it changes."""

from __future__ import annotations

import pytest
from django.test import Client

from pharos.kernel.audit import entries
from pharos.kernel.scope import brand_scope
from pharos.testing.world import World
from pharos.web.admin.tests.filling import address, filled, now_of, save
from pharos.web.desk.tests.test_pages import signed_in

OF_BRAND = [
    *("", "appearance/", "hours/", "channels/", "channels/new/", "channels/0/"),
    *("channels/0/removal/", "topics/", "topics/new/", "topics/0/", "teams/", "new-team/"),
    *("teams/support/", "teams/support/retirement/", "promises/", "vip/", "saved-replies/"),
    *("saved-replies/new/", "tags/", "widget/", "widget/preview/", "mail/", "keys/"),
    *("exchange/", "recommend/", "public-reply/"),
]
FOR_SUPERVISORS = {"saved-replies/", "saved-replies/new/", "tags/"}


@pytest.mark.parametrize("page", OF_BRAND)
def test_each_page_is_for_administrators_of_the_brand(world: World, page: str) -> None:
    there = address(world, page)
    elsewhere = f"/admin/brands/{world.elsewhere.slug}/{page}"

    assert signed_in(world.ada).get(there).status_code == 200
    assert signed_in(world.ada).get(elsewhere).status_code == 404
    assert signed_in(world.amara).get(there).status_code == 403
    wanted = 200 if page in FOR_SUPERVISORS else 403
    assert signed_in(world.bruno).get(there).status_code == wanted


@pytest.mark.parametrize(
    "page",
    ["", "appearance/", "hours/", "channels/0/", "topics/0/", "promises/", "mail/", "widget/"],
)
def test_saving_what_is_there_changes_nothing_that_matters(
    world: World, ada: Client, page: str
) -> None:
    before = now_of(world)

    response = save(ada, address(world, page))

    assert response.status_code == 302
    after = now_of(world)
    for name in ("name", "languages", "hours", "origins", "service"):
        assert after.get(name) == before.get(name), name
    assert [t["code"] for t in after["topics"]] == [t["code"] for t in before["topics"]]


def test_a_change_is_told_in_the_audit_with_before_and_after(world: World, ada: Client) -> None:
    save(ada, address(world, "mail/"), support="help@northmere.example")

    with brand_scope(world.brand.pk):
        entry = entries(world.brand.pk)[0]
    assert (entry.action, entry.actor_name) == ("mail.changed", "Ada")
    assert entry.change == {"mail.support": [None, "help@northmere.example"]}
    page = ada.get("/admin/audit/")
    assert "mail.support" in page.text
    assert "<ins>help@northmere.example</ins>" in page.text


def test_who_saves_second_is_warned_and_may_save_again(world: World, ada: Client) -> None:
    where = address(world, "mail/")
    stale = filled(ada, where, support="mine@northmere.example")
    save(ada, where, support="theirs@northmere.example")

    warned = ada.post(where, stale)
    assert warned.status_code == 422
    assert "Somebody else saved this" in warned.text
    assert 'value="mine@northmere.example"' in warned.text
    assert now_of(world)["mail"]["support"] == "theirs@northmere.example"

    again = ada.post(where, stale | {"seen": warned.context["form"]["seen"].value()})
    assert again.status_code == 302
    assert now_of(world)["mail"]["support"] == "mine@northmere.example"


def test_two_sections_at_once_do_not_disturb_each_other(world: World, ada: Client) -> None:
    stale = filled(ada, address(world, "mail/"), support="help@northmere.example")
    save(ada, address(world, "widget/"), origins="https://www.northmere.example")

    assert ada.post(address(world, "mail/"), stale).status_code == 302
    assert now_of(world)["origins"] == ["https://www.northmere.example"]


def test_the_week_may_have_several_intervals_a_day(world: World, ada: Client) -> None:
    where = address(world, "hours/")
    more = ada.post(where, {**filled(ada, where, kind="week"), "add": "mon"})
    assert more.status_code == 200
    assert 'name="mon-1-from"' in more.text

    times = {
        "mon-0-from": "08:00",
        "mon-0-until": "12:00",
        "mon-1-from": "13:00",
        "mon-1-until": "18:00",
        "tue-0-from": "08:00",
        "tue-0-until": "12:00",
    }
    saved = save(ada, where, kind="week", country="PT", closed_on="2027-12-24", **times)

    assert saved.status_code == 302
    assert now_of(world)["hours"] == {
        "week": [
            {"days": ["mon", "tue"], "from": "08:00", "until": "12:00"},
            {"days": ["mon"], "from": "13:00", "until": "18:00"},
        ],
        "holidays": {"country": "PT"},
        "closed_on": ["2027-12-24"],
    }
    page = ada.get(where)
    assert "Open now" in page.text or "Next open" in page.text
    assert 'value="13:00"' in page.text


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"kind": "week"}, "kind", "Say at what times"),
        ({"kind": "week", "mon-0-from": "8"}, "mon-0-from", "Write times as 09:00"),
        ({"kind": "week", "mon-0-from": "08:00"}, "mon-0-until", "From when until when?"),
        ({"closed_on": "soon"}, "closed_on", "soon is not a day"),
        ({"country": "DE", "subdivision": "XX"}, "subdivision", "is not a subdivision of DE"),
    ],
)
def test_wrong_hours_are_told_at_their_field(
    world: World, ada: Client, changes: dict[str, str], field: str, sentence: str
) -> None:
    response = save(ada, address(world, "hours/"), **changes)

    assert response.status_code == 422
    assert any(sentence in error for error in response.context["form"].errors[field])
    assert f'id="id_{field}_error"' in response.text
    assert now_of(world)["hours"] == {"always": True}


def test_a_channel_has_a_state_and_whoever_tried_it(world: World, ada: Client) -> None:
    figures = {"response-0-when": "peak", "response-0-text": "An hour", "response-0-at_most": "1h"}

    added = save(
        ada,
        address(world, "channels/new/"),
        kind="mail",
        state="LIVE",
        value="help@northmere.example",
        availability="Day and night",
        verified="on",
        **figures,
    )

    assert added.status_code == 302
    mail = now_of(world)["channels"][-1]
    assert (mail["kind"], mail["state"], mail["value"]) == (
        "mail",
        "LIVE",
        "help@northmere.example",
    )
    assert mail["verified_at"]
    assert mail["published"] == {
        "availability": "Day and night",
        "response": [{"when": "peak", "text": "An hour", "at_most": "1h"}],
    }
    ada.post(
        address(world, "channels/1/removal/"), filled(ada, address(world, "channels/1/removal/"))
    )
    assert [c["kind"] for c in now_of(world)["channels"]] == ["widget"]


def test_what_nobody_has_verified_is_said_so(world: World, ada: Client) -> None:
    assert "Not verified yet" in ada.get(address(world, "")).text
    assert "Not verified yet" in ada.get(address(world, "channels/")).text
    assert "Not verified yet" in ada.get("/admin/brands/").text

    save(ada, address(world, ""), verified="on")

    assert now_of(world)["verified_at"]
    assert "Not verified yet" not in ada.get("/admin/brands/").text


def test_a_topic_gets_questions(world: World, ada: Client) -> None:
    where = address(world, "topics/0/")
    more = ada.post(where, {**filled(ada, where), "add": "1"})
    assert more.status_code == 200

    languages = now_of(world)["languages"]
    asked = {f"q0.label.{tag}": "Which network?" for tag in languages}
    asked |= {f"q0.choices.{tag}": "Tron\nEthereum" for tag in languages}
    saved = save(ada, where, **{"q0.kind": "choice", "q0.required": "on", **asked})

    assert saved.status_code == 302
    (question,) = now_of(world)["topics"][0]["questions"]
    assert (question["kind"], question["required"]) == ("choice", True)
    assert [choice["en"] for choice in question["choices"]] == ["Tron", "Ethereum"]

    save(ada, where, **{"q0.remove": "on"})
    assert "questions" not in now_of(world)["topics"][0]


def test_what_a_topics_page_does_not_show_stays_as_it_is(world: World, ada: Client) -> None:
    words = dict.fromkeys(now_of(world)["languages"], "The memo is missing")
    topics = [*now_of(world)["topics"]]
    topics[0] = {**topics[0], "reasons": [{"code": "DEP.MEMO_MISSING", "labels": words}]}
    world.brand.profile = {**now_of(world), "topics": topics}
    world.brand.save(update_fields=["profile"])

    assert save(ada, address(world, "topics/0/"), icon="coins").status_code == 302

    topic = now_of(world)["topics"][0]
    assert (topic["icon"], topic["reasons"]) == ("coins", topics[0]["reasons"])


def test_answers_to_choose_from_are_as_many_in_each_language(world: World, ada: Client) -> None:
    where = address(world, "topics/0/")
    languages = now_of(world)["languages"]
    asked = {f"q0.label.{tag}": "Which network?" for tag in languages}

    response = save(ada, where, **{"q0.kind": "choice", "q0.choices.en": "Tron", **asked})

    assert response.status_code == 422
    assert "q0.choices.en" in response.context["form"].errors


def test_topics_are_moved_and_taken_away(world: World, ada: Client) -> None:
    where = address(world, "topics/")
    codes = [topic["code"] for topic in now_of(world)["topics"]]

    save(ada, where, place=0, step="down")
    assert [t["code"] for t in now_of(world)["topics"]] == [codes[1], codes[0], *codes[2:]]
    save(ada, where, place=1, step="up")
    save(ada, where, place=1, step="remove")
    assert [t["code"] for t in now_of(world)["topics"]] == [codes[0], *codes[2:]]

    twice = save(ada, address(world, "topics/new/"), code=codes[0], **labels(world))
    assert twice.status_code == 422
    assert "code" in twice.context["form"].errors


def labels(world: World) -> dict[str, str]:
    return {f"label.{tag}": "Again" for tag in now_of(world)["languages"]}


def test_a_new_language_copies_words_until_they_are_changed(world: World, ada: Client) -> None:
    save(ada, address(world, ""), languages="en, ja")

    topic = now_of(world)["topics"][0]
    assert now_of(world)["languages"] == ["en", "ja"]
    assert topic["labels"] == {"en": "Deposit not arrived", "ja": "Deposit not arrived"}
