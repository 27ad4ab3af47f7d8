"""A mail becomes part of a case: read, its sender weighed, threaded by proof, and admitted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from pharos.brands.models import Brand
from pharos.brands.queries import profile_of
from pharos.cases.actions.note_automatic import note_automatic
from pharos.cases.actions.note_receipts import note_receipt
from pharos.cases.arriving import ArrivingFile, arrive
from pharos.cases.folds import parts_of
from pharos.cases.models import Conversation
from pharos.cases.threads.queries import (
    conversation_of_sent,
    conversations_by_id,
    thread_beside,
)
from pharos.cases.words import LONGEST, screened
from pharos.channels.called import called
from pharos.channels.language import spoken_in
from pharos.channels.long_words import shown_of, whole_of
from pharos.channels.mail.folding import fold
from pharos.channels.mail.reading.likeness import Official, likeness_of
from pharos.channels.mail.reading.mail import Mail
from pharos.channels.mail.reading.proofs import Proof, proof_in
from pharos.channels.mail.reading.read import Envelope, read
from pharos.channels.mail.reading.signatures import Records, proof_of
from pharos.channels.mail.reading.wordings import is_automatic_subject
from pharos.channels.mail.returned import take_letter_report
from pharos.channels.mail.threads import MOST_REFERENCES, conversations_named, without_tag
from pharos.channels.port import Account
from pharos.channels.taking import Taken
from pharos.diagnosis.recognising import inputs_in
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actions.know_sender import know_sender
from pharos.people.actor import Actor
from pharos.people.sender import Sender
from pharos.reception.admit import admit
from pharos.reception.beginning import Beginning, begin
from pharos.reception.inbound import NO_ADDRESS, Inbound
from pharos.reception.purposes import FEEDBACK, heard
from pharos.reception.received import conversation_of_item, item_of

KIND: Final = "mail"
# The same address, but nothing proves that it wrote: a handle of another kind, and no customer's.
CLAIMED: Final = "mail_claimed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """One mail as it came. With `records` it came straight from its sender's server (DNS)."""

    raw: bytes
    at: datetime
    envelope: Envelope | None = None
    records: Records | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A mail that was read, and what proves whom it is from."""

    mail: Mail
    proof: Proof


def take_mail(account: Account, brand: Brand, came: Came) -> Taken:
    """Take in one mail. Returns after it is committed; the same again changes nothing.

    Whatever cannot be read is shown to a person with the original attached. Nothing here answers.
    """
    weighed = weigh(account, came)
    if (beginning := beginning_of(account, brand, weighed)) is not None:
        begun = begin(actor=Actor.system(brand.pk), beginning=beginning)
        if begun.is_taken:
            return Taken(case=begun.number, is_news=begun.status == "opened")
    return take_weighed(account, brand, weighed)


def get_ready() -> None:
    """Read now what is read once, so that the first mail does not wait for it."""
    fold("On Monday, Dana wrote:\n> Hello")
    inputs_in("deposit")


def weigh(account: Account, came: Came) -> Weighed:
    """Read a mail and weigh its sender. With `records` this asks DNS, else nobody."""
    own = frozenset({account.settings.get("address", "").lower()})
    mail = read(came.raw, at=came.at, envelope=came.envelope, own_addresses=own)
    return Weighed(mail=mail, proof=_proof(account, came))


def beginning_of(account: Account, brand: Brand, weighed: Weighed) -> Beginning | None:
    """Return a mail that begins a case whoever it is from: words alone, that answer nothing.

    None for any other, which `take_weighed` takes in: one that reports, that refers to an earlier
    one, that brings files, or that names what an open case may be about. Asks nobody.
    """
    mail = weighed.mail
    if mail.report is not None or mail.in_reply_to or mail.references or conversations_named(mail):
        return None
    if len(_words(mail)) > LONGEST or _files(mail):
        return None
    words = screened(_words(mail))
    if inputs_in(words.text):
        return None
    item = item_name(mail)
    return Beginning(
        brand_id=brand.pk,
        channel=KIND,
        external_id=_name_of(account, item, None),
        item=item,
        client_token=_token(item),
        sender=_sender(mail, weighed.proof),
        language=_language(mail) or str(brand.profile["languages"][0]),
        predicted=_feedback(mail),
        words=words,
        subject=screened(mail.subject[:LONGEST], with_files=True),
        at=now(),
        more=_about(brand, account, weighed)(words.text),
    )


def take_weighed(account: Account, brand: Brand, weighed: Weighed) -> Taken:
    """Take in a mail step by step: with its thread, its files, and the case that it may join."""
    mail = weighed.mail
    if mail.report is not None and (moved := _reported(brand, mail)):
        return moved
    thread = _thread(brand, mail, weighed.proof)
    if thread is not None and _is_automatic(thread, mail):
        return _automatic(thread, mail)
    customer = _customer(brand, weighed, thread)
    inbound = _inbound(account, brand, weighed, thread)
    with brand_scope(brand.pk):
        is_known = item_of(brand.pk, KIND, inbound.item) is not None
    if not is_known:
        inbound = replace(
            inbound, arriving=arrive(customer, [*_files(mail), *whole_of(_words(mail))])
        )
    admitted = admit(actor=customer, inbound=inbound)
    return Taken(case=admitted.case, is_news=not admitted.repeated)


def item_name(mail: Mail) -> str:
    """The name of this mail among all that came: by its Message-ID and by what it says.

    It is the same by whichever of the brand's addresses it comes: who writes to two is one.
    """
    return f"{_beginning(mail.message_id)}{mail.content_digest[:32]}"


def _beginning(message_id: str) -> str:
    return f"m:{_hashed(message_id)}#"


def _hashed(message_id: str) -> str:
    return hashlib.sha256(message_id.encode("utf-8", "replace")).hexdigest()[:40]


def _proof(account: Account, came: Came) -> Proof:
    if came.records is not None:
        envelope = came.envelope or Envelope()
        return proof_of(came.raw, records=came.records, envelope_from=envelope.sender or "")
    trusted = frozenset(account.settings.get("trusted", "").replace(",", " ").split())
    return proof_in(came.raw, trusted=trusted)


def _reported(brand: Brand, mail: Mail) -> Taken | None:
    """What a machine tells of a mail of ours moves that mail, if we know it."""
    assert mail.report is not None, "it reports something"
    report = mail.report
    with brand_scope(brand.pk):
        thread = conversation_of_sent(brand.pk, KIND, report.original_message_id)
    if thread is None:
        return take_letter_report(brand, mail, report)
    if mail.kind == "bounce" and not report.is_given_up:
        return _automatic(thread, mail)  # its server goes on trying, or does not say
    moved = note_receipt(
        actor=Actor.system(brand.pk),
        channel=KIND,
        item=report.original_message_id,
        state="delivered" if mail.kind == "receipt" else "failed",
        trouble=report.trouble,
        code="complained" if mail.kind == "complaint" else "refused",
    )
    return Taken(case=thread.case.number, is_news=moved)


def _thread(brand: Brand, mail: Mail, proof: Proof) -> Conversation | None:
    """The conversation that it goes on with: by our mark, then by the sender's own earlier mail.

    Never by its subject, and never where the sender is another than whom we wrote to. The names of
    somebody's mails are no secret: what nothing vouches for goes on with what nothing vouches for.
    """
    marks = conversations_named(mail)
    named = [name for name in (mail.in_reply_to, *mail.references[::-1]) if name]
    if not (marks or (named and mail.from_address)):
        return None
    with brand_scope(brand.pk):
        if marked := conversations_by_id(brand.pk, marks):
            # An answer that followed from the page by mail comes back by mail.
            beside = marked[0].channel != KIND and thread_beside(marked[0], KIND)
            return beside or marked[0]
        for name in list(dict.fromkeys(named))[:MOST_REFERENCES]:
            earlier = conversation_of_item(brand.pk, KIND, _beginning(name))
            if earlier is not None and _is_from(earlier, mail.from_address, proof):
                return earlier
    return None


def _is_from(conversation: Conversation, address: str, proof: Proof) -> bool:
    kinds = (KIND, CLAIMED) if proof.aligned else (CLAIMED,)
    return conversation.customer.handles.filter(kind__in=kinds, value=address.lower()).exists()


def _is_automatic(thread: Conversation, mail: Mail) -> bool:
    """Whether a machine answers, and somebody need not read it.

    Where its words alone say so, a person may have written them: customers write of machines and of
    where they are, under the subject of their case. And what was attached is for somebody.
    """
    if mail.kind == "auto_reply" and not mail.loop_signs:
        if mail.auto_reply_why == "words:text":
            return False
        if mail.auto_reply_why == "words:subject":
            return not is_automatic_subject(thread.case.subject)
    if mail.kind == "auto_reply" and any(each.why == "attached" for each in mail.attachments):
        return False
    return not mail.may_be_answered and mail.kind != "words"


def _automatic(thread: Conversation, mail: Mail) -> Taken:
    """A machine's answer stands in the case, for staff, and moves nothing."""
    is_news = note_automatic(
        actor=Actor.system(thread.brand_id),
        conversation_id=thread.pk,
        text=(mail.text or mail.subject)[:LONGEST],
        why=mail.kind if mail.report else mail.auto_reply_why or mail.kind,
        token=item_name(mail),
    )
    return Taken(case=thread.case.number, is_news=is_news)


