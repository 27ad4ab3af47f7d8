"""Instagram: direct messages, and comments below the account's pictures, by Meta's interface."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from pharos.channels.meta import answers
from pharos.channels.meta.graph import INSTAGRAM, ask
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

# In bytes of UTF-8: a third as much in Korean or Chinese.
LONGEST: Final = 1000
DIALECT: Final = Dialect(kind="instagram", own="instagram_id", comments="comments")


def byte_length(text: str) -> int:
    return len(text.encode())


MANNER: Final = answers.Manner(longest=LONGEST, measure=byte_length, comments="replies")


class InstagramChannel:
    """A professional account that people write to."""

    kind = "instagram"
    name = "Instagram"
    longest = LONGEST
    # Instagram fetches files from an open address: links stand in the words.
    takes_files = False
    settings = (
        Setting(name="instagram_id", label=_("Identity of the account")),
        *APP_SETTINGS,
        *answers.ANSWER_SETTINGS,
        address(INSTAGRAM),
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
        told = ask(account, "GET", "me", params={"fields": "username"})
        return f"@{told.get('username', '')}"
