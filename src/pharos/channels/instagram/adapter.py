"""Instagram: direct messages, and comments below the account's pictures, by Meta's interface."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from pharos.channels.meta.answers import Manner
from pharos.channels.meta.graph import INSTAGRAM, ask
from pharos.channels.meta.messages import Dialect
from pharos.channels.meta.page import PageChannel, page_settings
from pharos.channels.port import Account, Setting

# In bytes of UTF-8: a third as much in Korean or Chinese.
LONGEST: Final = 1000


def byte_length(text: str) -> int:
    return len(text.encode())


class InstagramChannel(PageChannel):
    """A professional account that people write to."""

    kind = "instagram"
    name = "Instagram"
    longest = LONGEST
    # Instagram fetches files from an open address: links stand in the words.
    takes_files = False
    settings = page_settings(
        Setting(name="instagram_id", label=_("Identity of the account")), INSTAGRAM
    )
    dialect = Dialect(kind=kind, own="instagram_id", comments="comments")
    manner = Manner(longest=LONGEST, measure=byte_length, comments="replies")

    def who(self, account: Account) -> str:
        told = ask(account, "GET", "me", params={"fields": "username"})
        return f"@{told.get('username', '')}"
