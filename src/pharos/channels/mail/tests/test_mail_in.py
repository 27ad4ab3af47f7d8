"""Mail in, by a real SMTP conversation with our own listener."""

from __future__ import annotations

import io
import re
import smtplib
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from django.test import Client
from PIL import Image

from pharos.cases.models import Case
from pharos.cases.tests.deeds import answered
from pharos.cases.uploads import check_waiting
from pharos.channels.delivering import deliver_waiting
from pharos.channels.mail.letters import post_letters
from pharos.channels.mail.tests.post import (
    Outbox,
    hand_over,
    listener,
    mail,
)
from pharos.channels.models import ChannelAccount
from pharos.channels.tests.points import shows
from pharos.config.command import main
from pharos.kernel.action import action
from pharos.kernel.scope import brand_scope
from pharos.letters.writing import write_letter
from pharos.people.actor import Actor
from pharos.reception.arrived import tell_arrived_files
from pharos.reception.follow_up import follow_up
from pharos.testing.world import World


def arrives(
    port: int, account: ChannelAccount, message: EmailMessage | bytes, to: str = ""
) -> None:
    hand_over(port, message, to=[to or account.settings["address"]])


def plain(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def settle_files(world: World) -> None:
    system = Actor.system(world.brand.pk)
    check_waiting(system)
    tell_arrived_files(system)


def cases_of(world: World) -> list[Case]:
    with brand_scope(world.brand.pk):
        cases = Case.objects.filter(brand=world.brand).select_related("customer")
        return list(cases.order_by("pk"))


def work(world: World) -> None:
    system = Actor.system(world.brand.pk)
    follow_up(actor=system)
    while deliver_waiting(system):
        pass


@pytest.mark.requirement("CH-06", "ST-07", "SL-11")
def test_a_mail_is_accepted_as_a_case_and_acknowledged_with_its_number(
    world: World, port: int, account: ChannelAccount, box: Outbox
) -> None:
    arrives(port, account, mail(account))

    (case,) = cases_of(world)
    assert (case.subject, case.last_words) == ("Deposit", "My deposit has not arrived.")
    assert case.customer.name == "Dana"
    work(world)
    (acknowledged,) = box.mails
    assert case.number in acknowledged["Subject"]
    assert case.number in plain(acknowledged)
    assert acknowledged["In-Reply-To"] == "<one@example.test>"
    assert acknowledged["Auto-Submitted"] == "auto-replied"
    with brand_scope(world.brand.pk):
        account.refresh_from_db()
    assert account.heard_at is not None
    assert account.sent_at is not None


def test_an_answer_goes_by_mail_and_the_reply_to_it_comes_back_into_the_case(
    world: World, port: int, account: ChannelAccount, box: Outbox
) -> None:
    arrives(port, account, mail(account))
    work(world)
    (case,) = cases_of(world)
    answered(case, world.amara, "It is on its way.")
    work(world)

    sent = box.mails[-1]
    checked = re.search(r"Check the code ([A-Z0-9-]+) here: (\S+)", plain(sent))
    assert checked is not None
    page = Client().post(urlsplit(checked[2]).path, {"code": checked[1]})
    assert case.number in page.content.decode()
    assert sent["From"].addresses[0].display_name.startswith("Amara")
    assert sent["Auto-Submitted"] is None
    assert sent.get_body(("html",)) is not None
    reply = mail(
        account,
        "Thank you!\n\nOn Thu, 26 Nov 2026 Amara wrote:\n> It is on its way.\n",
        name="<two@example.test>",
        subject="Something else",
        proved=False,
    )
    arrives(port, account, reply, to=sent["Reply-To"].addresses[0].addr_spec)

    (same,) = cases_of(world)
    assert same.pk == case.pk
    said = [e for e in world.entries(case) if e.kind == "message" and e.author_kind == "customer"]
    body, told = said[-1].body or "", said[-1].payload or {}
    assert body.startswith("Thank you!")
    (span,) = told["fold"]
    assert body[span[0] : span[1]].lstrip().startswith("On Thu")


@pytest.mark.requirement("CH-27")
def test_whoever_answers_somebody_elses_mail_begins_a_case_of_their_own(
    world: World, port: int, account: ChannelAccount, box: Outbox
) -> None:
    arrives(port, account, mail(account))
    work(world)
    sent = box.mails[-1]
    forwarded = mail(
        account,
        "I got this from Dana.",
        sender="Minjun <minjun@example.test>",
        name="<three@example.test>",
        more={"In-Reply-To": sent["Message-ID"], "References": sent["Message-ID"]},
    )

    arrives(port, account, forwarded, to=sent["Reply-To"].addresses[0].addr_spec)

    first, second = cases_of(world)
    assert first.customer_id != second.customer_id
    assert "I got this from Dana." not in [entry.body for entry in world.entries(first)]


@shows("proof")
@pytest.mark.parametrize("proved", [True, False])
def test_an_address_that_nothing_vouches_for_is_not_its_owner(
    world: World, port: int, account: ChannelAccount, *, proved: bool
) -> None:
    arrives(port, account, mail(account))
    again = mail(account, "And where is it now?", name="<four@example.test>", proved=proved)

    arrives(port, account, again)

    first, second = cases_of(world)
    assert (first.customer_id == second.customer_id) == proved


@shows("once")
def test_the_same_mail_again_is_taken_once_and_another_with_its_name_is_not_it(
    world: World, port: int, account: ChannelAccount
) -> None:
    arrives(port, account, mail(account))
    arrives(port, account, mail(account))
    assert len(cases_of(world)) == 1

    arrives(port, account, mail(account, "Something else altogether."))
    assert len(cases_of(world)) == 2


def test_one_who_names_the_same_transaction_is_answered_in_the_open_case(
    world: World, port: int, account: ChannelAccount
) -> None:
    txid = "9f" * 32
    arrives(port, account, mail(account, f"Where is {txid}?"))
    arrives(port, account, mail(account, f"Still nothing: {txid}", name="<five@example.test>"))

    (case,) = cases_of(world)
    assert case.contacts == 2
    assert "repeat" in [entry.kind for entry in world.entries(case)]


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List-Id": "<news.example.test>"},
    ],
)
def test_what_a_machine_sent_is_a_case_and_is_never_answered_by_ours(
    world: World, port: int, account: ChannelAccount, box: Outbox, headers: dict[str, str]
) -> None:
    arrives(port, account, mail(account, more=headers))
    work(world)

    assert len(cases_of(world)) == 1
    assert box.mails == []


