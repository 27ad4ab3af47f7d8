"""Links that lead whoever has them to one conversation's page, and prove nothing else.

What such a page shows without a proof of who is looking is no more than that there is a case.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext_lazy as _

from pharos.cases.models import Conversation
from pharos.cases.threads.queries import conversation_by_public_id
from pharos.kernel.errors import NotFound
from pharos.people.actor import Actor
from pharos.people.persons.queries import has_account, ids_of_person

SALT: Final = "pharos.case-link"
# The surface of what anybody can read.
PUBLIC: Final = "public"


def case_link(conversation: Conversation) -> str:
    """Return the address of the conversation's page, signed: nobody can make one up."""
    token = signing.dumps(conversation.public_id.hex, salt=SALT)
    return f"{settings.BASE_URL.rstrip('/')}/{conversation.brand.slug}/c/{token}/"


def conversation_of_link(brand_id: int, token: str) -> Conversation:
    """Return the conversation that a link leads to. Refused: `not_found`, whatever is the reason.

    Runs inside the brand's scope.
    """
    try:
        public_id = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise NotFound(_("This link leads nowhere.")) from error
    conversation = conversation_by_public_id(brand_id, public_id)
    if conversation is None:
        raise NotFound(_("This link leads nowhere."))
    return conversation


def may_join_by_link(actor: Actor, conversation: Conversation) -> bool:
    """Tell whether a link and a sign-in together prove whose conversation this is.

    Where anybody can read, anybody has the link. Who has an account, or is known to be another
    person already, is nobody else's. Runs inside the brand's scope.
    """
    customer = conversation.customer
    if customer.pk in ids_of_person(actor):
        return True
    is_free = customer.merged_into_id is None and not has_account(customer)
    return actor.is_signed_in and is_free and conversation.surface != PUBLIC
