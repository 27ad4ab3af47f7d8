from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from django.utils.translation import gettext_lazy as _

from pharos.kernel.action import action
from pharos.kernel.audit import record
from pharos.kernel.errors import Invalid, NotFound
from pharos.kernel.ids import ALPHABET
from pharos.people.actor import Actor
from pharos.people.models import Staff
from pharos.people.roles import Role

KEY = "first-start-code"
LIFE_SECONDS = 24 * 60 * 60
GROUPS, EACH = 3, 4
# Two who press at the same moment must not both become the owner.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('pharos first start'))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    code: str
    name: str
    email: str
    password: str


def new_first_code() -> str:
    """Return a code that makes its reader the owner, for a day; an earlier one works no longer.

    Only its digest is kept. 26 symbols in 12 places are 56 bits, and tries are counted.
    """
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(EACH)) for _ in range(GROUPS))
    code = "-".join(groups)
    cache.set(KEY, _digest(code), timeout=LIFE_SECONDS)
    return code


@action
def make_owner(*, actor: Actor, owner: Owner) -> Staff:
    """Make the first account, an administrator, for whoever holds the code of this start.

    Refused: once anybody has an account (`not_found`), so it happens once; a wrong or old code
    (`code_wrong`); what is no address, no name or a weak password (`account_invalid`).
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
    if Staff.objects.exists():
        raise NotFound(_("There is nothing here."))
    if not hmac.compare_digest(_digest(owner.code), str(cache.get(KEY) or "")):
        sentence = _("This is not the code that the server printed when it started.")
        raise Invalid(sentence, code="code_wrong")
    _check(owner)
    staff = Staff.objects.create_user(
        owner.email, owner.password, name=owner.name.strip(), role=Role.ADMINISTRATOR
    )
    cache.delete(KEY)
    record(actor, "owner.made", staff.email, subject_id=staff.pk)
    return staff


def _check(owner: Owner) -> None:
    try:
        validate_email(owner.email.strip())
        validate_password(owner.password, Staff(email=owner.email, name=owner.name))
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), code="account_invalid") from error
    if not owner.name.strip():
        raise Invalid(_("A name is needed."), code="account_invalid")


def _digest(code: str) -> str:
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(f"first start:{plain}".encode()).hexdigest()
