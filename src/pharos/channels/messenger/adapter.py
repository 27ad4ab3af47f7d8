"""Facebook Messenger, and comments below the page's posts, by Meta's interface."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from pharos.channels.meta.answers import Manner
from pharos.channels.meta.graph import FACEBOOK, ask
from pharos.channels.meta.messages import Dialect
from pharos.channels.meta.page import PageChannel, page_settings
from pharos.channels.port import Account, Setting
from pharos.channels.splitting import utf16_length

LONGEST: Final = 2000


class MessengerChannel(PageChannel):
    """A page that people write to."""

    kind = "messenger"
    name = "Facebook Messenger"
    longest = LONGEST
    takes_files = True
    settings = page_settings(Setting(name="page_id", label=_("Identity of the page")), FACEBOOK)
    dialect = Dialect(kind=kind, own="page_id", comments="feed")
    manner = Manner(longest=LONGEST, measure=utf16_length, comments="comments")

    def who(self, account: Account) -> str:
        return str(ask(account, "GET", "me", params={"fields": "name"}).get("name", ""))
