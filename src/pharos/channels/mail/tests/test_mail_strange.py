"""Strange mail and strange addresses: taken once, answered to whoever wrote, and readable there."""

from __future__ import annotations

import re
import smtplib
from datetime import timedelta

import dkim
import pytest
from aiosmtpd.smtp import SMTP
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.test import Client

from pharos.cases.models import Case, Conversation, Delivery
from pharos.cases.tests.deeds import answered
from pharos.channels import respooling
from pharos.channels.mail.spooling import spool_mail
from pharos.channels.mail.taking import Came
from pharos.channels.mail.tests.post import (
    Outbox,
    hand_over,
    mail,
    mail_account,
    served,
)
from pharos.channels.mail.tests.test_mail_in import cases_of, plain, settle_files, work
from pharos.channels.models import ChannelAccount
from pharos.channels.respooling import retry_spooled
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.testing.world import World
from pharos.web.desk.mails import mail_of

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
LONG_NAME = f"<010f0196f5a5a4a4-{'ab12cd34-' * 8}000000@eu-central-1.amazonses.com>"


def address(account: ChannelAccount) -> str:
    return str(account.settings["address"])


def written_by(account: ChannelAccount, sender: str) -> bytes:
    head = f"From: {sender}\r\nTo: {address(account)}\r\nSubject: Deposit\r\n"
    return f"{head}Message-ID: <one@example.test>\r\n\r\nWhere is it?\r\n".encode()


def deliveries(world: World) -> list[tuple[str, str]]:
    with brand_scope(world.brand.pk):
        found = Delivery.objects.filter(brand=world.brand).order_by("pk")
        return list(found.values_list("state", "code"))


def told_of(world: World, case: Case) -> list[str]:
    first = world.entries(case)[0]
    told = mail_of(first.payload)
    assert told is not None
    return [told.sender, *(remark.words for remark in told.remarks)]


@pytest.mark.requirement("CH-10", "TK-14")
def test_one_mail_to_two_of_our_addresses_is_one_case(
    world: World, port: int, account: ChannelAccount, box: Outbox
) -> None:
    beside = mail_account(world, box, address=f"security@{world.brand.slug}.test")

    hand_over(port, mail(account), to=[address(account), address(beside)])
    hand_over(port, mail(account), to=[address(beside)])

    assert len(cases_of(world)) == 1
    work(world)
    assert len(box.mails) == 1


@pytest.mark.parametrize("proved", [True, False])
def test_who_only_knows_the_name_of_a_mail_does_not_go_on_with_it(
    world: World, port: int, account: ChannelAccount, *, proved: bool
) -> None:
    hand_over(port, mail(account), to=[address(account)])
    again = mail(
        account,
        "Please send it to another address.",
        name="<two@example.test>",
        proved=proved,
        more={"In-Reply-To": "<one@example.test>"},
    )

    hand_over(port, again, to=[address(account)])

    assert len(cases_of(world)) == (1 if proved else 2)


def test_who_was_never_proved_goes_on_with_their_own_mail(
    world: World, port: int, account: ChannelAccount
) -> None:
    more = {"In-Reply-To": "<one@example.test>"}
    hand_over(port, mail(account, proved=False), to=[address(account)])
    again = mail(account, "And now?", name="<two@example.test>", proved=False, more=more)

    hand_over(port, again, to=[address(account)])

    assert len(cases_of(world)) == 1


def test_an_answer_names_what_it_answers_in_one_piece_and_fits_into_seven_bits(
    world: World, port: int, account: ChannelAccount, box: Outbox
) -> None:
    hand_over(port, mail(account, name=LONG_NAME), to=[address(account)])
    work(world)
    (case,) = cases_of(world)
    answered(case, world.amara, "您好\n\U0001f680\n" + "길" * 400)
    work(world)

    answer = box.raw[-1]
    assert f"\r\nIn-Reply-To: {LONG_NAME}\r\n".encode() in answer
    assert LONG_NAME.encode() in answer.partition(b"References:")[2]
    assert answer.isascii()
    assert max(map(len, answer.split(b"\r\n"))) < 998
    assert "您好\n\U0001f680\n" in plain(box.mails[-1]).replace("\r\n", "\n")


