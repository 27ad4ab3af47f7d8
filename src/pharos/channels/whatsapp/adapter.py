"""WhatsApp, by Meta's Cloud API: one number of the brand's.

Signed without a time: Meta sends again for up to a week, so what is sent again is known by its
message's name alone.
"""

from __future__ import annotations

from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from pharos.channels.calling import download
from pharos.channels.meta.graph import FACEBOOK, ask
from pharos.channels.meta.signing import APP_SETTINGS, address, challenge, verify
from pharos.channels.port import (
    Account,
    Fetched,
    Outgoing,
    Permanent,
    RemoteFile,
    Request,
    Sent,
    Setting,
    Update,
)
from pharos.channels.whatsapp.reading import update_of
from pharos.channels.whatsapp.sending import LONGEST, number_of, send


class WhatsAppChannel:
    """A business number that people write to."""

    kind = "whatsapp"
    name = "WhatsApp"
    longest = LONGEST
    takes_files = True
    settings = (
        Setting(
            name="phone_number_id",
            label=_("Identity of the phone number"),
            help=_("Meta shows it beside the number; it is not the number itself."),
        ),
        *APP_SETTINGS,
        Setting(
            name="template",
            label=_("Template for answers after 24 hours"),
            is_required=False,
            help=_("Approved by Meta; its two blanks are the case's number and the answer."),
        ),
        Setting(
            name="template_language",
            label=_("Language of the template"),
            is_required=False,
            default="en",
        ),
        address(FACEBOOK),
    )

    def read(self, account: Account, request: Request) -> Update:
        if (tried := challenge(account, request)) is not None:
            return tried
        verify(account, request)
        return update_of(account, request.body)

    def send(self, account: Account, outgoing: Outgoing) -> Sent:
        """After 24 hours by the approved template alone; without one it raises `window_closed`.

        Meta has no name for the same answer twice: if it takes one and the connection breaks
        before it says so, the answer is sent again.
        """
        return send(account, outgoing)

    def fetch(self, account: Account, file: RemoteFile) -> Fetched:
        """Meta keeps files for 30 days and tells where they lie for five minutes."""
        found = ask(
            account,
            "GET",
            quote(file.ref, safe=""),
            params={"phone_number_id": number_of(account)},
        )
        if not found.get("url"):
            raise Permanent("gone", "the file is not there any more")
        token = account.secrets.get("token", "")
        content, content_type = download(found["url"], headers={"Authorization": f"Bearer {token}"})
        told = file.content_type or found.get("mime_type") or content_type
        return Fetched(name=file.name, content_type=told, content=content)

    def who(self, account: Account) -> str:
        fields = {"fields": "verified_name,display_phone_number"}
        told = ask(account, "GET", number_of(account), params=fields)
        return f"{told.get('verified_name', '')} {told.get('display_phone_number', '')}".strip()
