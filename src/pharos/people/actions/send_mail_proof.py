from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from pharos.brands.models import Brand
from pharos.kernel.action import action
from pharos.kernel.time import now
from pharos.letters.writing import write_letter
from pharos.people.actor import Actor
from pharos.people.addresses import mail_address
from pharos.people.mail_proofs import GOOD_FOR, code_digest, link_digest, new_secrets
from pharos.people.models import MailProof


@action
def send_mail_proof(
    *, actor: Actor, brand: Brand, address: str, language: str, link_to: Callable[[str], str]
) -> UUID:
    """Leave a letter with a code and a link to this address, and return what the code is asked by.

    The same happens whether we know the address or not. `link_to` makes the whole address of the
    page from the link's secret. Refused: what is no mail address. Whoever lets the public ask
    limits how often.
    """
    assert brand.pk in actor.brands, "whoever opens the door stands in that brand"
    to, sent, at = mail_address(address), new_secrets(), now()
    proof = MailProof.objects.create(
        brand=brand,
        address=to,
        code_digest=code_digest(brand.pk, to, sent.code),
        link_digest=link_digest(brand.pk, sent.link),
        asked_at=at,
        expires_at=at + GOOD_FOR,
    )
    with override(language):
        write_letter(
            brand_id=brand.pk,
            to=to,
            kind="sign_in",
            language=language,
            subject=_("Your code for your cases at %(brand)s") % {"brand": brand.name},
            paragraphs=[
                _("Your code is %(code)s. It works for ten minutes, once.") % {"code": sent.code},
                _(
                    "Type it where you asked for it, or open the link. Nobody of ours ever asks "
                    "you for it."
                ),
                _("If you did not ask for it, you need to do nothing: without it nobody gets in."),
            ],
            action=(_("Open my cases"), link_to(sent.link)),
            token=f"proof-{proof.public_id}",
            until=proof.expires_at,
        )
    return proof.public_id