def _customer(brand: Brand, weighed: Weighed, thread: Conversation | None) -> Actor:
    """Whom it is from: who has the thread, if its mark proves them; else whoever has the address.

    An address that nothing vouches for is another customer than the one who has it.
    """
    if thread is not None:
        customer = thread.customer
        name = customer.name or called(weighed.mail.from_name)
        return Actor.customer(id=customer.pk, brand_id=brand.pk, name=name, assurance=1)
    sender = _sender(weighed.mail, weighed.proof)
    return know_sender(actor=Actor.system(brand.pk), brand=brand, sender=sender)


def _sender(mail: Mail, proof: Proof) -> Sender:
    proved = "dmarc" if proof.dmarc == "pass" else "dkim" if proof.dkim == "pass" else "spf"
    return Sender(
        kind=KIND if proof.aligned else CLAIMED,
        # As `people.addresses.mail_address` keeps them; what is no address is kept as it is.
        value=(mail.from_address or "nobody@invalid").strip().lower()[:255],
        name=called(mail.from_name),
        language=_language(mail),
        proved_by=proved if proof.aligned else "",
    )


def _inbound(
    account: Account, brand: Brand, weighed: Weighed, thread: Conversation | None
) -> Inbound:
    mail = weighed.mail
    text = shown_of(_words(mail))
    item = item_name(mail)
    spoken = thread.language if thread else ""
    return Inbound(
        channel=KIND,
        external_id=_name_of(account, item, thread),
        continues=thread.pk if thread and thread.channel != KIND else None,
        client_token=_token(item),
        text=text,
        subject=mail.subject,
        language=_language(mail) or spoken or str(brand.profile["languages"][0]),
        item=item,
        must_take=True,
        feedback=_feedback(mail),
        about=_about(brand, account, weighed),
    )


