"""The channel that people are: what came is logged at the desk, what is said is told by hand."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from pharos.channels.port import (
    Account,
    Disbelieved,
    Fetched,
    Outgoing,
    Permanent,
    RemoteFile,
    Request,
    Sent,
    Setting,
    Update,
)

KIND: Final = "manual"


class ManualChannel:
    """No machine sends and none is believed: `delivering` leaves its answers to people."""

    kind = KIND
    name = _("By hand")
    longest = 20_000
    takes_files = True
    settings: tuple[Setting, ...] = ()

    def read(self, account: Account, request: Request) -> Update:
        raise Disbelieved("nothing comes in here by itself")

    def send(self, account: Account, outgoing: Outgoing) -> Sent:
        raise Permanent("by_hand")

    def fetch(self, account: Account, file: RemoteFile) -> Fetched:
        raise Permanent("by_hand", "nothing lies elsewhere")

    def who(self, account: Account) -> str:
        return ""
