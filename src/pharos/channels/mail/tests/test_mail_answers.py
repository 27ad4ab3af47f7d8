"""Answers that read like a machine's, and what is told by itself of files that were not taken."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest

from pharos.cases.models import Case, Conversation
from pharos.cases.tests.deeds import answered
from pharos.channels.mail.reading.tests.test_words import signed_in_one_piece
from pharos.channels.mail.tests.post import Outbox, hand_over, mail
from pharos.channels.mail.tests.test_mail_in import (
    arrives,
    cases_of,
    plain,
    settle_files,
    work,
)
from pharos.channels.models import ChannelAccount
from pharos.channels.tests.test_following import has_address, time_passes
from pharos.clocks.models import Clock
from pharos.kernel.scope import brand_scope
from pharos.testing.world import World
from pharos.web.desk.mails import mail_of

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


def spoken_with(
    world: World, port: int, account: ChannelAccount, box: Outbox, subject: str = "Deposit"
) -> EmailMessage:
    """Amara's answer to Dana, as it went out."""
    arrives(port, account, mail(account, subject=subject))
    work(world)
    (case,) = cases_of(world)
    answered(case, world.amara)
    work(world)
    return box.mails[-1]


def address_in(sent: EmailMessage) -> str:
    """Where answers to it go."""
    return str(sent["Reply-To"].addresses[0].addr_spec)


def answer(
    port: int,
    account: ChannelAccount,
    sent: EmailMessage,
    text: str,
    *,
    subject: str = "",
    name: str = "<answer@example.test>",
    **more: str,
) -> None:
    headers = {"In-Reply-To": sent["Message-ID"]} | more
    told = subject or sent["Subject"]
    message = mail(account, text, name=name, subject=told, more=headers)
    hand_over(port, message, to=[address_in(sent)])


def somebody_waits(world: World, case: Case) -> bool:
    with brand_scope(world.brand.pk):
        waiting = Clock.objects.filter(case_id=case.pk, kind="next_response", stopped_at=None)
        return waiting.exists()


@pytest.mark.parametrize(
    ("text", "headers", "is_heard"),
    [
        ("현재 출장 중이므로 한국 번호로 인증 문자를 받을 수 없습니다.", {}, True),
        ("海外出張中でSMSが届きません。対応をお願いします。", {}, True),
        ("Estoy de vacaciones y no puedo entrar hasta que me ayuden.", {}, True),
        ("This is an automated response. I want to talk to a person.", {}, True),
        ("I am out of the office until Monday.", {"Auto-Submitted": "auto-replied"}, False),
        ("I am out of the office until Monday.", {"Precedence": "bulk"}, False),
    ],
)
def test_an_answer_is_heard_unless_more_than_its_words_says_that_a_machine_wrote_it(
    world: World,
    port: int,
    account: ChannelAccount,
    box: Outbox,
    text: str,
    headers: dict[str, str],
    *,
    is_heard: bool,
) -> None:
    sent = spoken_with(world, port, account, box)

    answer(port, account, sent, text, **headers)
    work(world)

    (case,) = cases_of(world)
    said = [e.body for e in world.entries(case) if e.kind == "message"]
    assert (text in said) == is_heard
    assert somebody_waits(world, case) == is_heard
    assert len(box.mails) == 2  # no machine of ours answers either of them


@pytest.mark.parametrize(
    ("about", "subject", "is_heard"),
    [
        ("自动回复没用请转人工", "", True),
        ("Automatic reply instead of a withdrawal", "", True),
        ("Deposit", "自动回复: Re: Deposit", False),
    ],
)
def test_who_answers_under_the_subject_of_their_case_is_heard_whatever_it_is(
    world: World,
    port: int,
    account: ChannelAccount,
    box: Outbox,
    about: str,
    subject: str,
    *,
    is_heard: bool,
) -> None:
    sent = spoken_with(world, port, account, box, about)

    answer(port, account, sent, "还是没有到账", subject=subject)
    work(world)

    (case,) = cases_of(world)
    assert somebody_waits(world, case) == is_heard
    assert case.state == ("IN_PROGRESS" if is_heard else "WAITING_CUSTOMER")


@pytest.mark.parametrize("headers", [{"Precedence": "bulk"}, {}])
def test_the_desk_says_of_what_a_machine_seems_to_have_written_that_it_was_not_answered(
    world: World, port: int, account: ChannelAccount, headers: dict[str, str]
) -> None:
    arrives(port, account, mail(account, more=headers))

    (case,) = cases_of(world)
    told = mail_of(world.entries(case)[0].payload)
    assert told is not None
    reads = [remark.words for remark in told.remarks if "machine" in remark.words]
    assert len(reads) == len(headers)


