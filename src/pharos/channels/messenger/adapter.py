"""Facebook Messenger, and comments below the page's posts, by Meta's interface."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from pharos.channels.meta import answers
from pharos.channels.meta.graph import FACEBOOK, ask
from pharos.channels.meta.messages import Dialect, update_of
from pharos.channels.meta.signing import APP_SETTINGS, address, challenge, verify
from pharos.channels.port import (
    Account,
    Fetched,
    Outgoing,
    RemoteFile,
    Request,
    Sent,
    Setting,
    Update,
)
from pharos.channels.splitting import utf16_length

LONGEST: Final = 2000
DIALECT: Final = Dialect(kind="messenger", own="page_id", comments="feed")
MANNER: Final = answers.Manner(longest=LONGEST, measure=utf16_length, comments="comments")


class MessengerChannel:
    """A page that people write to."""

    kind = "messenger"
    name = "Facebook Messenger"
    longest = LONGEST
    takes_files = True
    settings = (
        Setting(name="page_id", label=_("Identity of the page")),
        *APP_SETTINGS,
        *answers.ANSWER_SETTINGS,
        address(FACEBOOK),
    )

    def read(self, account: Account, request: Request) -> Update:
        if (tried := challenge(account, request)) is not None:
            return tried
        verify(account, request)
        return update_of(account, DIALECT, request.body)

    def send(self, account: Account, outgoing: Outgoing) -> Sent:
        """Within 24 hours, or 7 days where that is approved; then `window_closed`.

        Meta has no name for the same answer twice: if it takes one and the connection breaks
        before it says so, the answer is sent again.
        """
        return answers.send(account, outgoing, MANNER)

    def fetch(self, account: Account, file: RemoteFile) -> Fetched:
        return answers.fetch(account, file)

    def who(self, account: Account) -> str:
        return str(ask(account, "GET", "me", params={"fields": "name"}).get("name", ""))