def test_a_vacation_notice_stands_in_the_case_and_wakes_nobody(
    world: World, port: int, account: ChannelAccount, box: Outbox
) -> None:
    arrives(port, account, mail(account))
    work(world)
    (case,) = cases_of(world)
    answered(case, world.amara, "It is on its way.")
    work(world)
    before = cases_of(world)[0].state
    away = mail(
        account,
        "I am out of office until Monday.",
        subject="Automatic reply",
        name="<six@example.test>",
        more={"Auto-Submitted": "auto-replied"},
    )
    arrives(port, account, away, to=box.mails[-1]["Reply-To"].addresses[0].addr_spec)
    work(world)

    (same,) = cases_of(world)
    assert same.state == before
    assert "automatic" in [entry.kind for entry in world.entries(case)]
    assert len(box.mails) == 2


@shows("phrase")
def test_a_recovery_phrase_in_a_mail_reaches_nobody_and_its_owner_reads_what_to_do(
    world: World, port: int, account: ChannelAccount, box: Outbox
) -> None:
    from mnemonic import Mnemonic

    phrase = Mnemonic("english").to_mnemonic(b"\x07" * 16)
    arrives(port, account, mail(account, f"My wallet:\n{phrase}\nPlease help", subject=phrase))

    (case,) = cases_of(world)
    told = repr([(e.body, e.payload) for e in world.entries(case)]) + case.subject
    assert phrase not in told
    assert "[removed:recovery_phrase]" in told
    work(world)
    (warning,) = [one for one in box.mails if "make a new wallet and move" in plain(one)]
    with brand_scope(world.brand.pk):
        about = Case.objects.get(brand=world.brand, reason_initial="SEC.COMPROMISED")
    assert about.number in plain(warning)
    assert warning["To"] == box.mails[0]["To"]
    assert warning["Subject"] == f"My wallet: [a recovery phrase, removed] [{about.number}]"

    # What they answer is in that case.
    answer = mail(account, "I have moved everything.", name="<moved@example.test>")
    arrives(port, account, answer, to=warning["Reply-To"].addresses[0].addr_spec)
    assert "I have moved everything." in [entry.body for entry in world.entries(about)]


