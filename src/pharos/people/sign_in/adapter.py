from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter

from pharos.people.models import Staff


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes sign-up: an administrator adds staff, nobody adds themselves."""

    def is_open_for_signup(self, _request: Any) -> bool:
        return False

    def authenticate(self, request: Any, **credentials: Any) -> Staff | None:
        """Refuse whoever left like a wrong password.

        allauth would send them to a page of its own, which tells a guesser that it was right.
        """
        staff: Staff | None = super().authenticate(request, **credentials)
        return staff if staff is not None and staff.is_active else None

    def _get_login_attempts_cache_key(self, _request: Any, **credentials: Any) -> str:
        """Count wrong passwords by address alone.

        allauth adds the name of the host that was asked, so each further name of ours would give
        a guesser another five attempts.
        """
        return str(credentials.get("email", "")).strip().lower()


def display_name(staff: Staff) -> str:
    return staff.name
