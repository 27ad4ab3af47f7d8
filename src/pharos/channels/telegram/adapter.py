"""Telegram. A bot of the brand's; the library of its types is loaded once there is one.

Telegram shows a secret of ours with each request. It signs nothing and names no time, so what is
sent again is known by its message's name alone.
"""

from __future__ import annotations

import hmac
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

SHOWN_IN: Final = "x-telegram-bot-api-secret-token"
# In UTF-16 units, once markup is read; we send none.
LONGEST: Final = 4096


class TelegramChannel:
    """A bot that people write to, and that is spoken to in groups."""

    kind = "telegram"
    name = "Telegram"
    longest = LONGEST
    takes_files = True
    settings = (
        Setting(
            name="token",
            label=_("The bot's token"),
            is_secret=True,
            help=_("BotFather gives it when the bot is made."),
        ),
        Setting(
            name="secret",
            label=_("Secret that Telegram shows with each request"),
            is_secret=True,
            help=_("Up to 256 letters, digits, _ and -. Telegram learns it when it is connected."),
        ),
        Setting(
            name="username",
            label=_("The bot's name, without @"),
            is_required=False,
            help=_("So that it hears when it is named in a group."),
        ),
        Setting(
            name="api_url",
            label=_("Address of the vendor's interface"),
            is_required=False,
            default="https://api.telegram.org",
        ),
    )

    def read(self, account: Account, request: Request) -> Update:
        secret = account.secrets.get("secret", "")
        if not secret:
            raise Disbelieved("no secret is set")
        shown = request.headers.get(SHOWN_IN, "")
        if not hmac.compare_digest(shown.encode(), secret.encode()):
            raise Disbelieved("the secret is another")
        from pharos.channels.telegram.reading import update_of

        return update_of(account, request.body)

    def send(self, account: Account, outgoing: Outgoing) -> Sent:
        """Raises Permanent for whoever has blocked the bot or is gone.

        Telegram has no name for the same answer twice: if it takes one and the connection breaks
        before it says so, the answer is sent again.
        """
        from pharos.channels.telegram.sending import send

        return send(account, outgoing)

    def fetch(self, account: Account, file: RemoteFile) -> Fetched:
        """Up to 20 MB: more is not given to bots (`file_too_large`)."""
        from pharos.channels.telegram.sending import fetch

        return fetch(account, file)

    def who(self, account: Account) -> str:
        from pharos.channels.telegram.sending import who

        return who(account)

    def connect(self, account: Account, url: str) -> str:
        from pharos.channels.telegram.sending import connect

        return connect(account, url)
