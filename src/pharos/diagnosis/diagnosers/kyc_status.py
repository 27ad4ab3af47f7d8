"""D22: where the identity check stands, and what is missing for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import task_of
from pharos.diagnosis.facts import Fact, Said
from pharos.diagnosis.findings import Step, Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import Kyc
from pharos.exchange.port import Exchange

WORDS = {
    "ok": _("Your identity is confirmed."),
    "none": _("You have not begun the identity check yet. You can do it on your account page."),
    "pending": _("Your documents have been with us since %(since)s and are being checked."),
    "pending_plain": _("Your documents are with us and are being checked."),
    "usual": _("Nine of ten checks end within %(span)s. We tell you as soon as yours does."),
    "late": _("Nine of ten checks end within %(span)s. Yours takes longer, and we look into it."),
    "missing": _("This is what the check found: %(what)s"),
    "send": _("Please send what is asked for on your account page."),
    "again": _("Your documents could not be accepted. Please send them again."),
    "final": _("Your identity check was refused, and it cannot be repeated."),
    "comment": _("The team that checked it says: %(comment)s"),
}
# Labels that may be told; whatever else an identity check found is not told (domain.md B2, B8).
LABELS = {
    "FRONT_SIDE_MISSING": _("The front side of your document is missing."),
    "BACK_SIDE_MISSING": _("The back side of your document is missing."),
    "DOCUMENT_PAGE_MISSING": _("A page of your document is missing."),
    "DOCUMENT_DAMAGED": _("Your document is damaged."),
    "DOCUMENT_EXPIRED": _("Your document has expired."),
    "DOCUMENT_UNREADABLE_PICTURE": _("The picture of your document is not clear enough."),
    "LOW_QUALITY": _("The picture is not clear enough."),
    "SCREENSHOTS": _("We need a picture of the document itself, not of a screen."),
    "BLACK_AND_WHITE": _("We need a picture in colour."),
    "BAD_SELFIE": _("We need another picture of your face."),
    "BAD_FACE_MATCHING": _("Your face could not be compared with the picture of your document."),
    "BAD_PROOF_OF_ADDRESS": _("We need another letter or bill that shows your address."),
    "ADDITIONAL_DOCUMENT_REQUIRED": _("We need one more document."),
    "WRONG_ADDRESS": _("The address on your document differs from the one that you told us."),
    "PROBLEMATIC_APPLICANT_DATA": _("Some of your details differ from your document."),
}
# OK; RETRY and FINAL are of the domain; so that whoever never began is told so: NOT_BEGUN.
OUTCOMES = ("PENDING", "RETRY", "FINAL", "OK", "NOT_BEGUN")
LOOK_AGAIN: Final = timedelta(days=1)
EVENTS: Final = ("kyc.state",)


@diagnoser("D22", "kyc_status", outcomes=OUTCOMES, words=WORDS, codes=LABELS)
def kyc_status(ask: Ask) -> Found:
    """The exchange's own word. Only labels that may be told are told."""
    asked = ask.of(Exchange.get_kyc, ref=ask.customer)
    kyc = asked.data
    match kyc.state:
        case "APPROVED":
            return Found(outcome="OK", said=(Said(key="D22.ok"),), is_fine=True)
        case "NONE":
            step = Step(kind="begin_kyc")
            return Found(outcome="NOT_BEGUN", said=(Said(key="D22.none"),), steps=(step,))
        case "PENDING":
            return _pending(ask, asked, kyc)
        case "RETRY":
            return _retry(asked, kyc)
        case _:
            said = (Said(key="D22.final"), *_comment(asked, kyc))
            return Found(outcome="FINAL", said=said)


def _pending(ask: Ask, asked: Fact[Kyc], kyc: Kyc) -> Found:
    if kyc.submitted_at is None:
        watch = Watch(at=ask.at + LOOK_AGAIN, subject=ask.customer, events=EVENTS)
        return Found(outcome="PENDING", said=(Said(key="D22.pending_plain"),), watch=watch)
    since = asked.shows(kyc.submitted_at)
    said = [Said(key="D22.pending", figures={"since": since})]
    evidence = {"since": since}
    due_at: datetime | None = None
    is_late = False
    if kyc.typical_p90_seconds:
        usual = timedelta(seconds=kyc.typical_p90_seconds)
        due_at = kyc.submitted_at + usual
        is_late = due_at <= ask.at
        span = asked.shows(usual)
        said.append(Said(key="D22.late" if is_late else "D22.usual", figures={"span": span}))
        evidence["usual"] = span
    late = task_of("identity")
    is_due = due_at is not None and not is_late
    return Found(
        outcome="PENDING",
        said=tuple(said),
        evidence=evidence,
        eta=asked.shows(due_at) if due_at and is_due else None,
        steps=(late,) if is_late else (),
        watch=Watch(
            at=due_at if due_at and is_due else ask.at + LOOK_AGAIN,
            subject=ask.customer,
            events=EVENTS,
        ),
    )


def _retry(asked: Fact[Kyc], kyc: Kyc) -> Found:
    known = [label for label in kyc.labels if label in LABELS]
    said = [
        Said(key="D22.missing", figures={"what": asked.shows(label, "code")}) for label in known
    ]
    step = Step(kind="send_documents", arguments={"labels": ",".join(known)})
    return Found(
        outcome="RETRY",
        said=(*said, Said(key="D22.send" if said else "D22.again"), *_comment(asked, kyc)),
        steps=(step,),
    )


def _comment(asked: Fact[Kyc], kyc: Kyc) -> tuple[Said, ...]:
    """What the exchange wrote for the customer to read."""
    if not kyc.public_comment:
        return ()
    return (Said(key="D22.comment", figures={"comment": asked.shows(kyc.public_comment)}),)
