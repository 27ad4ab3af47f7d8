from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from pharos.brands.models import Brand, TokenKey
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.browser import device_hash_of, known_language, known_zone
from pharos.people.models import Customer, Device, Handle, SpentToken
from pharos.people.queries import verification_keys
from pharos.people.tokens.customer import LEEWAY, CustomerClaims, read_customer_token
from pharos.people.tokens.errors import SignInAgain, TokenSpent
from pharos.people.tokens.session import LIFE, SessionClaims, write_session_token

log = logging.getLogger(__name__)

# A device may go on without a new customer token for as long as a working day.
SIGNED_IN_FOR = timedelta(hours=12)
# What a step-up proves is that the customer is there now, so it does not last the day.
RAISED_FOR = timedelta(minutes=30)
STEP_UP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a browser sends to begin."""

    device: str
    token: str | None = None
    language: str = ""
    timezone: str = ""
    surface: str = Device.Surface.WEB
    # From where it comes, as `networks.sender` names it. Kept for anonymous browsers only.
    network: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What it gets: a token for the hot doors, and who it is taken to be."""

    token: str
    expires_in: int
    customer: Customer
    claims: SessionClaims


@action
def open_session(*, actor: Actor, brand: Brand, opening: Opening) -> Session:
    """Recognise a browser, and the customer at it as far as that is proved.

    Without a customer token it is an anonymous visitor (AL0), or whoever signed in there within
    the last twelve hours. With one it is that account, at AL2 or AL3. Repeats safely. Refused: a
    device secret that is none; a token that does not hold; a token that another device has used,
    which is what a stolen one looks like; a device whose sign-in has ended (`sign_in_again`). A
    visitor who signs in becomes another customer: what they said before stays with the visitor.
    """
    assert brand.pk in actor.brands, "whoever opens the door stands in that brand"
    device_hash = device_hash_of(opening.device)
    if opening.token is None:
        device = _known_device(brand, device_hash) or _visitor(brand, device_hash)
    else:
        claims = read_customer_token(
            opening.token, brand=brand.slug, keys=verification_keys(brand.pk), now=now()
        )
        _spend(brand, claims, device_hash)
        device = _signed_in(brand, device_hash, claims)

    _note_habits(device, opening)
    return _session(device)


def _known_device(brand: Brand, device_hash: str) -> Device | None:
    """Return who signed in there last, if that still holds.

    A sign-in that has ended does not fall back to an anonymous visitor: the browser shows the
    account's conversations, and must be told that it may not.
    """
    devices = Device.objects.select_related("customer").filter(
        brand=brand, device_hash=device_hash, assurance__gt=0
    )
    device = devices.order_by("-seen_at", "-pk").first()
    if device is not None and not device.is_usable_at(now()):
        raise SignInAgain
    return device


def _visitor(brand: Brand, device_hash: str) -> Device:
    customer = _customer_of(brand, Handle.Kind.VISITOR, device_hash, proved_by="device")
    device, _ = Device.objects.get_or_create(
        brand=brand, device_hash=device_hash, customer=customer
    )
    if not device.is_usable_at(now()):
        raise SignInAgain
    return device


def _spend(brand: Brand, claims: CustomerClaims, device_hash: str) -> None:
    spent, _ = SpentToken.objects.get_or_create(
        brand=brand,
        jti=claims.token_id,
        defaults={"device_hash": device_hash, "expires_at": claims.expires_at + LEEWAY},
    )
    if spent.device_hash != device_hash:
        log.warning("a customer token was shown by a second device", extra={"brand": brand.slug})
        raise TokenSpent(claims.token_id, claims.subject)