def test_what_was_signed_is_what_arrives(world: World, port: int, box: Outbox) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + b"".join(public.splitlines()[1:-1])
    account = mail_account(world, box, dkim_selector="s1", dkim_key=pem)
    hand_over(port, mail(account, name=LONG_NAME), to=[address(account)])
    work(world)
    (case,) = cases_of(world)
    answered(case, world.amara, "您好\n한글 \U0001f680")
    work(world)

    assert dkim.verify(box.raw[-1], dnsfunc=lambda _name, **_more: record)
    forged = box.raw[-1].replace(b"In-Reply-To: <", b"In-Reply-To: <x")
    assert not dkim.verify(forged, dnsfunc=lambda _name, **_more: record)


@pytest.mark.parametrize(
    ("sender", "to"),
    [
        ("Dana <dana@例え.test>", "dana@xn--r8jz45g.test"),
        ("Dana <dana@XN--R8JZ45G.test>", "dana@xn--r8jz45g.test"),
        ('Dana <"dana kim"@example.test>', '"dana kim"@example.test'),
        ("Dana < dana @ example.test >", "dana@example.test"),
    ],
)
def test_the_answer_goes_to_the_very_address_that_wrote(
    world: World, port: int, account: ChannelAccount, box: Outbox, sender: str, to: str
) -> None:
    hand_over(port, written_by(account, sender), to=[address(account)])
    work(world)

    assert box.recipients == [[to]]


@pytest.mark.parametrize("knows_it", [True, False])
def test_an_address_in_other_letters_is_written_to_where_the_server_can(
    world: World, port: int, *, knows_it: bool
) -> None:
    taken = Outbox()
    with served(lambda: SMTP(taken, hostname="outbox", enable_SMTPUTF8=knows_it)) as out:
        taken.port = out
        account = mail_account(world, taken)
        hand_over(port, written_by(account, "用户 <用户@example.test>"), to=[address(account)])
        work(world)

    assert taken.recipients == ([["用户@example.test"]] if knows_it else [])
    assert deliveries(world) == [("sent", "") if knows_it else ("failed", "address_not_taken")]


def test_who_gave_no_address_is_answered_nowhere_and_that_is_said(
    world: World, port: int, account: ChannelAccount, box: Outbox
) -> None:
    nameless = written_by(account, "Dana").partition(b"\r\n")[2]
    hand_over(port, b"Reply-To: eve@elsewhere.test\r\n" + nameless, to=[address(account)])
    work(world)
    assert deliveries(world) == []  # no machine of ours tries
    (case,) = cases_of(world)
    answered(case, world.amara)
    work(world)

    assert box.mails == []
    assert deliveries(world) == [("failed", "no_address")]


@pytest.mark.parametrize("has_address", [True, False])
def test_a_secret_opens_its_case_also_where_nobody_can_be_warned(
    world: World, port: int, account: ChannelAccount, box: Outbox, *, has_address: bool
) -> None:
    message = mail(account, "My password is Hunter-22.")
    if not has_address:
        del message["From"]
    hand_over(port, message, to=[address(account)])
    work(world)

    reasons = sorted(case.reason_initial for case in cases_of(world))
    assert reasons == ["FBK.OTHER", "SEC.COMPROMISED"]
    assert len([one for one in box.mails if "may be in danger" in plain(one)]) == has_address
    assert [state for state, _code in deliveries(world) if state == "failed"] == []


