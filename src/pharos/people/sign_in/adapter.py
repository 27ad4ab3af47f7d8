from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import SignupClosedException
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from pharos.people.models import Staff
from pharos.people.sign_in.queries import active_staff_with, authenticators_of


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


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps what an authenticator app is set up with under the key of the installation."""

    def encrypt(self, text: str) -> str:
        return str(_box().encrypt(text.encode()).decode())

    def decrypt(self, encrypted_text: str) -> str:
        return str(_box().decrypt(encrypted_text.encode()).decode())

    def generate_authenticator_name(self, user: Staff, type: str) -> str:  # noqa: A002 - its name there
        count = len([each for each in authenticators_of(user) if each.type == type])
        return _("Passkey %(number)s") % {"number": count + 1}


class CompanySignIn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Lets a company's own sign-in open accounts that an administrator has made."""

    def is_open_for_signup(self, _request: Any, _sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: Any, sociallogin: Any) -> None:
        """Connect the account whose address the company has verified; refuse whoever left.

        The first time counts by address, every later one by the company's own name for them.
        """
        if sociallogin.is_existing:
            if not sociallogin.user.is_active:
                raise SignupClosedException
            return
        proved = [each.email for each in sociallogin.email_addresses if each.verified]
        staff = active_staff_with(proved)
        if staff is not None:
            sociallogin.connect(request, staff)

    def get_connect_redirect_url(self, _request: Any, _socialaccount: Any) -> str:
        return str(settings.LOGIN_REDIRECT_URL)


def companies() -> list[dict[str, str]]:
    """Return the sign-ins of companies that are set up here, with their addresses."""
    apps: Any = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return [
        {
            "name": app["name"],
            "address": reverse("openid_connect_login", kwargs={"provider_id": app["provider_id"]}),
        }
        for app in apps
    ]


def _box() -> Fernet:
    derived = hashlib.sha256(f"second factors:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(derived))


def display_name(staff: Staff) -> str:
    return staff.name
