"""What machines tell of our mails stands with the answer that it is about, and opens no case."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from pharos.cases.models import Case, Delivery
from pharos.cases.tests.deeds import answered
from pharos.channels.mail.letters import post_letters
from pharos.channels.mail.tests.post import (
    Outbox,
    hand_over,
    mail,
)
from pharos.channels.mail.tests.test_mail_in import add_letter, cases_of, work
from pharos.channels.models import ChannelAccount
from pharos.kernel.scope import brand_scope
from pharos.letters.models import Letter
from pharos.people.actor import Actor
from pharos.testing.world import World
from pharos.web.desk.ways import why_words

QQ = (
    "很抱歉您发送的邮件被退回\n"
    "无法发送到 dana@example.test\n"
    "退信原因 收件人邮件地址不存在 邮件无法送达。\n"
)


@pytest.fixture
def sent(world: World, port: int, account: ChannelAccount, box: Outbox) -> EmailMessage:
    """An answer of Amara's, as it went out."""
    hand_over(port, mail(account), to=[account.settings["address"]])
    (case,) = cases_of(world)
    answered(case, world.amara)
    work(world)
    return box.mails[-1]


@pytest.fixture
def letter(world: World, account: ChannelAccount, box: Outbox) -> EmailMessage:
    """A letter with a code for signing in, as it went out."""
    system = Actor.system(world.brand.pk)
    add_letter(actor=system)
    post_letters(system)
    return box.mails[-1]


def dsn(account: ChannelAccount, sent: EmailMessage, action: str, status: str) -> bytes:
    """A report as Postfix writes it (RFC 3464)."""
    return f"""From: MAILER-DAEMON@mx.example.test (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {account.settings["address"]}
Auto-Submitted: auto-replied
Message-ID: <{action}@mx.example.test>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="4F2A"

--4F2A
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.test.

--4F2A
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.test

Final-Recipient: rfc822; dana@example.test
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {status} so it is

--4F2A
Content-Type: text/rfc822-headers

Message-ID: {sent["Message-ID"]}
Subject: {sent["Subject"]}

--4F2A--
""".replace("\n", "\r\n").encode()


def arf(account: ChannelAccount, sent: EmailMessage) -> bytes:
    """A complaint (RFC 5965)."""
    return f"""From: <fbl@mail.test>
To: {account.settings["address"]}
Subject: FW: Deposit
Message-ID: <fbl@mail.test>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="p"

--p
Content-Type: text/plain

This is a report about an unwanted mail.
--p
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Reporter/1.0
Version: 1
Original-Rcpt-To: dana@example.test

--p
Content-Type: message/rfc822

Message-ID: {sent["Message-ID"]}
Subject: {sent["Subject"]}

Hello
--p--
""".replace("\n", "\r\n").encode()


def qq(account: ChannelAccount, sent: EmailMessage, more: str) -> EmailMessage:
    """What QQ Mail writes: words alone, in answer to ours."""
    return mail(
        account,
        f"{QQ}{more}\n",
        sender="PostMaster@qq.com",
        subject="系统退信",
        name="<tencent_1@qq.com>",
        more={"In-Reply-To": str(sent["Message-ID"])},
        proved=False,
    )


def the_answer(world: World) -> Delivery:
    with brand_scope(world.brand.pk):
        found = Delivery.objects.filter(brand=world.brand).order_by("pk").last()
    assert found is not None
    return found


def the_letter(world: World) -> Letter:
    with brand_scope(world.brand.pk):
        return Letter.objects.get(brand=world.brand)


def the_case(world: World) -> Case:
    (case,) = cases_of(world)
    return case


def kinds(world: World) -> list[str]:
    return [entry.kind for entry in world.entries(the_case(world))]


@pytest.mark.parametrize(
    ("state", "status"), [("failed", "5.1.1"), ("failed", "4.4.7"), ("delivered", "2.1.5")]
)
def test_a_report_moves_the_answer_and_the_same_again_opens_no_case(
    world: World,
    port: int,
    account: ChannelAccount,
    sent: EmailMessage,
    state: str,
    status: str,
) -> None:
    for _turn in range(2):
        hand_over(port, dsn(account, sent, state, status), to=[account.settings["address"]])
    work(world)

    assert the_answer(world).state == state
    assert kinds(world).count("delivery") == 3  # two were sent, and one moved on


def test_that_a_server_still_tries_stands_in_the_case_for_staff(
    world: World, port: int, account: ChannelAccount, sent: EmailMessage
) -> None:
    for _turn in range(2):
        report = dsn(account, sent, "delayed", "4.4.1")
        hand_over(port, report, to=[account.settings["address"]])
    work(world)

    assert the_answer(world).state == "sent"
    assert kinds(world).count("automatic") == 1
    assert the_case(world).state == "WAITING_CUSTOMER"


def test_after_it_still_tried_a_server_gives_up_and_the_answer_is_not_delivered(
    world: World, port: int, account: ChannelAccount, sent: EmailMessage
) -> None:
    for action in ("delayed", "failed"):
        report = dsn(account, sent, action, "4.4.1")
        hand_over(port, report, to=[account.settings["address"]])

    answer = the_answer(world)
    assert (answer.state, answer.code) == ("failed", "refused")
    assert answer.why == "4.4.1 smtp; 4.4.1 so it is"


