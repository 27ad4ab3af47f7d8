"""X by its webhook and by asking, with its API on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from pharos.cases.tests.deeds import answered
from pharos.channels.models import ChannelAccount
from pharos.channels.polling import poll_all
from pharos.channels.port import Arrival, Outgoing, Permanent, RemoteFile
from pharos.channels.registry import channels
from pharos.channels.tests.contract import ChannelContract
from pharos.channels.tests.deeds import (
    account_of,
    address,
    cases_of,
    deliveries,
    outgoing_file,
    post,
    said_in,
    the_case,
    work,
)
from pharos.channels.tests.trying import read
from pharos.channels.tests.vendor import Answer, Vendor, vendor
from pharos.channels.x.tests.side import (
    DANA,
    ME,
    XSide,
    body,
    message,
    milliseconds,
    signature,
)
from pharos.channels.x.weighing import weight_of
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.testing.world import World

SIDE = XSide()
THERE = f"/2/dm_conversations/with/{DANA}/messages"
SENT = Answer(body={"data": {"dm_event_id": "1", "dm_conversation_id": "2"}})


class TestX(ChannelContract):
    side = SIDE


@pytest.fixture
def api() -> Iterator[Vendor]:
    with vendor() as one:
        one.says(THERE, SENT)
        one.says("/2/tweets", Answer(body={"data": {"id": "555", "text": ""}}))
        yield one


@pytest.fixture
def account(world: World, api: Vendor) -> ChannelAccount:
    return account_of(world, "x", {"api": api.url, "asks": "yes"}, SIDE.secrets())


def pushed(account: ChannelAccount, told: dict[str, Any]) -> Any:
    content = body(told)
    return post(account, content, SIDE.signed(content))


def mention(
    item: str = "601", text: str = "@northmere where is it?", **more: Any
) -> dict[str, Any]:
    told = {
        "id_str": item,
        "timestamp_ms": milliseconds(),
        "text": text,
        "user": {"id_str": DANA, "name": "Dana", "screen_name": "dana"},
        "entities": {"user_mentions": [{"id_str": ME}], "urls": []},
    }
    return {"tweet_create_events": [told | more]}


def test_the_challenge_is_answered_and_nothing_else_is_signed_for_anybody(
    account: ChannelAccount,
) -> None:
    asked = Client().get(address(account), {"crc_token": "abc-DEF_123="})
    assert asked.json() == {"response_token": signature(b"abc-DEF_123=")}

    event = Client().get(address(account), {"crc_token": '{"for_user_id":"900"}'})
    assert event.status_code == 401


def test_words_stand_as_they_were_written() -> None:
    links = {"urls": [{"url": "https://t.co/1", "expanded_url": "https://explorer.example/tx"}]}
    (said,) = read(SIDE, body(message(text="See &amp; look: https://t.co/1", entities=links)))

    assert isinstance(said, Arrival)
    assert said.text == "See & look: https://explorer.example/tx"


@pytest.mark.requirement("CM-07", "TK-15")
def test_who_mentions_us_is_told_once_in_280_where_to_go_on(
    world: World, account: ChannelAccount, api: Vendor
) -> None:
    pushed(account, mention())
    pushed(account, mention("604", user={"id_str": ME, "name": "N", "screen_name": "n"}))
    work(world)
    pushed(account, mention("602", text="@northmere hello?"))
    case = the_case(world)
    answered(case, world.amara, "Your deposit of 3 BTC is credited.")
    work(world)

    (reply,) = api.to("/2/tweets")
    assert reply.json["reply"]["in_reply_to_tweet_id"] == "601"
    assert weight_of(reply.json["text"]) <= 280
    assert f"/{world.brand.slug}/c/" in reply.json["text"]
    assert case.number not in reply.json["text"]
    assert "3 BTC" not in reply.json["text"]
    assert len(said_in(world, case)) == 2
    assert deliveries(world)[-1] == ("rested", "told_in_public")


def test_changed_and_deleted_posts_are_told(world: World, account: ChannelAccount) -> None:
    pushed(account, mention())
    changed = {"edit_history": {"initial_tweet_id": "601", "edit_tweet_ids": ["601", "603"]}}
    pushed(account, mention("603", text="@northmere where is my BTC?", **changed))
    gone = {"status": {"id": "601", "user_id": DANA}, "timestamp_ms": milliseconds()}
    pushed(account, {"tweet_delete_events": [gone]})
    told = [str(e.kind) for e in world.entries(the_case(world)) if e.position]
    assert told == ["message", "edit", "withdrawn"]


def test_keys_that_are_not_taken_are_waited_for(
    world: World, account: ChannelAccount, api: Vendor
) -> None:
    pushed(account, message())
    api.says(THERE, Answer(status=401, body={"title": "Unauthorized"}))
    work(world)
    assert deliveries(world) == [("queued", "credentials")]


def test_pictures_go_along_and_other_files_are_refused_before_a_word_is_said(
    account: ChannelAccount, api: Vendor
) -> None:
    api.says("/2/media/upload", Answer(body={"data": {"id": "33"}}))
    here = account.for_adapter()
    words = Outgoing(thread=f"dm:{DANA}", text="See.", token="t", files=(outgoing_file(),))
    channels()["x"].send(here, words)
    said, shown = [asked.json for asked in api.to("/messages")]
    assert said == {"text": "See."}
    assert shown["attachments"] == [{"media_id": "33"}]

    paper = outgoing_file("application/pdf")
    with pytest.raises(Permanent, match="file_not_taken"):
        channels()["x"].send(here, Outgoing(thread="dm:1", text="See.", token="t", files=(paper,)))
    assert len(api.to("/messages")) == 2


def test_only_x_itself_sees_a_signature_when_a_file_is_fetched(
    account: ChannelAccount, api: Vendor
) -> None:
    api.says("/a.png", Answer(body=b"png"))
    with vendor() as other:
        other.says("/b.png", Answer(body=b"png"))
        for url in (f"{api.url}/a.png", f"{other.url.replace('127.0.0.1', 'localhost')}/b.png"):
            channels()["x"].fetch(account.for_adapter(), RemoteFile(ref=url))
        assert "authorization" in api.to("/a.png")[0].headers
        assert "authorization" not in other.to("/b.png")[0].headers


def asked_again(world: World) -> None:
    with brand_scope(world.brand.pk):
        ChannelAccount.objects.update(held_until=None)
    poll_all(Actor.system(world.brand.pk))


def listed(item: str, text: str, *, days_ago: int = 0, who: str = DANA) -> dict[str, Any]:
    at = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()
    return {"id": item, "text": text, "created_at": at, "author_id": who, "sender_id": who}


@pytest.mark.requirement("CH-16")
def test_asking_takes_in_what_has_come_since_in_its_order_however_old(
    world: World, account: ChannelAccount, api: Vendor
) -> None:
    with brand_scope(world.brand.pk):
        ChannelAccount.objects.update(cursor="t=600;d=500")
    posts = [listed("603", "@northmere third"), listed("601", "@northmere first", days_ago=9)]
    older = [listed("602", "@northmere second", days_ago=8), listed("604", "Ours.", who=ME)]
    api.says(
        f"/2/users/{ME}/mentions",
        Answer(body={"data": posts, "meta": {"next_token": "n"}}),
        Answer(body={"data": older, "meta": {}}),
        Answer(body={"meta": {"result_count": 0}}),
    )
    direct = [listed("502", "Two."), listed("501", "One.", days_ago=7), listed("499", "Known.")]
    api.says("/2/dm_events", Answer(body={"data": direct, "meta": {"next_token": "m"}}))
    asked_again(world)
    asked_again(world)

    public, private = cases_of(world)
    assert [text.split()[-1] for text in said_in(world, public) if text] == [
        "first",
        "second",
        "third",
    ]
    assert said_in(world, private) == ["One.", "Two."]
    assert [one.query["since_id"] for one in api.to("/mentions")] == ["600", "600", "604"]
    assert len(api.to("/dm_events")) == 2


def test_what_cannot_be_read_in_a_list_is_shown_and_holds_up_nothing(
    world: World, account: ChannelAccount, api: Vendor
) -> None:
    with brand_scope(world.brand.pk):
        ChannelAccount.objects.update(cursor="t=600;d=500")
    api.says(f"/2/users/{ME}/mentions", Answer(body={"meta": {"result_count": 0}}))
    broken = {"id": "501", "sender_id": DANA}
    listed_there = [listed("502", "Two."), broken]
    api.says("/2/dm_events", Answer(body={"data": listed_there, "meta": {}}))
    asked_again(world)
    asked_again(world)

    shown, mine = cases_of(world)
    assert said_in(world, mine) == ["Two."]
    assert json.dumps(broken, separators=(",", ":")) in str(said_in(world, shown)[0])


def test_an_account_is_asked_once_a_minute_and_rests_after_trouble(
    world: World, account: ChannelAccount, api: Vendor
) -> None:
    nothing = Answer(body={"meta": {"result_count": 0}})
    api.says(f"/2/users/{ME}/mentions", nothing)
    api.says("/2/dm_events", nothing)
    system = Actor.system(world.brand.pk)
    assert (poll_all(system), poll_all(system)) == (1, 0)
    reset = str(int(now().timestamp()) + 900)
    api.says(f"/2/users/{ME}/mentions", Answer(body={"data": [listed("9" * 19, "@northmere hi")]}))
    api.says("/2/dm_events", Answer(status=429, body={}, headers={"x-rate-limit-reset": reset}))
    asked_again(world)

    with brand_scope(world.brand.pk):
        account.refresh_from_db()
    assert account.trouble.startswith("rate_limited")
    assert account.held_until is not None
    assert account.held_until > now() + timedelta(minutes=10)
    assert len(said_in(world, the_case(world))) == 1
    assert account.cursor.startswith(f"t={'9' * 19};")
