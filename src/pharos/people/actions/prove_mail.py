from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from pharos.brands.models import Brand
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.browser import device_hash_of
from pharos.people.mail_proofs import SIGNED_IN_FOR, code_digest, link_digest
from pharos.people.models import ContactAddress, Customer, Device, Handle, MailProof

# Who reads a mailbox claims to be somebody; only the exchange vouches (AL2).
READS_MAIL = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What somebody brings back from the mail: the link, or the code and what it is asked by."""

    link: str = ""
    proof: UUID | None = None
    code: str = ""


@action
def prove_mail(*, actor: Actor, brand: Brand, device: str, brought: Brought) -> Actor | None:
    """Sign a browser in as whoever reads a mailbox (AL1), for twelve hours; None if it is no proof.

    A wrong code is counted, and after five nothing opens that proof any more. A proof is good once.
    The address becomes a handle of the customer, and all who gave it to be answered there are told
    to be proved (`ContactAddress`). Whoever was signed in at this browser is signed out there.
    """
    assert brand.pk in actor.brands, "whoever opens the door stands in that brand"
    device_hash = device_hash_of(device)
    proof = _proof(brand, brought)
    if proof is None or not proof.is_open_at(now()):
        return None
    if not brought.link and code_digest(brand.pk, proof.address, brought.code) != proof.code_digest:
        proof.tries += 1
        proof.save(update_fields=["tries"])
        return None
    proof.used_at = now()
    proof.save(update_fields=["used_at"])
    customer = _reader_of(brand, proof.address)
    ContactAddress.objects.filter(brand=brand, address=proof.address, proved_at=None).update(
        proved_at=now()
    )
    _sign_in(brand, device_hash, customer)
    return Actor.customer(
        id=customer.pk, brand_id=brand.pk, name=customer.name, assurance=READS_MAIL
    )


def _proof(brand: Brand, brought: Brought) -> MailProof | None:
    proofs = MailProof.objects.select_for_update().filter(brand=brand)
    if brought.link:
        return proofs.filter(link_digest=link_digest(brand.pk, brought.link)).first()
    return None if brought.proof is None else proofs.filter(public_id=brought.proof).first()


def _reader_of(brand: Brand, address: str) -> Customer:
    """Return the customer of the address, new if it is. Two at once make one."""
    handles = Handle.objects.filter(brand=brand, kind=Handle.Kind.MAIL, value=address)
    try:
        with transaction.atomic():
            if not handles.exists():
                customer = Customer.objects.create(brand=brand)
                handles.create(brand=brand, customer=customer, kind=Handle.Kind.MAIL, value=address)
    except IntegrityError:
        pass  # somebody quicker has made it
    handle = handles.select_related("customer").get()
    handle.assurance = max(handle.assurance, READS_MAIL)
    handle.proved_by, handle.proved_at = "code", now()
    handle.save(update_fields=["assurance", "proved_by", "proved_at"])
    return handle.customer


def _sign_in(brand: Brand, device_hash: str, customer: Customer) -> None:
    at = now()
    device, _created = Device.objects.update_or_create(
        brand=brand,
        device_hash=device_hash,
        customer=customer,
        defaults={
            "assurance": READS_MAIL,
            "expires_at": at + SIGNED_IN_FOR,
            "raised_until": None,
            "revoked_at": None,
            "seen_at": at,
        },
    )
    others = Device.objects.filter(brand=brand, device_hash=device_hash, assurance__gt=0)
    others.filter(revoked_at=None).exclude(pk=device.pk).update(revoked_at=at)