@pytest.mark.parametrize(("to", "code"), [("nobody@elsewhere.test", 550), ("", 250)])
def test_the_listener_relays_for_nobody(
    world: World, port: int, account: ChannelAccount, to: str, code: int
) -> None:
    if code == 250:
        arrives(port, account, mail(account))
        return
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        arrives(port, account, mail(account), to=to)
    assert refused.value.recipients[to][0] == code
    assert cases_of(world) == []


def test_what_a_server_hands_over_too_fast_is_put_off_and_not_lost(
    world: World, account: ChannelAccount
) -> None:
    with listener(mails_a_minute=1) as port:
        arrives(port, account, mail(account))
        with pytest.raises(smtplib.SMTPDataError) as refused:
            arrives(port, account, mail(account, "Another.", name="<seven@example.test>"))
    assert refused.value.smtp_code == 450
    assert len(cases_of(world)) == 1


@pytest.mark.parametrize("is_there", [True, False])
def test_the_doctor_asks_the_server_that_sends(
    account: ChannelAccount, capsys: pytest.CaptureFixture[str], *, is_there: bool
) -> None:
    if not is_there:
        with brand_scope(account.brand_id):
            account.settings["smtp_port"] = "1"
            account.save()

    main(["doctor", "--channels"])

    told = capsys.readouterr().out
    line = next(line for line in told.splitlines() if account.label in line)
    assert line.startswith("GOOD" if is_there else "BAD")


@shows("files in")
@pytest.mark.requirement("IN-11")
def test_what_is_attached_is_shown_once_it_is_checked_and_a_long_text_is_there_as_a_whole(
    world: World, port: int, account: ChannelAccount
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(picture, "PNG")
    message = mail(account, "It began so. " * 1_000, proved=False)
    message.add_attachment(picture.getvalue(), "image", "png", filename="error.png")

    arrives(port, account, message)
    arrives(port, account, message)
    settle_files(world)

    (case,) = cases_of(world)
    told = [file for entry in world.entries(case) for file in entry.attachments or ()]
    assert sorted(file["name"] for file in told) == ["error.png", "message.txt"]
    assert next(file["size"] for file in told if file["name"] == "message.txt") > 10_000


def test_a_letter_goes_out_as_a_mail_that_no_machine_answers(
    world: World, account: ChannelAccount, box: Outbox
) -> None:
    add_letter(actor=Actor.system(world.brand.pk))

    post_letters(Actor.system(world.brand.pk))
    post_letters(Actor.system(world.brand.pk))

    (letter,) = box.mails
    assert letter["To"] == "dana@example.test"
    assert "Your code is 123456." in plain(letter)
    assert letter["Auto-Submitted"] == "auto-replied"


@action
def add_letter(*, actor: Actor) -> None:
    write_letter(
        brand_id=actor.brands[0],
        to="dana@example.test",
        kind="sign_in",
        language="en",
        subject="Your code",
        paragraphs=["Your code is 123456."],
        token="one",
    )
