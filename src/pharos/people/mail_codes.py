"""One-time codes in our mails: whoever has one can ask whether the mail is ours."""

# lint: allow objects (steps that actions share, inside their transaction)
# lint: allow write (steps that actions share, inside their transaction)
from __future__ import annotations

import hmac
import secrets
from typing import Final

from django.conf import settings
from django.db import IntegrityError, transaction

from pharos.people.masking import covered
from pharos.people.models import MailCode

# Nothing that looks like something else, also in handwriting. 8 of 29 letters are 38 bits.
ALPHABET: Final = "23456789ACDEFGHJKMNPQRTUVWXYZ"
LENGTH: Final = 8
TRIES: Final = 5


def issue_code(brand_id: int, conversation_id: int | None, to: str) -> str:
    """Return a new code to be printed in one mail to `to`, in the transaction that writes it.

    It reads as `ABCD-2345`. What is kept of it opens nothing and is found again by itself alone.
    """
    assert transaction.get_connection().in_atomic_block, "a code comes and goes with its mail"
    for _try in range(TRIES):
        code = "".join(secrets.choice(ALPHABET) for _letter in range(LENGTH))
        try:
            with transaction.atomic():
                MailCode.objects.create(
                    brand_id=brand_id,
                    digest=_digest(brand_id, code),
                    covered_to=covered(to),
                    conversation_id=conversation_id,
                )
        except IntegrityError:
            continue
        return f"{code[:4]}-{code[4:]}"
    raise AssertionError("so many codes are not taken")


def mail_of_code(brand_id: int, typed: str) -> MailCode | None:
    """Return what is known of the mail with this code, however it was typed; None if none is ours.

    Runs inside the brand's scope. Whoever lets the public ask limits how often.
    """
    code = "".join(letter for letter in typed.upper() if letter.isalnum())
    if len(code) != LENGTH:
        return None
    return MailCode.objects.filter(brand_id=brand_id, digest=_digest(brand_id, code)).first()


def _digest(brand_id: int, code: str) -> str:
    key = b"pharos: codes in mails, 1\0" + settings.SECRET_KEY.encode()
    return hmac.digest(key, f"{brand_id} {code}".encode(), "sha256").hex()