@pytest.mark.parametrize(
    ("more", "state"), [("host said: 550 Mailbox not found", "failed"), ("", "sent")]
)
def test_a_server_that_follows_no_standard_is_understood_by_what_it_answers(
    world: World, port: int, account: ChannelAccount, sent: EmailMessage, more: str, state: str
) -> None:
    hand_over(port, qq(account, sent, more), to=[account.settings["address"]])
    work(world)

    assert the_answer(world).state == state
    assert ("automatic" in kinds(world)) == (state == "sent")


def test_a_complaint_is_told_as_one(
    world: World, port: int, account: ChannelAccount, sent: EmailMessage
) -> None:
    hand_over(port, arf(account, sent), to=[account.settings["address"]])
    work(world)

    answer = the_answer(world)
    assert (answer.state, answer.code) == ("failed", "complained")
    assert "unwanted" in why_words(answer.code)
    assert the_case(world).pk == answer.case_id


@pytest.mark.parametrize("is_forwarded", [True, False])
def test_who_passes_a_report_on_with_words_of_their_own_is_heard(
    world: World, port: int, account: ChannelAccount, sent: EmailMessage, *, is_forwarded: bool
) -> None:
    report = dsn(account, sent, "failed", "5.1.1")
    if is_forwarded:
        for before, after in (
            (b"MAILER-DAEMON@mx.example.test (Mail Delivery System)", b"dana@example.test"),
            (b"multipart/report; report-type=delivery-status", b"multipart/mixed"),
            (b"Auto-Submitted: auto-replied\r\n", b""),
        ):
            report = report.replace(before, after)
    hand_over(port, report, to=[account.settings["address"]])
    work(world)

    said = [e.body or "" for case in cases_of(world) for e in world.entries(case)]
    assert ("This is the mail system at host mx.example.test." in said) == is_forwarded
    with brand_scope(world.brand.pk):
        answer = Delivery.objects.filter(case=cases_of(world)[0]).latest("pk")
    assert answer.state == ("sent" if is_forwarded else "failed")


def test_what_is_about_a_mail_of_nobodys_is_shown_to_a_person(
    world: World, port: int, account: ChannelAccount, sent: EmailMessage, box: Outbox
) -> None:
    del sent["Message-ID"]
    sent["Message-ID"] = "<somebody-else@elsewhere.test>"
    before = len(box.mails)

    report = dsn(account, sent, "failed", "5.1.1")
    hand_over(port, report, to=[account.settings["address"]])
    work(world)

    assert len(cases_of(world)) == 2
    assert len(box.mails) == before


def test_a_letter_that_comes_back_is_told_where_letters_stand_and_opens_no_case(
    world: World, port: int, account: ChannelAccount, letter: EmailMessage, box: Outbox
) -> None:
    for _turn in range(2):
        report = dsn(account, letter, "failed", "5.1.1")
        hand_over(port, report, to=[account.settings["address"]])
    work(world)

    told = the_letter(world)
    assert (told.state, told.code, told.tries) == ("failed", "refused", 1)
    assert told.why == "5.1.1 smtp; 5.1.1 so it is"
    assert cases_of(world) == []
    assert len(box.mails) == 1


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.1.5")])
def test_that_a_letter_is_under_way_or_has_arrived_changes_nothing(
    world: World, port: int, account: ChannelAccount, letter: EmailMessage, action: str, status: str
) -> None:
    hand_over(port, dsn(account, letter, action, status), to=[account.settings["address"]])
    work(world)

    assert the_letter(world).state == "sent"
    assert cases_of(world) == []


def test_a_letter_that_comes_back_without_a_reason_or_is_unwanted_is_told_too(
    world: World, port: int, account: ChannelAccount, letter: EmailMessage
) -> None:
    hand_over(port, qq(account, letter, ""), to=[account.settings["address"]])
    assert (the_letter(world).code, the_letter(world).why) == ("refused", "")

    with brand_scope(world.brand.pk):
        Letter.objects.filter(brand=world.brand).update(state="sent", code="")
    hand_over(port, arf(account, letter), to=[account.settings["address"]])

    assert (the_letter(world).state, the_letter(world).code) == ("failed", "unwanted")
    assert "unwanted" in why_words("unwanted")
    assert cases_of(world) == []


@pytest.mark.parametrize(
    "name",
    ["{begun}.letter-7fffffff@{host}", "{other}.letter-{number}@{host}", "letter-{number}@{host}"],
)
def test_a_name_that_is_no_letter_s_is_shown_to_a_person_whatever_the_subject_says(
    world: World, port: int, account: ChannelAccount, letter: EmailMessage, name: str
) -> None:
    begun, _dot, rest = str(letter["Message-ID"]).strip("<>").partition(".")
    number, _at, host = rest.removeprefix("letter-").partition("@")
    made_up = name.format(begun=begun, other="0" * 24, number=number, host=host)
    del letter["Message-ID"]
    letter["Message-ID"] = f"<{made_up}>"

    report = dsn(account, letter, "failed", "5.1.1")
    hand_over(port, report, to=[account.settings["address"]])
    work(world)

    assert the_letter(world).state == "sent"
    assert len(cases_of(world)) == 1
