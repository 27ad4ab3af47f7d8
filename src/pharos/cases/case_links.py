"""Links that lead whoever has them to one conversation's page, and prove nothing else.

What such a page shows without a proof of who is looking is no more than that there is a case.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext_lazy as _

from pharos.cases.models import Conversation
from pharos.cases.queries import conversation_by_public_id
from pharos.kernel.errors import NotFound

SALT: Final = "pharos.case-link"


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
