from __future__ import annotations

from typing import Any

from pharos.cases.access import conversation_to_change
from pharos.cases.models import Conversation, Entry
from pharos.diagnosis.acting.asking import Wanted, absent, asked, job_asked_before, kind_named
from pharos.diagnosis.acting.kinds import subject_of
from pharos.diagnosis.models import ExchangeJob
from pharos.kernel.action import action
from pharos.people.actor import Actor


@action
def ask_as_customer(
    *, actor: Actor, external_id: str, channel: str, wanted: Wanted, position: int = 0
) -> ExchangeJob:
    """Ask for what a card of the customer's own conversation offers, by the card's position.

    What it is about comes from the card and never from whoever presses. Locking one's account
    needs no card. Pressing again gives back the first. Refused as `asked` does, and with
    `step_unknown` where the card offers nothing of the kind.
    """
    conversation = conversation_to_change(actor, external_id, channel=channel)
    case = conversation.case
    if (before := job_asked_before(case, wanted.client_token)) is not None:
        return before
    kind_named(wanted.kind)
    arguments = _offered(conversation, wanted.kind, position)
    meant = Wanted(
        kind=wanted.kind,
        client_token=wanted.client_token,
        arguments=arguments,
        said=wanted.said,
    )
    return asked(case, actor, meant, conversation)


def _offered(conversation: Conversation, kind: str, position: int) -> dict[str, Any]:
    if kind == "SELF_LOCK":
        return {}
    card = Entry.objects.filter(
        conversation_id=conversation.pk, position=position, kind="finding"
    ).first()
    button = (card.payload or {}).get("ask") if card is not None else None
    if button is None or button["kind"] != kind:
        raise absent()
    arguments: dict[str, Any] = button["arguments"]
    assert subject_of(arguments) == button["subject"], "a card is about one thing"
    return arguments


__all__ = ["ask_as_customer"]