def words_and_files(came: Came) -> tuple[str, list[ArrivingFile]]:
    """What a person should see of a mail that cannot be taken in as what it is."""
    mail = read(came.raw, at=came.at, envelope=came.envelope)
    head = f"{mail.from_name} <{mail.from_address}>\n{mail.subject}"
    return f"{head}\n\n{_words(mail)}", _files(mail)


def _feedback(mail: Mail) -> str:
    """What it reads like where it asks for nothing. What is quoted below is no opinion of now."""
    said = f"{mail.subject}\n{fold(shown_of(_words(mail))).words}"
    return FEEDBACK.get(heard(said).purpose, "")


def _token(item: str) -> str:
    return hashlib.sha256(item.encode()).hexdigest()


def _about(brand: Brand, account: Account, weighed: Weighed) -> Callable[[str], Mapping[str, Any]]:
    """What the entry says besides its words, once it is known which of them are kept."""
    told = _told(brand, account, weighed)

    def about(kept: str) -> Mapping[str, Any]:
        spans = [list(span) for span in fold(kept).spans()]
        return {**told, "fold": spans} if spans else told

    return about


def _words(mail: Mail) -> str:
    return mail.text.strip() or mail.subject.strip() or "…"


def _files(mail: Mail) -> list[ArrivingFile]:
    """What came with it, as it came."""
    return [
        ArrivingFile(content=each.content, name=each.name, content_type=each.content_type)
        for each in mail.files
    ]


def _name_of(account: Account, item: str, thread: Conversation | None) -> str:
    """What the conversation is called: as it was, or after the mail that begins it."""
    if thread is not None and thread.channel == KIND:
        return thread.external_id
    return f"{account.id}:{item.partition(':')[2]}"


def _language(mail: Mail) -> str:
    """In which they wrote; else what their program says, for it names its own often enough."""
    return spoken_in(_new_words(mail)) or (mail.languages[0][:12] if mail.languages else "")


def _new_words(mail: Mail) -> str:
    """What was written now: what we had said before is quoted in our own language."""
    parts = parts_of(mail.text, {"fold": [list(span) for span in fold(mail.text).spans()]})
    written = "\n".join(part.text for part in parts if not part.is_folded)
    return f"{mail.subject}\n{written or mail.text}"


def _told(brand: Brand, account: Account, weighed: Weighed) -> dict[str, Any]:
    """What the desk shows of a mail besides its words."""
    mail, proof = weighed.mail, weighed.proof
    proved = [f"{name}={getattr(proof, name)}" for name in ("spf", "dkim", "dmarc")]
    told: dict[str, Any] = {
        "id": mail.message_id,
        "from": mail.from_address,
        "subject": screened(mail.subject, with_files=True).text[:200],
        "proof": {"aligned": proof.aligned, "results": [one for one in proved if one[-1] != "="]},
    }
    if (
        like := likeness_of(mail.from_address, mail.from_name, _official(brand, account))
    ) is not None:
        told["likeness"] = {"why": like.why, "like": like.like}
    if mail.answer_to.lower() != mail.from_address.lower():
        told["answer_to"] = mail.answer_to
    if mail.remote_images:
        told["remote_images"] = mail.remote_images
    if mail.problems:
        told["problems"] = list(mail.problems)
    if mail.is_encrypted:
        told["encrypted"] = True
    told_mail: dict[str, Any] = {"mail": told}
    if not mail.from_address:
        told_mail["automatic"] = NO_ADDRESS
    elif not mail.may_be_answered:
        told_mail["automatic"] = mail.auto_reply_why or mail.kind
    return told_mail


def _official(brand: Brand, account: Account) -> Official:
    profile = profile_of(brand)
    addresses = {account.settings.get("address", ""), profile.mail.support, profile.mail.sender}
    hosts = {urlsplit(origin).hostname or "" for origin in profile.origins}
    domains = {address.rpartition("@")[2] for address in addresses if "@" in address} | hosts
    return Official(
        domains=frozenset(domains - {""}),
        addresses=frozenset(without_tag(address) for address in addresses if address),
        names=frozenset({brand.name}),
    )
