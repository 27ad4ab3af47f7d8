"""A customer's wallets in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _

WALLETS: Final = {
    "FUNDING": _("funding"),
    "SPOT": _("spot"),
    "MARGIN": _("margin"),
    "FUTURES": _("futures"),
    "EARN": _("earn"),
    "SUB": _("sub-account"),
}