@pytest.mark.parametrize("answer_to", ["", "dana@example.test", "eve@elsewhere.test"])
def test_the_desk_says_who_wrote_and_who_wants_the_answer_somewhere_else(
    world: World, port: int, account: ChannelAccount, box: Outbox, answer_to: str
) -> None:
    more = {"Reply-To": answer_to} if answer_to else {}
    hand_over(port, mail(account, more=more), to=[address(account)])
    work(world)

    (case,) = cases_of(world)
    sender, *remarks = told_of(world, case)
    assert sender == "dana@example.test"
    assert any("eve@elsewhere.test" in words for words in remarks) == (
        answer_to == "eve@elsewhere.test"
    )
    assert box.recipients == [["dana@example.test"]]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("출금이 안돼요. 확인 부탁드립니다.", "ko 케이스"),
        ("提现没到账。请帮忙查一下。", "zh 案件"),
        ("Hola, mi retiro no ha llegado todavía.", "es caso"),
        ("提现没到账。\n\nOn Thu, 26 Nov 2026 Amara wrote:\n> Where is the deposit?\n", "zh 案件"),
    ],
)
def test_what_our_machines_say_is_in_the_language_of_who_wrote(
    world: World, port: int, account: ChannelAccount, box: Outbox, text: str, says: str
) -> None:
    hand_over(port, mail(account, text, subject="Re: 1"), to=[address(account)])
    work(world)

    with brand_scope(world.brand.pk):
        (thread,) = Conversation.objects.filter(brand=world.brand)
    language, words = says.split()
    assert thread.language == language
    assert words in plain(box.mails[-1])


def test_an_empty_file_is_told_of_like_any_that_cannot_be_taken(
    world: World, port: int, account: ChannelAccount
) -> None:
    message = mail(account, proved=False)
    message.add_attachment(b"", "application", "pdf", filename="proof.pdf")

    hand_over(port, message, to=[address(account)])
    settle_files(world)

    (case,) = cases_of(world)
    refused = [(e.payload or {}).get("refused") for e in world.entries(case) if e.kind == "files"]
    assert refused == [[{"name": "proof.pdf", "why": "empty"}]]


def test_a_mail_that_got_in_nowhere_for_a_day_is_shown_with_its_words_and_its_files(
    world: World, account: ChannelAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = mail(account, "Where is it? " * 1_200)
    message.add_attachment(b"what I saw", "text", "plain", filename="notes.txt")
    with frozen_at(now() - timedelta(hours=23, minutes=45)):
        came = Came(raw=message.as_bytes(), at=now())
        spool_mail(account.for_adapter(), came, problem="KeyError")
    monkeypatch.setattr(respooling, "take_mail", fails)

    retry_spooled(Actor.system(world.brand.pk))
    settle_files(world)

    (case,) = cases_of(world)
    entries = world.entries(case)
    assert re.search(r"dana@example\.test>\s+Deposit\s+Where is it\?", entries[0].body or "")
    names = [file["name"] for entry in entries for file in entry.attachments or ()]
    assert sorted(names) == ["message.txt", "notes.txt"]


def fails(*_told: object) -> None:
    raise KeyError


def test_nobody_else_is_refused_where_the_address_is_written_in_capitals(
    world: World, port: int, account: ChannelAccount
) -> None:
    hand_over(port, mail(account), to=[address(account).upper()])
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        hand_over(port, mail(account), to=[f"x{address(account)}"])

    assert len(cases_of(world)) == 1


@pytest.mark.parametrize("is_mail", [True, False])
def test_the_desk_does_not_say_that_a_mail_is_known_by_a_browser(
    world: World, port: int, account: ChannelAccount, *, is_mail: bool
) -> None:
    if is_mail:
        hand_over(port, mail(account, proved=False), to=[address(account)])
    else:
        world.asked(world.customer("guest", assurance=0))
    (case,) = cases_of(world)

    desk = Client()
    desk.force_login(world.amara)
    page = desk.get(f"/desk/cases/{case.number}/").content.decode()

    assert ("Known by this browser only" in page) != is_mail
    assert ("nothing proves it" in page) == is_mail


@pytest.mark.parametrize(("name", "kept"), [(PHRASE, ""), ("Dana Winner", "Dana Winner")])
def test_a_recovery_phrase_for_a_name_is_not_kept(
    world: World, port: int, account: ChannelAccount, name: str, kept: str
) -> None:
    hand_over(port, written_by(account, f'"{name}" <dana@example.test>'), to=[address(account)])

    (case,) = cases_of(world)
    assert case.customer.name == kept
    assert (world.entries(case)[0].author_name or "") == kept
    assert PHRASE not in repr([(e.body, e.payload) for e in world.entries(case)])
