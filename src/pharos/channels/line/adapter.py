"""LINE. Signed by the channel's secret; the vendor's library is loaded once there is an account.

A signature covers the body and no time; LINE sends again for as long as it is not answered, so
what is sent again is known by its message's name alone.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from pharos.channels.port import (
    Account,
    Disbelieved,
    Fetched,
    Outgoing,
    RemoteFile,
    Request,
    Sent,
    Setting,
    Update,
)

# In UTF-16 units.
LONGEST: Final = 5000


class LineChannel:
    """An official account that people are friends of."""

    kind = "line"
    name = "LINE"
    longest = LONGEST
    # LINE fetches pictures from an open address and takes no documents: links stand in the words.
    takes_files = False
    settings = (
        Setting(name="token", label=_("Channel access token"), is_secret=True),
        Setting(
            name="secret",
            label=_("Channel secret"),
            is_secret=True,
            help=_("LINE signs with it what it sends."),
        ),
        Setting(
            name="api_url",
            label=_("Address of the vendor's interface"),
            is_required=False,
            default="https://api.line.me",
        ),
        Setting(
            name="data_url",
            label=_("Address of the vendor's files"),
            is_required=False,
            default="https://api-data.line.me",
        ),
    )

    def read(self, account: Account, request: Request) -> Update:
        secret = account.secrets.get("secret", "")
        if not secret:
            raise Disbelieved("no secret is set")
        from pharos.channels.line.reading import is_signed, update_of

        if not is_signed(secret, request):
            raise Disbelieved("the signature is another")
        return update_of(request.body)

    def send(self, account: Account, outgoing: Outgoing) -> Sent:
        """Each request has a name of its own, by which LINE takes it once in 24 hours."""
        from pharos.channels.line.sending import send

        return send(account, outgoing)

    def fetch(self, account: Account, file: RemoteFile) -> Fetched:
        """Raises Temporary while LINE still prepares it."""
        from pharos.channels.line.sending import fetch

        return fetch(account, file)

    def who(self, account: Account) -> str:
        from pharos.channels.line.sending import who

        return who(account)

    def connect(self, account: Account, url: str) -> str:
        from pharos.channels.line.sending import connect

        return connect(account, url)
