from __future__ import annotations

from pharos.kernel.action import action
from pharos.people.actor import Actor
from pharos.people.mail_codes import issue_code


@action
def issue_check_code(*, actor: Actor, conversation_id: int | None, to: str) -> str:
    """Return a code for one mail, by which its reader can ask the brand whether it is ours.

    Each try at sending has a code of its own; those of tries that failed are never seen.
    """
    (brand_id,) = actor.brands
    return issue_code(brand_id, conversation_id, to)
