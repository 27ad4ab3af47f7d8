"""What a customer should do at once who has written a secret to anybody."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pharos.safety.findings import Kind

# What stands in the conversation where the secret was.
NAMES: Final[dict[Kind, Promise]] = {
    "recovery_phrase": _("a recovery phrase"),
    "private_key": _("a private key"),
}

WHAT_TO_DO: Final[dict[Kind, Promise]] = {
    "recovery_phrase": _(
        "That was a recovery phrase. We removed it before it was stored; nobody here has seen it. "
        "But it has left your device, so treat it as known to others: make a new wallet and move "
        "your funds there now. We never need your recovery phrase. Whoever asks for it is stealing."
    ),
    "private_key": _(
        "That was a private key. We removed it before it was stored; nobody here has seen it. "
        "But it has left your device, so treat it as known to others: move the funds of this key "
        "to a new address now. We never need your private key. Whoever asks for it is stealing."
    ),
}
