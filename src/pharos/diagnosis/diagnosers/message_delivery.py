"""D39: what became of a mail, text message or push that the exchange sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Step, Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import Delivery, Page
from pharos.exchange.port import Exchange

WORDS = {
    "arrived": _("We sent your %(what)s to %(to)s on %(when)s."),
    "taken": _("The provider took it over on %(at)s. Please look into the spam folder too."),
    "taken_plain": _("The provider took it over. Please look into the spam folder too."),
    "on_its_way": _("The provider has not told us yet that it arrived."),
    "bounced": _("We sent your %(what)s to %(to)s on %(when)s, and it did not arrive."),
    "bounced_mail": _("Your mail provider refused it. Ask them, or give another address."),
    "bounced_sms": _("Your phone company refused it. Ask them, or give another number."),
    "bounced_push": _("The device did not take it. Allow messages of our app in its settings."),
    "suppressed": _(
        "We did not send your %(what)s to %(to)s on %(when)s, because earlier messages there came "
        "back. Give another address or number."
    ),
    "not_requested": _("Nobody asked us for a %(what)s since %(since)s. Please ask for it again."),
}
KINDS = {
    "LOGIN_CODE": _("sign-in code"),
    "WITHDRAWAL_CONFIRM": _("mail to confirm your withdrawal"),
    "PASSWORD_RESET": _("mail to reset your password"),
    "NOTICE": _("message"),
}
OUTCOMES = ("SENT", "BOUNCED", "SUPPRESSED", "NOT_REQUESTED")
LOOKS_BACK: Final = timedelta(days=1)
LOOK_AGAIN: Final = timedelta(minutes=10)
ELSEWHERE: Final = Step(kind="change_contact")


@diagnoser("D39", "message_delivery", outcomes=OUTCOMES, words=WORDS, codes=KINDS)
def message_delivery(ask: Ask) -> Found:
    """The newest message of this kind. Addresses are shown as the exchange masks them."""
    kind = ask.inputs.kind if ask.inputs.kind in KINDS else "LOGIN_CODE"
    since = ask.inputs.since or ask.at - LOOKS_BACK
    asked = ask.of(Exchange.list_deliveries, ref=ask.customer, kind=kind, since=since)
    resend = Step(kind="resend_message", who="exchange", arguments={"kind": kind})
    newest = max(asked.data.items, key=lambda one: one.requested_at, default=None)
    if newest is None:
        return _not_requested(asked, kind, since, resend)
    figures = {
        "what": asked.shows(newest.kind, "code"),
        "to": asked.shows(newest.to),
        "when": asked.shows(newest.requested_at),
    }
    if newest.state == "SUPPRESSED":
        said = Said(key="D39.suppressed", figures=figures)
        return Found(
            outcome="SUPPRESSED", said=(said,), evidence=_evidence(figures), steps=(ELSEWHERE,)
        )
    if newest.state == "BOUNCED":
        said = Said(key="D39.bounced", figures=figures)
        why = Said(key=f"D39.bounced_{newest.channel.lower()}")
        steps = (resend, ELSEWHERE)
        return Found(outcome="BOUNCED", said=(said, why), evidence=_evidence(figures), steps=steps)
    return _sent(ask, asked, newest, figures, resend)


def _sent(
    ask: Ask,
    asked: Fact[Page[Delivery]],
    newest: Delivery,
    figures: dict[str, Figure],
    resend: Step,
) -> Found:
    said = [Said(key="D39.arrived", figures=figures)]
    watch = None
    if newest.state == "SENT":
        said.append(Said(key="D39.on_its_way"))
        watch = Watch(at=ask.at + LOOK_AGAIN, subject=newest.id)
    elif newest.at:
        said.append(Said(key="D39.taken", figures={"at": asked.shows(newest.at)}))
    else:
        said.append(Said(key="D39.taken_plain"))
    return Found(
        outcome="SENT",
        said=tuple(said),
        evidence=_evidence(figures),
        steps=(resend,),
        watch=watch,
    )


def _not_requested(asked: Fact[Page[Delivery]], kind: str, since: datetime, resend: Step) -> Found:
    figures = {"what": asked.shows(kind, "code"), "since": asked.shows(since)}
    said = Said(key="D39.not_requested", figures=figures)
    return Found(outcome="NOT_REQUESTED", said=(said,), steps=(resend,))


def _evidence(figures: dict[str, Figure]) -> dict[str, Figure]:
    return {"to": figures["to"], "when": figures["when"]}
