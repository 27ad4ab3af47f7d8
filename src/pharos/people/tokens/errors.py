"""Why a token or a browser is refused. Each has a code that the widget acts upon."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pharos.kernel.errors import Unproven


class TokenRefused(Unproven):
    """Has a sentence of its own, so that no caller words it in a way that tells an attacker."""

    sentence: str | Promise = _("Please sign in again.")

    def __init__(self) -> None:
        super().__init__(self.sentence)


class TokenInvalid(TokenRefused):
    """Malformed, not signed by this brand's exchange, or lacking what a token must say."""

    code = "token_invalid"
    sentence = _("We could not confirm your account. Please sign in to the exchange again.")


class TokenExpired(TokenRefused):
    code = "token_expired"
    sentence = _("Your sign-in has expired. Please sign in to the exchange again.")


class TokenWrongBrand(TokenRefused):
    code = "token_wrong_brand"
    sentence = _("This sign-in belongs to another service.")


class TokenSpent(TokenRefused):
    """Another device has used this token: one of the two is a thief."""

    code = "token_spent"
    sentence = _("This sign-in was already used on another device. Please sign in again here.")

    def __init__(self, token_id: str = "", subject: str = "") -> None:
        super().__init__()
        self.token_id = token_id
        self.subject = subject


class SignInAgain(TokenRefused):
    """The device was signed in and is no longer; only a fresh token opens it."""

    code = "sign_in_again"
    sentence = _("Please sign in to the exchange again to see your conversations.")


class SessionExpired(TokenRefused):
    code = "session_expired"
    sentence = _("Your session has expired. It is renewed by itself.")


class SessionInvalid(TokenRefused):
    code = "session_invalid"
    sentence = _("Your session is not valid. Please reload the page.")
