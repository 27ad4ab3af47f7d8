"""What shows that something happened: the same on each way in, read, and beside what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pharos.cases.arriving import ArrivingFile, arrive
from pharos.cases.models import Case
from pharos.cases.tests.test_reading import PHRASE, needs_tesseract, numbered, screen
from pharos.channels.actions.keep_account import NewAccount, keep_account
from pharos.channels.fetching import fetch_pending
from pharos.channels.mail.tests.post import hand_over, listener, mail, mail_account
from pharos.channels.telegram.tests.side import TelegramSide, message, update
from pharos.channels.tests.vendor import Answer, vendor
from pharos.files.models import StoredFile
from pharos.files.tests.clamd import EICAR, listening
from pharos.files.tests.test_inspection import film
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.people.models import Staff
from pharos.people.roles import Role
from pharos.reception.admit import admit
from pharos.reception.follow_up import follow_up
from pharos.reception.inbound import Inbound
from pharos.testing.cast import Cast
from pharos.testing.world import World
from pharos.web.portal.tests.pages import answers, case_of, check_files, picture, promise
from pharos.web.portal.tests.test_case_form import labels

# A hash of no chain, as they look. Tesseract sees gaps in it.
HASH = "0x" + sha256(b"dana").hexdigest()
ORDER = "order-8f2c41d9"
WEBM = b"\x1a\x45\xdf\xa3\x8b\x42\x82\x84webm\x42\x87\x81\x02\x18\x53\x80\x67\x84" + b"\x01" * 64


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_URL, settings.OCR = tmp_path.as_uri(), "on"


@pytest.fixture(scope="module")
def port(django_db_setup: None) -> Iterator[int]:
    with listener() as one:
        yield one


@pytest.fixture
def asking(world: World) -> World:
    """The brand asks which transaction and which order it is about."""
    topics = [dict(topic) for topic in world.brand.profile["topics"]]
    topics[0]["questions"] = [
        {"key": "txid", "kind": "txid", "labels": labels("Transaction id")},
        {"key": "order", "kind": "order", "labels": labels("Order number")},
    ]
    topics[0]["reasons"] = [
        {"code": "DEP.WRONG_NETWORK", "labels": labels("I chose another network")},
        {"code": "DEP.MEMO_MISSING", "labels": labels("I left out the memo")},
    ]
    promise(world.brand, topics=topics)
    return world


def cases_of(world: World) -> list[Case]:
    with brand_scope(world.brand.pk):
        return list(Case.objects.filter(brand=world.brand).order_by("pk"))


def files_of(world: World, case: Case) -> list[StoredFile]:
    with brand_scope(world.brand.pk):
        return list(StoredFile.objects.filter(case_id=case.pk).order_by("pk"))


def upload(content: bytes, name: str = "shot.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def sent(world: World, *files: SimpleUploadedFile, **more: Any) -> Case:
    address = f"/{world.brand.slug}/contact/DEP.NOT_FOUND/"
    response = Client().post(address, answers(evidence=list(files), **more))
    return case_of(world, response)


def desk(person: Staff, case: Case) -> str:
    client = Client()
    client.force_login(person)
    return client.get(f"/desk/cases/{case.number}/").content.decode()


def beside(page: str) -> str:
    """What stands beside the case of records and their files."""
    return page.partition('id="records-title"')[2].partition("</section>")[0]


def by_mail(world: World, port: int, content: bytes) -> None:
    account = mail_account(world)
    letter = mail(account, "It is in the picture.")
    letter.add_attachment(content, "image", "png", filename="shot.png")
    hand_over(port, letter, to=[account.settings["address"]])


def by_messenger(world: World, content: bytes) -> None:
    side = TelegramSide()
    with vendor() as bot_api:
        lies = {"file_id": "f", "file_unique_id": "u", "file_path": "photos/1.png"}
        bot_api.says("/getFile", Answer(body={"ok": True, "result": lies}))
        bot_api.says("/photos/1.png", Answer(body=content))
        new = NewAccount(
            kind="telegram", settings=side.settings(bot_api.url), secrets=side.secrets()
        )
        account = keep_account(actor=world.actor(world.ada), brand=world.brand, new=new)
        sizes = [{"file_id": "f", "file_unique_id": "u", "width": 720, "height": 900}]
        body = update(1, message=message(1, photo=sizes, caption="It is in the picture."))
        place = f"/channels/{world.brand.slug}/telegram/{account.key}"
        answer = Client().post(
            place, body, content_type="application/json", headers=side.signed(body)
        )
        assert answer.status_code == 200
        fetch_pending(Actor.system(world.brand.pk))


@needs_tesseract
@pytest.mark.requirement("IN-02")
@pytest.mark.parametrize("channel", ["mail", "messenger", "form"])
def test_on_each_way_in_a_picture_is_kept_and_what_it_names_is_known(
    world: World, port: int, channel: str
) -> None:
    shot = screen("Transaction", HASH[:34], HASH[34:], f"Order {ORDER}", "Amount 250.00")
    if channel == "mail":
        by_mail(world, port, shot)
    elif channel == "messenger":
        by_messenger(world, shot)
    else:
        sent(world, upload(shot))
    check_files(world)

    (case,) = cases_of(world)
    (file,) = files_of(world, case)
    shown = [each for entry in world.entries(case) for each in entry.attachments or ()]
    assert [each["id"] for each in shown] == [str(file.public_id)]
    assert sorted((each["kind"], each["value"]) for each in file.references) == [
        ("order", ORDER),
        ("txid", HASH),
    ]
    told = beside(desk(world.amara, case))
    assert told.count("read in the file") == 2
    assert HASH in told
    assert f"/files/{file.public_id}/?thumbnail" in told


@needs_tesseract
@pytest.mark.requirement("IN-02")
def test_who_names_what_a_picture_named_before_writes_in_the_same_case(world: World) -> None:
    dana = world.actor(world.dana)
    first = world.asked(text="See the picture.", reason="")

    def mailed(text: str) -> str:
        inbound = Inbound(
            channel="mail", external_id=text, client_token=text, text=text, must_take=True
        )
        return admit(actor=dana, inbound=inbound).case

    unread = mailed(f"It is about {HASH}.")
    thread = world.conversation(first).external_id
    ids = arrive(dana, [ArrivingFile(name="a.png", content=screen(f"Order {ORDER}"))])
    again = Inbound(
        channel="widget", external_id=thread, client_token="a", text="Here.", arriving=ids
    )
    admit(actor=dana, inbound=again)
    check_files(world)
    read = mailed(f"And what of {ORDER}?")

    assert unread != first.number
    assert read == first.number


@needs_tesseract
@pytest.mark.requirement("IN-02", "IN-07")
def test_what_a_picture_with_a_secret_names_is_known_to_nobody(world: World) -> None:
    case = sent(world, upload(screen(*numbered(PHRASE), f"Order {ORDER}")))
    check_files(world)

    (file,) = files_of(world, case)
    assert (file.state, file.why, file.references) == ("refused", "secret", [])
    told = repr([(e.body, e.payload, e.attachments) for e in world.entries(case)])
    assert ORDER not in told
    assert PHRASE.split()[3] not in told


@pytest.mark.requirement("IN-17")
def test_a_file_stands_beside_the_record_that_it_shows(asking: World) -> None:
    case = sent(asking, upload(picture()), q_txid=HASH, q_order=ORDER, shows="order")
    other = sent(asking, upload(picture()), q_txid=HASH, q_order=ORDER, shows="")
    assert ORDER not in beside(desk(asking.amara, case)), "not before it is checked"
    check_files(asking)

    (file,) = files_of(asking, case)
    told = beside(desk(asking.amara, case))
    assert "Order number" in told
    assert ORDER in told
    assert HASH not in told
    assert f"/files/{file.public_id}/?thumbnail" in told
    assert beside(desk(asking.amara, other)) == ""
    hidden = beside(desk(Cast(asking).here[Role.PARTNER], case))
    assert "A file that is not shown to you" in hidden
    assert "/files/" not in hidden


@pytest.mark.requirement("IN-17")
def test_what_files_show_is_asked_where_a_record_is_asked_and_nowhere_else(asking: World) -> None:
    def page(topic: str) -> str:
        return Client().get(f"/{asking.brand.slug}/contact/{topic}/").content.decode()

    assert 'name="shows"' in page("DEP.NOT_FOUND")
    assert 'name="shows"' not in page("ACC.LOCKED")
    case = sent(asking, upload(picture()), q_order="", shows="order")
    message = next(e for e in asking.entries(case) if e.kind == "message")
    assert "shows" not in (message.payload or {}).get("form", {})


@pytest.mark.requirement("IN-04")
def test_the_reason_is_picked_below_the_topic_and_the_sentence_names_the_case(
    asking: World,
) -> None:
    form = Client().get(f"/{asking.brand.slug}/contact/DEP.NOT_FOUND/").text
    below = Client().get(f"/{asking.brand.slug}/contact/DEP.MEMO_MISSING/").text
    assert "I chose another network" in form
    assert 'value="DEP.MEMO_MISSING" selected' in below
    sentence = "I sent 250 USDT over Polygon and nothing is here"

    case = sent(asking, reason="DEP.WRONG_NETWORK", summary=sentence)

    follow_up(actor=Actor.system(asking.brand.pk))
    assert (case.subject, case.reason_initial) == (sentence, "DEP.WRONG_NETWORK")
    page = desk(asking.amara, case)
    assert page.count(sentence) >= 2, "in the queue, and over the case"
    assert "I chose another network" in page
    plain = sent(asking, summary="Something else entirely")
    assert plain.reason_initial == "DEP.NOT_FOUND"
    address = f"/{asking.brand.slug}/contact/DEP.NOT_FOUND/"
    for wrong in ({"reason": "KYC.PENDING"}, {"summary": " "}):
        assert Client().post(address, answers(**wrong)).status_code == 422


@pytest.mark.requirement("IN-07")
def test_pictures_and_videos_come_in_without_what_they_tell_and_within_a_size(
    world: World,
) -> None:
    promise(world.brand, files={"file_mb": 1})
    files = [
        upload(film(), "film.mp4"),
        upload(WEBM, "film.webm"),
        upload(picture(), "shot.png"),
        upload(b"MZ" + bytes(200), "wallet.mp4"),
        upload(film() + b"\x00\x10\x00\x00free" + bytes(2**20), "long.mp4"),
    ]
    form = Client().get(f"/{world.brand.slug}/contact/DEP.NOT_FOUND/").text
    assert ".mp4" in form.partition('name="evidence"')[2][:400]

    case = sent(world, *files)
    check_files(world)

    told = {file.name: (file.state, file.type or file.why) for file in files_of(world, case)}
    assert told == {
        "film.mp4": ("ready", "video/mp4"),
        "film.webm": ("ready", "video/webm"),
        "shot.png": ("ready", "image/png"),
        "wallet.mp4": ("refused", "program"),
        "long.mp4": ("refused", "file_too_large"),
    }
    assert desk(world.amara, case).count("<video ") == 2
    refused = next(entry for entry in world.entries(case) if entry.kind == "files")
    assert "wallet.mp4" in (refused.body or "")
    assert "long.mp4" in (refused.body or "")


@pytest.mark.requirement("IN-07")
def test_what_the_scanner_finds_in_a_video_is_shown_to_nobody(world: World, settings: Any) -> None:
    with listening() as settings.CLAMD:
        case = sent(world, upload(film(), "good.mp4"), upload(film() + EICAR, "bad.mp4"))
        check_files(world)

    told = {file.name: (file.state, file.why) for file in files_of(world, case)}
    assert told == {"good.mp4": ("ready", ""), "bad.mp4": ("refused", "infected")}


def test_a_large_file_keeps_nobody_waiting_for_its_check(world: World, settings: Any) -> None:
    settings.CLAMD = "tcp:127.0.0.1:9"
    case = sent(world, upload(picture()))

    (file,) = files_of(world, case)
    assert (file.state, file.tries) == ("quarantined", 0)
    assert (file.sha256, file.leased_until) == ("", None)
