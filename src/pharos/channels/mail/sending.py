"""Handing a mail to the server that sends it on, or to a provider, and telling refusals apart."""

from __future__ import annotations

import smtplib
from typing import Final

from pharos.channels.mail.connections import server_of
from pharos.channels.mail.writing import Post, SigningKey, message_id_of, written
from pharos.channels.port import Account, Permanent, Temporary

# SMTP's refusals for good begin here (RFC 5321, 4.2.1).
FOR_GOOD: Final = 500
# Refused for what the sender or the server is, not for this mail: worth another try.
OURS: Final = frozenset({530, 534, 535, 538})


def send_mail(account: Account, post: Post) -> str:
    """Hand over one mail and return its Message-ID. Raises Temporary and Permanent.

    Sent again it has the same Message-ID, so whoever gets it twice shows it once.
    """
    raw = written(post, signing_key(account))
    try:
        with server_of(account) as server:
            server.sendmail(
                account.settings["address"], [post.to], raw, mail_options=_options(server, post)
            )
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        raise _refusal(code, words) from refused
    except smtplib.SMTPResponseException as refused:
        raise _refusal(refused.smtp_code, refused.smtp_error) from refused
    except (smtplib.SMTPException, OSError) as error:
        raise Temporary("unreachable", type(error).__name__) from error
    return message_id_of(post)


def _options(server: smtplib.SMTP, post: Post) -> list[str]:
    """What the server must allow for this address (RFC 6531); refused for good where it cannot."""
    if post.to.isascii():
        return []
    server.ehlo_or_helo_if_needed()
    if not server.has_extn("smtputf8"):
        raise Permanent("address_not_taken")
    return ["SMTPUTF8"]


def signing_key(account: Account) -> SigningKey:
    """Return the account's key for DKIM; without one nothing is signed."""
    return SigningKey(
        domain=account.settings.get("dkim_domain")
        or account.settings.get("address", "").rpartition("@")[2],
        selector=account.settings.get("dkim_selector", ""),
        pem=account.secrets.get("dkim_key", "") if account.settings.get("dkim_selector") else "",
    )


def _refusal(code: int, words: bytes | str) -> Temporary | Permanent:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    told = f"{code} {' '.join(said.split())}"
    if code >= FOR_GOOD and code not in OURS:
        return Permanent("mail_refused", told)
    return Temporary("mail_deferred", told)
