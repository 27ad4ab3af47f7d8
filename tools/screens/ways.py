"""The ways in and out, as a morning leaves them: a mail, accounts, webhooks, and what failed."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from io import BytesIO
from urllib.parse import urlsplit
from uuid import uuid4

from PIL import Image, ImageDraw

from pharos.cases.actions.assign import take_case
from pharos.cases.actions.record_delivery import Trouble, record_sent, record_trouble
from pharos.cases.actions.reply import ReplyDraft, send_reply
from pharos.cases.case_links import case_link
from pharos.cases.models import Conversation, Delivery
from pharos.channels.actions.issue_check_code import issue_check_code
from pharos.channels.actions.keep_account import NewAccount, keep_account
from pharos.channels.mail.taking import Came, take_mail
from pharos.channels.models import ChannelAccount
from pharos.health.actions.report import report
from pharos.health.models import Report
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.letters.models import Letter
from pharos.letters.writing import write_letter
from pharos.outlets.actions.keep_outlet import NewOutlet, keep_outlet
from pharos.outlets.events import EVENTS, NOTICES
from pharos.outlets.models import Attempt, Dispatch, Outlet
from pharos.outlets.reasons import reason
from pharos.people.actor import Actor
from pharos.people.queries import staff_by_email
from tools.screens.scene import Morning

ADDRESS, SERVER = "support@northmere.test", "mx.northmere.test"
MAIL = """Hello,

my withdrawal of 1,500 USDT left yesterday evening and has not
arrived at my other wallet. The screenshot shows what your page
says. I need it before Friday.

> On Wed, 25 Nov 2026 at 18:04, Northmere <support@northmere.test> wrote:
> Your withdrawal was approved and is on its way. It takes up to thirty minutes.
>
> Do not reply to this mail.

Regards
Nadia

