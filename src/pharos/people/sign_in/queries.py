"""By what somebody signs in, and where they are signed in."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from pharos.people.models import Staff

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def authenticators_of(staff: Staff) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=staff).order_by("pk"))


def has_second_factor(staff: Staff) -> bool:
    """Tell whether more than a password is asked of them."""
    return bool(with_second_factor([staff.pk]))


def with_second_factor(staff_ids: Iterable[int]) -> set[int]:
    """Return which of them have one."""
    found = Authenticator.objects.filter(user_id__in=list(staff_ids), type__in=FACTORS)
    return set(found.values_list("user_id", flat=True))


def active_staff_with(addresses: Iterable[str]) -> Staff | None:
    """Return who works here under one of these addresses."""
    wanted = [address.strip().lower() for address in addresses]
    return Staff.objects.filter(email__in=wanted, is_active=True).first()


def sessions_of(staff: Staff) -> list[UserSession]:
    """Return the open sessions, the newest first. Those that have ended are swept away."""
    kept = UserSession.objects.purge_and_list(staff)
    return sorted(kept, key=lambda session: session.created_at, reverse=True)