@pytest.mark.parametrize("has_file", [True, False])
def test_what_a_machine_attaches_to_its_answer_is_there_for_somebody(
    world: World, port: int, account: ChannelAccount, box: Outbox, *, has_file: bool
) -> None:
    sent = spoken_with(world, port, account, box)
    more = {"In-Reply-To": sent["Message-ID"], "Auto-Submitted": "auto-replied"}
    message = mail(account, "Refused by the bank.", name="<bank@example.test>", more=more)
    if has_file:
        message.add_attachment(b"refused", "text", "plain", filename="reason.txt")

    arrives(port, account, message, address_in(sent))
    settle_files(world)
    work(world)

    (case,) = cases_of(world)
    names = [file["name"] for e in world.entries(case) for file in e.attachments or ()]
    assert names == (["reason.txt"] if has_file else [])
    assert somebody_waits(world, case) == has_file
    assert len(box.mails) == 2


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("출금이 안돼요. 확인 부탁드립니다.", r"\d+월 \d+일 \d\d:\d\d \("),
        ("提现没到账。请帮忙查一下。", r"\d+月\d+日 \d\d:\d\d \("),
        ("Where is it? I have not got my money.", r"\d+ [A-Z][a-z]{2}, \d\d:\d\d \("),
    ],
)
def test_by_when_somebody_answers_is_written_as_the_reader_writes_it(
    world: World, port: int, account: ChannelAccount, box: Outbox, text: str, by: str
) -> None:
    arrives(port, account, mail(account, text, subject="1"))
    work(world)

    assert re.search(by, plain(box.mails[-1]))


def refused_of(box: Outbox) -> list[EmailMessage]:
    return [one for one in box.mails if "We could not take this" in plain(one)]


def with_file(message: EmailMessage, content: bytes, name: str) -> EmailMessage:
    message.add_attachment(content, "application", "octet-stream", filename=name)
    return message


@pytest.mark.parametrize("is_taken", [True, False])
def test_whoever_sent_a_file_that_is_not_taken_reads_so_in_a_mail(
    world: World, port: int, account: ChannelAccount, box: Outbox, *, is_taken: bool
) -> None:
    content = b"09:00 sent" if is_taken else b"MZ\x90\x00" + b"\x00" * 200
    name = "notes.txt" if is_taken else "wallet.pdf.exe"

    arrives(port, account, with_file(mail(account), content, name))
    work(world)
    settle_files(world)
    work(world)
    work(world)

    told = refused_of(box)
    assert len(told) == (0 if is_taken else 1)
    for one in told:
        (case,) = cases_of(world)
        assert "wallet.pdf.exe: " in plain(one)
        assert one["Subject"] == f"Re: Deposit [{case.number}]"
        assert (one["To"], one["Auto-Submitted"]) == ("dana@example.test", "auto-replied")


@pytest.mark.parametrize("is_open", [True, False])
def test_what_was_signed_in_one_piece_is_read_and_nobody_is_told_of_its_frame(
    world: World, port: int, account: ChannelAccount, box: Outbox, *, is_open: bool
) -> None:
    frame = signed_in_one_piece(b"Content-Type: text/plain\r\n\r\nWhere is my money?\r\n")
    message = mail(account)
    message.clear_content()
    message.set_content(
        frame if is_open else b"\x30\x84" + frame, "application", "pkcs7-mime", filename="smime.p7m"
    )

    arrives(port, account, message)
    settle_files(world)
    work(world)

    (case,) = cases_of(world)
    assert case.last_words == ("Where is my money?" if is_open else "Deposit")
    assert len(refused_of(box)) == (0 if is_open else 1)


def test_whose_file_held_a_phrase_reads_in_the_same_mail_what_to_do(
    world: World, port: int, account: ChannelAccount, box: Outbox
) -> None:
    message = mail(account)
    message.add_attachment(PHRASE.encode(), "text", "plain", filename="backup.txt")

    arrives(port, account, message)
    settle_files(world)
    work(world)

    (told,) = refused_of(box)
    assert "backup.txt" in plain(told)
    assert "make a new wallet and move" in plain(told)
    assert PHRASE not in repr([plain(one) for one in box.mails])


def test_a_machine_is_not_told_which_of_its_files_were_not_taken(
    world: World, port: int, account: ChannelAccount, box: Outbox
) -> None:
    message = with_file(mail(account, more={"Precedence": "bulk"}), b"", "news.pdf")

    arrives(port, account, message)
    settle_files(world)
    work(world)

    (case,) = cases_of(world)
    assert "files" in [entry.kind for entry in world.entries(case)]
    assert box.mails == []


def test_two_machines_that_send_files_to_each_other_stop(
    world: World, port: int, account: ChannelAccount, box: Outbox
) -> None:
    sent = spoken_with(world, port, account, box)
    for turn in range(8):
        message = mail(
            account,
            "Here.",
            name=f"<{turn}@example.test>",
            more={"In-Reply-To": sent["Message-ID"]},
        )
        arrives(port, account, with_file(message, b"", "news.pdf"), address_in(sent))
        settle_files(world)
        work(world)

    assert len(refused_of(box)) == 5


@pytest.mark.parametrize(("text", "language"), [("1 2 3", "ko"), ("Where is it? I have not", "en")])
def test_who_answers_by_mail_what_came_from_the_page_is_answered_in_their_language(
    world: World, port: int, account: ChannelAccount, box: Outbox, text: str, language: str
) -> None:

    has_address(world, assurance=1)
    case = world.asked()
    with brand_scope(world.brand.pk):
        Conversation.objects.filter(case=case).update(language="ko")
    answered(case, world.amara)
    time_passes(world, case)

    answer(port, account, box.mails[-1], text, subject="Re: 1")

    with brand_scope(world.brand.pk):
        beside = Conversation.objects.get(case=case, channel="mail")
    assert beside.language == language