--
Nadia Petrova
+351 21 555 0100
"""
ACCOUNTS = (
    ("telegram", "Northmere support", {}, {"token": "7:not-a-token"}, True),
    ("line", "", {}, {"token": "x", "secret": "y"}, False),
)
# What the latest events came to, the latest first; those before were taken.
LATEST = (
    ("queued", None, reason("timeout")),
    ("queued", 503, reason("answered", 503)),
    ("dead", 503, reason("answered", 503)),
)


class Ways:
    """Makes what the pages of the ways in and out show; the names are for the addresses."""

    def __init__(self, morning: Morning) -> None:
        self.morning, self.brand = morning, morning.brand
        self.ada = staff_by_email("ada@northmere.test").actor()
        self.system = Actor.system(self.brand.pk)
        self.mail_case = self.link = self.code = ""
        self.account = self.outlet = 0

    def begin(self) -> None:
        """What the worker follows up before anybody answers."""
        self._outlets()
        settings = {"address": ADDRESS, "trusted": SERVER, "smtp_host": "smtp.northmere.test"}
        new = NewAccount(kind="mail", settings=settings, label="Support")
        account = keep_account(actor=self.ada, brand=self.brand, new=new)
        self.account = account.pk
        came = Came(raw=_post(), at=now())
        self.mail_case = take_mail(account.for_adapter(), self.brand, came).case
        take_case(actor=self.morning.amara, number=self.mail_case)

    def happen(self) -> None:
        """What came after. Nobody else works meanwhile: what failed would be tried again."""
        self._answers()
        self._accounts()
        self._letter()
        self._settle()
        cases = {"widget": 9, "mail": 1, "form": 2}
        figures = {"cases": 12, "faults": 0, "numbers": [], "items": cases}
        told = {self.brand.slug: figures}
        report(actor=self.system, kind=Report.Kind.RECONCILE, well=True, figures=told)

    def _answers(self) -> None:
        self._replied("Thank you. I have asked the network and look again at 15:00.", "sent")
        self._replied("It is in block 21,304,118. Your other wallet shows it soon.", "failed")
        with brand_scope(self.brand.pk):
            thread = Conversation.objects.select_related("brand").get(case__number=self.mail_case)
            self.link = urlsplit(case_link(thread)).path
        self.code = issue_check_code(
            actor=self.system, conversation_id=thread.pk, to="nadia@mail.example"
        )

    def _replied(self, text: str, state: str) -> None:
        draft = ReplyDraft(body=text, client_token=str(uuid4()))
        send_reply(actor=self.morning.amara, number=self.mail_case, draft=draft)
        with brand_scope(self.brand.pk):
            last = Delivery.objects.filter(case__number=self.mail_case).latest("pk")
        if state == "sent":
            record_sent(actor=self.system, delivery_id=last.pk, channel="mail", items=[text[:9]])
            return
        with brand_scope(self.brand.pk):
            Delivery.objects.filter(pk=last.pk).update(tries=1)
        trouble = Trouble(code="gone", why="550 5.1.1 no such mailbox", is_permanent=True)
        record_trouble(actor=self.system, delivery_id=last.pk, trouble=trouble)

    def _accounts(self) -> None:
        for kind, label, settings, secrets, is_well in ACCOUNTS:
            new = NewAccount(kind=kind, label=label, settings=settings, secrets=secrets)
            account = keep_account(actor=self.ada, brand=self.brand, new=new)
            heard = now() - timedelta(minutes=3 if is_well else 2000)
            trouble = "" if is_well else "credentials: 401 The access token expired"
            with brand_scope(self.brand.pk):
                ChannelAccount.objects.filter(pk=account.pk).update(
                    heard_at=heard,
                    sent_at=heard,
                    trouble=trouble,
                    trouble_at=None if is_well else now(),
                    is_on=is_well,
                    held_until=now() + timedelta(hours=1),
                )

    def _outlets(self) -> None:
        for kind, label, url, events in (
            ("events", "Back office", "https://events.northmere.example/pharos", EVENTS),
            ("chat", "Shift room", "https://chat.northmere.example/hooks/T0", NOTICES),
        ):
            new = NewOutlet(kind=kind, label=label, url=url, events=tuple(events))
            outlet = keep_outlet(actor=self.ada, slug=self.brand.slug, new=new)
            self.outlet = outlet.pk if kind == "events" else self.outlet
            with brand_scope(self.brand.pk):
                # Nothing leaves this machine.
                Outlet.objects.filter(pk=outlet.pk).update(paused_until=now() + timedelta(hours=8))

    def _settle(self) -> None:
        """A system that fails since an hour and is paused, and a room of staff that is well."""
        at = now()
        well = {"paused_until": None, "sent_at": at - timedelta(minutes=66)}
        with brand_scope(self.brand.pk):
            Dispatch.objects.filter(brand=self.brand).update(state="sent", status=200, tries=1)
            Outlet.objects.filter(brand=self.brand).update(**well)
            Outlet.objects.filter(pk=self.outlet).update(
                failures=11,
                failing_since=at - timedelta(minutes=64),
                why=reason("answered", 503),
                paused_until=at + timedelta(hours=8),
            )
            events = Dispatch.objects.filter(outlet=self.outlet).order_by("-pk")
            for each, (state, status, why) in zip(events, LATEST, strict=False):
                each.state, each.status, each.why = state, status, why
                each.due_at = at + timedelta(hours=8)
                each.save()
            for each in events:
                self._tried(each)

    def _tried(self, dispatch: Dispatch) -> None:
        Attempt.objects.create(
            brand=self.brand,
            dispatch=dispatch,
            at=now(),
            status=dispatch.status,
            why=dispatch.why,
            milliseconds=143,
        )

    def _letter(self) -> None:
        with brand_scope(self.brand.pk):
            write_letter(
                brand_id=self.brand.pk,
                to="new.colleague@northmere.test",
                kind="invitation",
                language="en",
                subject="Come to the desk of Northmere",
                paragraphs=["You are invited."],
                token="a letter of the pictures",  # noqa: S106 - a name of it
            )
            Letter.objects.filter(brand=self.brand).update(
                state="failed", code="unreachable", why="connection refused", tries=71
            )


def _post() -> bytes:
    """Nadia's mail with a picture, as our own server hands it over."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Nadia Petrova <nadia@mail.example>", ADDRESS
    mail["Subject"] = "Re: Withdrawal of 1,500 USDT"
    mail["Message-ID"], mail["Date"] = "<w-1@mail.example>", "Thu, 26 Nov 2026 08:00:00 +0000"
    mail.set_content(MAIL)
    mail.add_attachment(_screenshot(), maintype="image", subtype="png", filename="withdrawal.png")
    vouched = f"{SERVER}; dkim=pass header.d=mail.example; dmarc=pass header.from=mail.example"
    raw = f"Authentication-Results: {vouched}\n".encode() + mail.as_bytes()
    return BytesParser(policy=default).parsebytes(raw).as_bytes()


def _screenshot() -> bytes:
    held = BytesIO()
    picture = Image.new("RGB", (640, 360), "#f2f5f8")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 40, 600, 120), fill="#ffffff", outline="#c9d3dc")
    draw.text((60, 70), "Withdrawal 1,500 USDT (ERC-20): COMPLETED 18:31 UTC", fill="#0b2239")
    picture.save(held, "PNG")
    return held.getvalue()
