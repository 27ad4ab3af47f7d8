# ruff: noqa: RUF001 (letters of many scripts are the subject here)
from __future__ import annotations

import pytest

from pharos.channels.mail.reading.read import Envelope
from pharos.channels.mail.reading.tests.written import mail_of, parts, seen, written

SUBJECTS = [
    "Automatic reply: My case",
    "Out of Office: back on Monday",
    "自动回复：我的案件",
    "부재중 자동 응답",
    "自動応答: お問い合わせ",
    "Respuesta automática: caso",
    "Автоответ: дело",
    "Trả lời tự động: hồ sơ",
    "Automatische Antwort: Fall",
    "Réponse automatique : dossier",
    "Resposta automática: caso",
]
TEXTS = [
    "This is an automated reply. We have received your mail.",
    "I am currently out of the office and will return on Monday.",
    "您的邮件已收到，我会尽快回复。",
    "현재 휴가 중입니다. 급한 용무는 아래로 연락 주세요.",
    "このメールは自動送信されています。",
    "Estoy fuera de la oficina hasta el lunes.",
    "Это автоматический ответ.",
    "Tôi hiện đang nghỉ phép.",
    "Ich bin bis Montag nicht im Büro. Ihre Nachricht wird danach bearbeitet.",
    "Je suis absente du bureau jusqu'à lundi.",
    "Esta é uma mensagem automática.",
]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_an_automatic_subject_is_known_in_ten_languages(subject: str) -> None:
    mail = seen(written(Subject=subject))

    assert (mail.kind, mail.auto_reply_why) == ("auto_reply", "words:subject")
    assert not mail.may_be_answered


@pytest.mark.parametrize("text", TEXTS)
def test_automatic_words_count_only_in_an_answer_to_a_mail(text: str) -> None:
    answer = seen(written(text, In_Reply_To="<ours@northmere.example>"))
    of_itself = seen(written(text))

    assert (answer.kind, answer.auto_reply_why) == ("auto_reply", "words:text")
    assert (of_itself.kind, of_itself.may_be_answered) == ("words", True)


@pytest.mark.parametrize(
    "words",
    [
        "I am on vacation and cannot reach my second factor. Please help.",
        "Estaba de vacaciones cuando llegó el correo automático.",
        "我在休假，提币没有到账。",
    ],
)
def test_a_customer_who_writes_of_a_holiday_is_a_customer(words: str) -> None:
    mail = seen(written(words, Subject="Re: My withdrawal", In_Reply_To="<ours@northmere.example>"))

    assert (mail.kind, mail.may_be_answered) == ("words", True)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Auto_Submitted", "auto-replied (vacation)"),
        ("X_Autoreply", "yes"),
        ("Precedence", "auto_reply"),
        ("X_Autorespond", "My case"),
    ],
)
def test_headers_of_automatic_answers_are_believed(header: str, value: str) -> None:
    mail = seen(written(**{header: value}))

    assert mail.kind == "auto_reply"
    assert mail.auto_reply_why == f"header:{header.replace('_', '-').lower()}"


@pytest.mark.parametrize(
    ("headers", "sign"),
    [
        ({"X_Loop": "help"}, "x-loop"),
        ({"Auto_Submitted": "auto-generated"}, "auto-submitted"),
        ({"Precedence": "bulk"}, "precedence"),
        ({"List_Id": "News <news.elsewhere.example>"}, "list"),
        ({"From": "Help <HELP@northmere.example>"}, "own-address"),
        ({"X_Auto_Response_Suppress": "DR, OOF"}, "suppressed"),
        ({"Return_Path": "<>"}, "null-sender"),
        ({"From": "no-reply@shop.example"}, "nobody"),
        ({"Received": "from a\n" + "Received: from b\n" * 50 + "X-End: 1"}, "hops"),
    ],
)
def test_whatever_might_make_a_loop_is_not_answered(headers: dict[str, str], sign: str) -> None:
    mail = seen(written(**headers))

    assert (mail.kind, mail.loop_signs, mail.may_be_answered) == ("words", (sign,), False)


