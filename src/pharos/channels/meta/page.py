"""What people write to on Messenger and Instagram: one set-up, and one way to answer."""

from __future__ import annotations

from typing import ClassVar

from pharos.channels.meta import answers
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


def page_settings(own: Setting, base: str) -> tuple[Setting, ...]:
    """What such an account needs: by what it is known, the app's secrets, and where Meta is."""
    return (own, *APP_SETTINGS, *answers.ANSWER_SETTINGS, address(base))


class PageChannel:
    """Derive, and name the dialect in which it tells and the manner in which it is answered."""

    dialect: ClassVar[Dialect]
    manner: ClassVar[answers.Manner]

    def read(self, account: Account, request: Request) -> Update:
        if (tried := challenge(account, request)) is not None:
            return tried
        verify(account, request)
        return update_of(account, self.dialect, request.body)

    def send(self, account: Account, outgoing: Outgoing) -> Sent:
        """Within 24 hours, or 7 days where that is approved; then `window_closed`.

        Meta has no name for the same answer twice: if it takes one and the connection breaks
        before it says so, the answer is sent again.
        """
        return answers.send(account, outgoing, self.manner)

    def fetch(self, account: Account, file: RemoteFile) -> Fetched:
        return answers.fetch(account, file)
