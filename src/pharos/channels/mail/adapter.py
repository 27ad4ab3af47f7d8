"""Mail as a channel: answers go out as mails, and providers tell of mails by webhook."""

from __future__ import annotations

import smtplib
from typing import Final

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from pharos.channels.mail.connections import SECONDS
from pharos.channels.mail.providers import read_webhook
from pharos.channels.mail.sending import send_mail
from pharos.channels.mail.writing import Post
from pharos.channels.port import (
    Account,
    Fetched,
    Outgoing,
    Permanent,
    RemoteFile,
    Request,
    Sent,
    Setting,
    Temporary,
    Update,
)
from pharos.diagnosis.words import language_code
from pharos.safety.advice import in_words

LONGEST: Final = 100_000
# Who gave no address is kept under one that never leads anywhere (RFC 2606).
NOWHERE: Final = "invalid"


class MailChannel:
    """One address of the brand's: what it receives, and the server that sends for it."""

    kind = "mail"
    name = _("Mail")
    longest = LONGEST
    takes_files = True
    settings = (
        Setting(name="address", label=_("Address that customers write to")),
        Setting(name="smtp_host", label=_("Server that sends mail"), is_required=False),
        Setting(name="smtp_port", label=_("Its port"), is_required=False, default="587"),
        Setting(
            name="smtp_security",
            label=_("How it is secured"),
            is_required=False,
            default="starttls",
            help=_("starttls, tls or none"),
        ),
        Setting(name="smtp_user", label=_("User there"), is_required=False),
        Setting(name="smtp_password", label=_("Password"), is_secret=True, is_required=False),
        Setting(name="imap_host", label=_("Server that keeps the mailbox"), is_required=False),
        Setting(name="imap_port", label=_("Its port"), is_required=False, default="993"),
        Setting(
            name="imap_security",
            label=_("How it is secured"),
            is_required=False,
            default="tls",
            help=_("tls, starttls or none"),
        ),
        Setting(name="imap_folder", label=_("Folder"), is_required=False, default="INBOX"),
        Setting(name="imap_user", label=_("User there"), is_required=False),
        Setting(name="imap_password", label=_("Password"), is_secret=True, is_required=False),
        Setting(
            name="trusted",
            label=_("Names under which our own server writes its results"),
            is_required=False,
            help=_("As they stand first in Authentication-Results. Only these are believed."),
        ),
        Setting(name="dkim_domain", label=_("Domain that signs"), is_required=False),
        Setting(name="dkim_selector", label=_("Selector of its key"), is_required=False),
        Setting(
            name="dkim_key",
            label=_("Private key for DKIM, as PEM"),
            is_secret=True,
            is_required=False,
        ),
        Setting(
            name="provider",
            label=_("Provider that posts mails to us"),
            is_required=False,
            help=_("Such as mailgun, postmark, sendgrid, sparkpost or brevo."),
        ),
        Setting(
            name="provider_key",
            label=_("Key that its webhooks are signed with"),
            is_secret=True,
            is_required=False,
        ),
    )

    def read(self, account: Account, request: Request) -> Update:
        """Read a provider's webhook: mails that came, and what became of ours."""
        return read_webhook(account, request)

    def send(self, account: Account, outgoing: Outgoing) -> Sent:
        if not outgoing.to or outgoing.to.endswith(f"@{NOWHERE}"):
            raise Permanent("no_address")
        return Sent(items=(send_mail(account, _post(account, outgoing)),))

    def fetch(self, account: Account, file: RemoteFile) -> Fetched:
        raise Permanent("not_here", "what comes by mail comes with it")

    def who(self, account: Account) -> str:
        """Ask the sending server whether it would take mail from this address."""
        settings = account.settings
        if not settings.get("smtp_host"):
            return settings.get("address", "")
        try:
            with smtplib.SMTP(
                settings["smtp_host"], int(settings.get("smtp_port") or 587), timeout=SECONDS
            ) as server:
                server.noop()
        except (smtplib.SMTPException, OSError) as error:
            raise Temporary("unreachable", type(error).__name__) from error
        return settings.get("address", "")


def _post(account: Account, outgoing: Outgoing) -> Post:
    brand = outgoing.brand
    with override(language_code(outgoing.language)):
        name = (
            _t("%(agent)s at %(brand)s") % {"agent": outgoing.author, "brand": brand}
            if outgoing.author and not outgoing.is_automatic
            else brand
        )
        subject = in_words(outgoing.subject) or brand
    if outgoing.references and not subject.lower().startswith("re:"):
        subject = f"Re: {subject}"
    return Post(
        to=outgoing.to,
        subject=f"{subject} [{outgoing.case}]" if outgoing.case else subject,
        text=outgoing.text,
        token=outgoing.token,
        brand=brand,
        address=account.settings.get("address", ""),
        sender_name=name,
        language=outgoing.language,
        mark=outgoing.mark,
        references=outgoing.references,
        case=outgoing.case,
        check_code=outgoing.check_code,
        check_url=outgoing.check_url,
        phrase=outgoing.phrase,
        is_automatic=outgoing.is_automatic,
        files=outgoing.files,
    )