def test_a_person_is_answered_also_through_a_list_that_is_our_own_mailbox() -> None:
    plain = seen(written(Auto_Submitted="no"), envelope=Envelope("dana@customer.example"))
    ours = seen(written(List_Id="<help.northmere.example>", Precedence="list"))
    near = seen(written(List_Id="<unhelp.northmere.example>", Precedence="list"))

    assert [one.may_be_answered for one in (plain, ours, near)] == [True, True, False]


def test_a_mail_of_nothing_is_empty_and_one_of_a_file_is_not() -> None:
    file = "Content-Type: image/png; name=a.png\n\nbytes"

    assert seen(written("\n")).kind == "empty"
    assert mail_of(parts(file)).kind == "words"


def delivery(fields: str) -> bytes:
    ours = (
        "Content-Type: message/rfc822\n\nMessage-ID: <ours@northmere.example>\n"
        "X-Pharos-Token: t-1\nSubject: Your case\nX-Other: 1\n\nOur words."
    )
    return parts(
        "Content-Type: text/plain\n\nIt did not arrive.",
        f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n{fields}",
        ours,
        kind="report; report-type=delivery-status",
    )


@pytest.mark.parametrize(
    ("fields", "kind", "status", "is_permanent"),
    [
        (
            "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 gone",
            "bounce",
            "5.1.1",
            True,
        ),
        ("Action: delayed\nStatus: 4.4.1", "bounce", "4.4.1", False),
        ("Action: failed\nStatus: 4.2.2 (mailbox full)", "bounce", "4.2.2", False),
        ("Action: delivered\nStatus: 2.0.0", "receipt", "2.0.0", False),
    ],
)
def test_a_server_tells_what_became_of_our_mail(
    fields: str,
    kind: str,
    status: str,
    is_permanent: bool,  # noqa: FBT001
) -> None:
    mail = mail_of(
        delivery(f"Final-Recipient: rfc822; dana@customer.example\n{fields}"),
        From="MAILER-DAEMON@mx.example",
    )

    assert (mail.kind, mail.text, mail.may_be_answered) == (kind, "It did not arrive.", False)
    assert mail.report is not None
    assert mail.report.recipient == "dana@customer.example"
    assert (mail.report.status, mail.report.is_permanent) == (status, is_permanent)
    assert mail.report.original_message_id == "ours@northmere.example"
    assert dict(mail.report.original_headers) == {
        "message-id": "<ours@northmere.example>",
        "x-pharos-token": "t-1",
        "subject": "Your case",
    }


def test_a_bounce_in_words_is_one_as_well() -> None:
    words = (
        "Hi. This is the qmail-send program at mx.example.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
        "<dana@customer.example>:\n550 5.1.1 no such mailbox\n\n"
        "--- Below this line is a copy of the message.\n\nMessage-ID: <ours@northmere.example>\n"
    )

    mail = seen(written(words, From="MAILER-DAEMON@mx.example", Subject="failure notice"))
    told = seen(written(words, Subject="failure notice"))

    assert mail.kind == "bounce"
    assert mail.report is not None
    assert mail.report.recipients == ("dana@customer.example",)
    assert (mail.report.status, mail.report.is_permanent) == ("5.1.1", True)
    assert mail.report.original_message_id == "ours@northmere.example"
    assert told.kind == "words"


def test_complaints_and_read_receipts_are_told_apart() -> None:
    copy = "Content-Type: text/rfc822-headers\n\nMessage-ID: <ours@northmere.example>\n"
    complaint = mail_of(
        parts(
            "Content-Type: text/plain\n\nSomebody pressed Spam.",
            "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
            "Original-Rcpt-To: <dana@customer.example>\n",
            copy,
            kind="report; report-type=feedback-report",
        )
    )
    receipt = mail_of(
        parts(
            "Content-Type: text/plain\n\nIt was read.",
            "Content-Type: message/disposition-notification\n\n"
            "Final-Recipient: rfc822;dana@customer.example\n"
            "Original-Message-ID: <ours@northmere.example>\n"
            "Disposition: manual-action/MDN-sent-manually; displayed\n",
            kind="report; report-type=disposition-notification",
        )
    )

    for mail, kind, action in (
        (complaint, "complaint", "abuse"),
        (receipt, "receipt", "displayed"),
    ):
        assert mail.report is not None
        assert (mail.kind, mail.report.action) == (kind, action)
        assert mail.report.recipient == "dana@customer.example"
        assert mail.report.original_message_id == "ours@northmere.example"
