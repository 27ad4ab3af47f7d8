"""What we ask of Telegram and read of it, held against the interface that it publishes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import telegram

from pharos.channels.port import Fetched, Outgoing, OutgoingFile, Permanent, RemoteFile
from pharos.channels.telegram.adapter import TelegramChannel
from pharos.channels.telegram.reading import update_of
from pharos.channels.telegram.tests.schema import Schema, published
from pharos.channels.telegram.tests.side import AT, GROUP, TOKEN, TelegramSide, asked_of, chat
from pharos.channels.telegram.tests.updates import DOCUMENT, EVERY, PHOTO
from pharos.channels.tests.trying import account_of
from pharos.channels.tests.vendor import Answer, Asked, Vendor, vendor

SIDE = TelegramSide()
ME = {"id": 7001, "is_bot": True, "first_name": "Northmere", "username": "northmere_bot"}
FILES = ("photo", "document")


@pytest.fixture(scope="module")
def schema() -> Schema:
    found = published()
    if found is None:
        pytest.skip("PHAROS_DATA names no folder with the published interface")
    return found


@pytest.fixture
def bot_api() -> Iterator[Vendor]:
    with vendor() as one:
        one.says("/getMe", Answer(body={"ok": True, "result": ME}))
        one.says("/setWebhook", Answer(body={"ok": True, "result": True}))
        lies = {"file_id": "f", "file_unique_id": "f", "file_path": "documents/f.pdf"}
        one.says("/getFile", Answer(body={"ok": True, "result": lies}))
        one.says("/documents/f.pdf", Answer(body=b"%PDF"))
        for method, content in (
            ("sendMessage", {"text": "."}),
            ("sendPhoto", {"photo": PHOTO}),
            ("sendDocument", {"document": DOCUMENT}),
        ):
            sent = {"message_id": 1, "chat": chat(), "date": AT, **content}
            one.says(f"/{method}", Answer(body={"ok": True, "result": sent}))
        yield one


def everything_asked(bot_api: Vendor) -> Fetched:
    """One call of each kind."""
    channel, account = TelegramChannel(), account_of(SIDE, bot_api.url)
    files = tuple(
        OutgoingFile(name=name, content_type=kind, size=4, content=lambda: b"some")
        for name, kind in (("a.png", "image/png"), ("b.pdf", "application/pdf"))
    )
    answer = Outgoing(thread="501", text="Hello", token="t", files=files)
    channel.send(account, answer)
    in_public = Outgoing(
        thread=f"{GROUP}:501", text="Hello", token="u", reply_to=f"{GROUP}:5", is_public=True
    )
    channel.send(account, in_public)
    channel.connect(account, "https://desk.example/channels/northmere/telegram/k")
    return channel.fetch(account, RemoteFile(ref="f", name="f.pdf"))


def parameters(schema: Schema, method: str, asked: Asked) -> dict[str, Any]:
    """What was handed over, with what is JSON inside of a form taken out of it."""
    told: dict[str, Any] = dict(asked_of(asked))
    for name, value in told.items():
        kind = str(schema.known[method].get(name, {}).get("type", ""))
        if kind.startswith("Array") or (kind and "String" not in kind):
            told[name] = orjson.loads(value)
    for name in FILES:
        if f'name="{name}"'.encode() in asked.body:
            told[name] = b""
    return told


def test_each_call_is_one_that_telegram_publishes(schema: Schema, bot_api: Vendor) -> None:
    assert everything_asked(bot_api).content == b"%PDF"

    asked = [
        each for each in bot_api.asked if f"/bot{TOKEN}/" in each.path and each.method != "GET"
    ]
    methods = [each.path.rpartition("/")[2] for each in asked]
    assert set(methods) >= {"sendMessage", "sendPhoto", "sendDocument", "setWebhook", "getFile"}
    wrong = [
        fault
        for method, each in zip(methods, asked, strict=True)
        if each.path.count("/file/") == 0
        for fault in schema.faults(method, parameters(schema, method, each))
    ]
    assert wrong == []


def test_a_greeting_is_a_call_that_telegram_publishes(schema: Schema) -> None:
    start = {"message_id": 1, "from": ME | {"is_bot": False}, "chat": chat(), "date": AT}
    body = orjson.dumps({"update_id": 1, "message": start | {"text": "/start"}})

    told = orjson.loads(update_of(account_of(SIDE), body).reply.body)

    assert schema.faults(told.pop("method"), told) == []


def test_each_update_of_our_tests_is_one_that_telegram_may_send(schema: Schema) -> None:
    assert [fault for told in EVERY for fault in schema.faults("Update", told)] == []


def test_each_field_that_we_read_is_one_that_telegram_sends(
    schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: set[tuple[str, str]] = set()
    plain = telegram.TelegramObject.__getattribute__

    def watched(told: telegram.TelegramObject, name: str) -> Any:
        if name in FIELDS.get(type(told).__name__, ()):
            read.add((type(told).__name__, "from" if name == "from_user" else name))
        return plain(told, name)

    FIELDS = {  # noqa: N806 - what an object is made of, not what its class can do
        each.__name__: {
            slot
            for base in each.__mro__
            for slot in getattr(base, "__slots__", ())
            if slot[0] != "_"
        }
        - {"api_kwargs"}
        for each in vars(telegram).values()
        if isinstance(each, type) and issubclass(each, telegram.TelegramObject)
    }
    bodies = [orjson.dumps(told) for told in EVERY]
    monkeypatch.setattr(telegram.TelegramObject, "__getattribute__", watched)
    for body in bodies:
        update_of(account_of(SIDE), body)
    monkeypatch.undo()

    assert ("Message", "text") in read
    assert ("User", "language_code") in read
    assert schema.unknown(read) == []


def test_the_checker_finds_what_is_wrong(schema: Schema) -> None:
    assert schema.faults("sendMessage", {"chat_id": 1}) == ["sendMessage.text: is missing"]
    assert schema.faults("getFile", {"file_id": 7}) == ["getFile.file_id: 7 is no String"]
    assert schema.faults("getFile", {"file_id": "a", "size": 7}) == ["getFile.size: there is none"]
    assert schema.unknown([("Message", "text"), ("Message", "sender_name")]) == [
        "Message.sender_name"
    ]


def test_a_file_that_is_too_large_for_bots_is_refused_by_name(bot_api: Vendor) -> None:
    refusal = {"ok": False, "error_code": 400, "description": "Bad Request: file is too big"}
    bot_api.says("/getFile", Answer(status=400, body=refusal))

    with pytest.raises(Permanent) as refused:
        TelegramChannel().fetch(account_of(SIDE, bot_api.url), RemoteFile(ref="f"))

    assert refused.value.code == "file_too_large"
