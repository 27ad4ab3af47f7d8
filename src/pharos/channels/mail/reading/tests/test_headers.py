# ruff: noqa: RUF001 (letters of many scripts are the subject here)
from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pharos.channels.mail.reading.mail import Address
from pharos.channels.mail.reading.read import Envelope
from pharos.channels.mail.reading.tests.written import AT, mail_of, parts, seen, written


@pytest.mark.requirement("CH-06")
def test_a_mail_says_which_mails_it_follows() -> None:
    raw = written(
        In_Reply_To="<two@northmere.example>",
        References="<one@northmere.example>\n <two@northmere.example> <one@northmere.example>",
    )

    mail = seen(raw)

    assert mail.in_reply_to == "two@northmere.example"
    assert mail.references == ("one@northmere.example", "two@northmere.example")


@pytest.mark.parametrize(
    ("value", "address", "name"),
    [
        (
            '"Dana, of the North" <dana@Customer.Example>',
            "dana@customer.example",
            "Dana, of the North",
        ),
        ("dana@customer.example (Dana)", "dana@customer.example", "Dana"),
        (
            "help@northmere.example <dana@customer.example>",
            "dana@customer.example",
            "help@northmere.example",
        ),
        ("=?gb18030?B?zfXQobvU?= <dana@customer.example>", "dana@customer.example", "王小辉"),
        ('"=?utf-8?Q?Mar=C3=ADa?=" <dana@customer.example>', "dana@customer.example", "María"),
        ("=?utf-8?B?64+Z?= =?utf-8?B?66+8?= <a@b.example>", "a@b.example", "동민"),
        ("Дана <dana@customer.example>", "dana@customer.example", "Дана"),
        ('"Dana <dana@customer.example>', "dana@customer.example", ""),
        ("People: dana@customer.example, minjun@customer.example;", "dana@customer.example", ""),
        ("nobody", "", ""),
    ],
)
def test_the_sender_is_who_stands_in_the_angle_brackets(
    value: str, address: str, name: str
) -> None:
    mail = seen(written(From=value))

    assert (mail.from_address, mail.from_name) == (address, name)
    assert ("from_missing" in mail.problems) == (not address)


def test_people_are_told_apart_and_the_envelope_says_where_it_was_delivered() -> None:
    raw = written(
        To='"Help, please" <help@northmere.example>, minjun@customer.example',
        Cc="undisclosed:;",
        Reply_To="dana@other.example",
        Delivered_To="box@northmere.example",
        Return_Path="<bounce@customer.example>",
    )

    mail = seen(raw, envelope=Envelope(None, ("help@northmere.example",)))

    assert mail.to == (
        Address(address="help@northmere.example", name="Help, please"),
        Address(address="minjun@customer.example"),
    )
    assert mail.cc == ()
    assert mail.delivered_to == ("help@northmere.example", "box@northmere.example")
    assert (mail.envelope_from, mail.answer_to) == ("bounce@customer.example", "dana@other.example")


@pytest.mark.parametrize(
    ("value", "subject"),
    [
        ("=?UTF-8?B?5L2g5aW9?=\n =?UTF-8?B?77yM5oiR?=", "你好，我"),
        ("=?utf-8?Q?Mar=C3?= =?utf-8?Q?=ADa_asks?= now", "María asks now"),
        ("=?iso-2022-jp?B?GyRCPVA2YhsoQg==?=", "出金"),
        ("=?utf-8?B?not base64 at all", "=?utf-8?B?not base64 at all"),
        ("=?klingon?Q?a=E9?=", "aé"),
        ("\udccc\udce1\udcb1\udcd2", "提币"),
    ],
)
def test_subjects_are_read_however_they_were_encoded(value: str, subject: str) -> None:
    mail = seen(
        written("我的".encode("gb18030"), Subject=value, Content_Type="text/plain; charset=gbk")
    )

    assert mail.subject == subject


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename*=utf-8''%EC%98%81%EC%88%98%EC%A6%9D.pdf", "영수증.pdf"),
        ("attachment; filename*0*=utf-8''%EC%98%81; filename*1*=%EC%88%98.pdf", "영수.pdf"),
        ('attachment; filename="=?utf-8?B?5Yet6K+BLnBkZg==?="', "凭证.pdf"),
        ('attachment; filename="квиток.pdf"', "квиток.pdf"),
        ('attachment; filename="../../etc/\u202efdp.exe"', "fdp.exe"),
        ("attachment", "part-1.bin"),
    ],
)
def test_files_are_called_what_their_sender_calls_them_without_tricks(
    header: str, name: str
) -> None:
    part = f"Content-Type: application/octet-stream\nContent-Disposition: {header}\n\nbytes"

    mail = mail_of(parts(part))

    assert [(one.name, one.content) for one in mail.attachments] == [(name, b"bytes")]


@pytest.mark.parametrize(
    ("value", "sent_at", "problem"),
    [
        ("Thu, 26 Nov 2026 17:00:00 +0900 (KST)", AT - timedelta(hours=1), ()),
        ("26 Nov 2026 08:00", datetime(2026, 11, 26, 8, tzinfo=UTC), ()),
        ("Thu, 26 Nov 2026 09:20:00 +0000", AT, ()),
        ("Fri, 27 Nov 2026 09:20:00 +0000", None, ("date_in_future",)),
        ("Thu, 1 Jan 1970 00:00:00 +0000", None, ("date_unreadable",)),
        ("yesterday, I think", None, ("date_unreadable",)),
    ],
)
def test_a_mail_was_sent_when_it_says_unless_that_cannot_be(
    value: str, sent_at: datetime | None, problem: tuple[str, ...]
) -> None:
    mail = seen(written(Date=value))

    assert (mail.sent_at, mail.problems) == (sent_at, problem)


def test_the_way_here_and_the_encoding_make_no_other_mail_of_it() -> None:
    words = "Hola, ¿qué pasó?\r\n"
    once = written(words, Content_Type="text/plain; charset=utf-8")
    again = b"Received: from somewhere\r\nX-Spam: no\r\n" + written(
        words.replace("\r", "").encode("cp1252"), Content_Type="text/plain; charset=iso-8859-1"
    )

    first, second, other = seen(once), seen(again), seen(written("Hola."))

    assert (first.message_id, first.content_digest) == (second.message_id, second.content_digest)
    assert other.message_id == first.message_id
    assert other.content_digest != first.content_digest


@pytest.mark.parametrize("value", ["", "<>", "< >"])
def test_a_mail_without_an_id_gets_the_same_one_each_time(value: str) -> None:
    raw = written(Message_ID=value) if value else written(Message_ID="")

    first, again = seen(raw), seen(b"Received: x\n" + raw)

    assert first.message_id == again.message_id == f"{first.content_digest[:40]}@derived.invalid"
    assert not first.has_own_message_id
    assert seen(written("Other.", Message_ID=value)).message_id != first.message_id
