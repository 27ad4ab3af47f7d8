"""A morning at the demo exchange, so that a picture shows what a screen is for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from pharos.brands.queries import brand_by_slug
from pharos.cases.actions.assign import take_case
from pharos.cases.actions.note import add_note
from pharos.cases.actions.reply import ReplyDraft, send_reply
from pharos.cases.actions.resolve import Outcome, resolve_case
from pharos.cases.states import Disposition
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.people.models import Customer, Handle
from pharos.people.queries import staff_by_email
from pharos.reception.admit import admit
from pharos.reception.inbound import Inbound
from tools.screens.exchange import WAITS as HASH

# minutes ago, customer, language, reason, what they say
WAITING = (
    (2, "Eve", "en", "ACC.LOCKED", "My account is restricted and nobody says why."),
    (4, "Minjun", "ko", "DEP.NOT_FOUND", "입금한 500 USDT가 아직 도착하지 않았습니다."),
    (9, "Dana", "en", "WDR.REVIEW", f"The withdrawal has not arrived. Transaction {HASH}"),
    (14, "Eve", "es", "KYC.PENDING", "Mi verificación lleva tres días en espera."),
    (21, "Minjun", "zh-Hans", "DEP.NOT_FOUND", "我充值的 1,200 USDT 还没有到账，请帮忙查询。"),  # noqa: RUF001 - as Chinese is written
)
DONE = (
    (190, "Dana", "en", "DEP.NOT_FOUND", "Where are my 250 USDT?", "They arrived at nine."),
    (260, "Minjun", "ko", "WDR.REVIEW", "출금이 언제 끝나나요?", "It left at 08:40."),
    (
        1500,
        "Eve",
        "en",
        "TRD.ORDER_NOT_FILLED",
        "My order was not filled.",
        "The price was not met.",
    ),
    (2900, "Dana", "en", "FBK.OTHER", "How do I change my address?", "Under Account, Contact."),
    (4300, "Minjun", "en", "KYC.PENDING", "Is my identity check done?", "It is, since yesterday."),
)


@contextmanager
def earlier(minutes: float, since: datetime) -> Iterator[None]:
    with frozen_at(since - timedelta(minutes=minutes)):
        yield


class Morning:
    """Makes the cases; `open_case` is the one to look at."""

    def __init__(self) -> None:
        self.brand = brand_by_slug("northmere")
        self.began = now()
        self.amara = staff_by_email("amara@northmere.test").actor()
        self.bruno = staff_by_email("bruno@northmere.test").actor()
        self.customers = {name: self._customer(name) for name in ("Dana", "Minjun", "Eve")}
        self.open_case = ""
        self.dana = str(self.customers["Dana"].public_id)

    def happen(self) -> None:
        for minutes, *asked, answer in DONE:
            with earlier(minutes, self.began):
                number = self.asks(*asked)
            with earlier(minutes - 3, self.began):
                take_case(actor=self.amara, number=number)
                self._reply(number, answer)
            with earlier(minutes - 40, self.began):
                outcome = Outcome(disposition=Disposition.EXPLAINED, text=answer)
                resolve_case(actor=self.amara, number=number, outcome=outcome)
        for minutes, *asked in WAITING:
            with earlier(minutes, self.began):
                self.asks(*asked)
        self._talk()

    def _talk(self) -> None:
        """One case in the middle: facts, a note for a colleague, and a customer who waits."""
        with earlier(26, self.began):
            text = f"I sent half an ether an hour ago. The transaction is {HASH}."
            self.open_case = number = self.asks("Dana", "en", "DEP.NOT_FOUND", text)
        with earlier(24, self.began):
            take_case(actor=self.amara, number=number)
            self._reply(number, "I see it: the blockchain is confirming it. Your coins are safe.")
        with earlier(22, self.began):
            note = "@Bruno they sent it from a new address: do we have to ask who held it?"
            add_note(actor=self.amara, number=number, body=note, client_token=str(uuid4()))
        with earlier(20, self.began):
            word = "Only if the exchange asks for it. It does not."
            add_note(actor=self.bruno, number=number, body=word, client_token=str(uuid4()))
        with earlier(12, self.began):
            self._reply(
                number,
                "After twelve confirmations it arrives by itself. I look again at 15:00.",
            )
        with earlier(3, self.began):
            self.asks("Dana", "en", "FBK.OTHER", "Thank you. Do I have to do anything?")

    def _reply(self, number: str, body: str) -> None:
        draft = ReplyDraft(body=body, client_token=str(uuid4()))
        send_reply(actor=self.amara, number=number, draft=draft)

    def asks(self, name: str, language: str, reason: str, text: str) -> str:
        customer = self.customers[name]
        actor = Actor.customer(
            id=customer.pk, brand_id=self.brand.pk, name=name, assurance=0 if name == "Eve" else 2
        )
        inbound = Inbound(
            channel="widget",
            external_id=str(uuid4()),
            client_token=str(uuid4()),
            text=text,
            reason=reason,
            language=language,
            timezone="Asia/Seoul" if name == "Minjun" else "Europe/Lisbon",
        )
        return admit(actor=actor, inbound=inbound).case

    def _customer(self, name: str) -> Customer:
        known = name != "Eve"
        with brand_scope(self.brand.pk):
            customer = Customer.objects.create(
                brand=self.brand, name=name if known else "", language="en", timezone="Asia/Seoul"
            )
            Handle.objects.create(
                brand=self.brand,
                customer=customer,
                kind="account" if known else "visitor",
                value=name.lower() if known else "northmere-of-the-pictures",
                assurance=2 if known else 0,
                proved_by="token" if known else "",
            )
        return customer