def _signed_in(brand: Brand, device_hash: str, claims: CustomerClaims) -> Device:
    proof = f"token:{claims.key_id}"
    customer = _customer_of(brand, Handle.Kind.ACCOUNT, claims.subject, proved_by=proof)
    # Locked, so that a revocation at the same moment is either seen here or comes after.
    customer = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    if customer.signed_out_at is not None and claims.issued_at <= customer.signed_out_at:
        raise SignInAgain

    proved_at = min(claims.issued_at, now())
    device = _device_of(brand, device_hash, customer, claims)
    device.expires_at = max(device.expires_at or proved_at, proved_at + SIGNED_IN_FOR)
    if claims.assurance >= STEP_UP:
        device.raised_until = max(device.raised_until or proved_at, proved_at + RAISED_FOR)
    device.revoked_at = None
    device.save(update_fields=["expires_at", "raised_until", "revoked_at"])

    _name(customer, claims)
    _mark_used(brand, claims.key_id)
    # Several people may share a browser: the last who signed in there has it.
    Device.objects.filter(
        brand=brand, device_hash=device_hash, assurance__gt=0, revoked_at=None
    ).exclude(pk=device.pk).update(revoked_at=now())
    return device


def _mark_used(brand: Brand, key_id: str) -> None:
    """Note when the key was last used, to the hour: who rotates keys waits until it is quiet."""
    at = now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=at - timedelta(hours=1))
    TokenKey.objects.filter(stale, brand=brand, key_id=key_id).update(last_used_at=at)


def _device_of(
    brand: Brand, device_hash: str, customer: Customer, claims: CustomerClaims
) -> Device:
    device, _ = Device.objects.get_or_create(
        brand=brand,
        device_hash=device_hash,
        customer=customer,
        defaults={"assurance": 2, "expires_at": claims.issued_at + SIGNED_IN_FOR},
    )
    device.customer = customer
    return device


def _customer_of(brand: Brand, kind: str, value: str, *, proved_by: str) -> Customer:
    """Return the customer of this handle, new if it is. Two tabs at once make only one."""
    handles = Handle.objects.select_related("customer").filter(brand=brand, kind=kind, value=value)
    if known := handles.first():
        return known.customer
    try:
        with transaction.atomic():
            customer = Customer.objects.create(brand=brand)
            handles.create(
                brand=brand,
                customer=customer,
                kind=kind,
                value=value,
                assurance=0 if kind == Handle.Kind.VISITOR else 2,
                proved_by=proved_by,
            )
    except IntegrityError:
        return handles.get().customer
    return customer


def _name(customer: Customer, claims: CustomerClaims) -> None:
    before = (customer.name, customer.language)
    customer.name = claims.name or customer.name
    customer.language = claims.language or customer.language
    if (customer.name, customer.language) != before:
        customer.save(update_fields=["name", "language"])


def _note_habits(device: Device, opening: Opening) -> None:
    customer = device.customer
    device.language = known_language(opening.language) or customer.language
    device.timezone = known_zone(opening.timezone)
    device.surface = opening.surface if opening.surface in Device.Surface else Device.Surface.WEB
    device.seen_at = now()
    device.network = "" if device.is_signed_in else opening.network
    device.save(update_fields=["language", "timezone", "surface", "seen_at", "network"])

    before = (customer.language, customer.timezone)
    customer.language = customer.language or device.language
    customer.timezone = device.timezone or customer.timezone
    if (customer.language, customer.timezone) != before:
        customer.save(update_fields=["language", "timezone"])


def _session(device: Device) -> Session:
    """Lasts no longer than what it claims: neither the sign-in nor the step-up."""
    instant, customer = now(), device.customer
    ends = [instant + LIFE]
    if device.expires_at is not None:
        ends.append(device.expires_at)
    if device.raised_until is not None and device.raised_until > instant:
        ends.append(device.raised_until)
    claims = SessionClaims(
        brand_id=device.brand_id,
        customer_id=customer.pk,
        device_id=device.pk,
        assurance=device.assurance_at(instant),
        name=customer.name,
        language=device.language,
        timezone=device.timezone,
        surface=device.surface,
        expires_at=min(ends).replace(microsecond=0),
    )
    return Session(
        token=write_session_token(claims),
        expires_in=max(1, int((claims.expires_at - instant).total_seconds())),
        customer=customer,
        claims=claims,
    )
