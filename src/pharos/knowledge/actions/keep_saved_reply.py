from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pharos.brands.access import brand_to_administer
from pharos.brands.models import Brand
from pharos.kernel.action import action
from pharos.kernel.audit import difference, record
from pharos.kernel.errors import Conflict, Forbidden, Invalid
from pharos.kernel.time import now
from pharos.knowledge.access import brand_to_arrange, saved_reply_to_change
from pharos.knowledge.models import SavedReply
from pharos.knowledge.variables import unknown_variables
from pharos.people.actor import Actor

NAME_MAX = 80
TEXT_MAX = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedReplyDraft:
    """`texts` by language tag; a language without words is left out."""

    name: str
    texts: Mapping[str, str]


@action
def add_saved_reply(
    *, actor: Actor, slug: str, draft: SavedReplyDraft, shared: bool = False
) -> SavedReply:
    """Keep words to send again: one's own, or shared with everybody who answers for the brand.

    Refused: sharing by others than supervisors and administrators; a name that one has or the
    brand shares already (`saved_reply_taken`); no words; a variable that we do not know.
    """
    brand = brand_to_arrange(actor, slug) if shared else _brand_to_answer_for(actor, slug)
    name, texts = _checked(draft)
    reply = SavedReply(brand=brand, owner_id=None if shared else actor.id, name=name, texts=texts)
    _once(reply)

    reply.save()
    _record(actor, "saved_reply.added", reply, {})
    return reply


@action
def change_saved_reply(
    *, actor: Actor, slug: str, reply_id: int, draft: SavedReplyDraft
) -> SavedReply:
    """Change the words or the name. Refused as in adding one."""
    reply = saved_reply_to_change(actor, slug, reply_id)
    name, texts = _checked(draft)
    before = told(reply)
    reply.name, reply.texts, reply.changed_at = name, texts, now()
    _once(reply)

    reply.save(update_fields=["name", "texts", "changed_at"])
    _record(actor, "saved_reply.changed", reply, before)
    return reply


@action
def retire_saved_reply(*, actor: Actor, slug: str, reply_id: int) -> None:
    """Offer it no more. What was sent with it stays as it was sent."""
    reply = saved_reply_to_change(actor, slug, reply_id)
    before = told(reply)
    reply.retired_at = now()
    reply.save(update_fields=["retired_at"])
    _record(actor, "saved_reply.retired", reply, before)


def told(reply: SavedReply) -> dict[str, object]:
    """Return what the audit tells of a saved reply."""
    texts = {f"text {language}": text for language, text in sorted(reply.texts.items())}
    return {"name": reply.name, "retired": reply.retired_at is not None, **texts}


def _record(actor: Actor, what: str, reply: SavedReply, before: dict[str, object]) -> None:
    """Tell of shared words. What somebody keeps for themselves is not the set-up."""
    if reply.owner_id is None:
        change = difference(before, told(reply))
        record(actor, what, reply, brand_id=reply.brand_id, subject_id=reply.pk, change=change)


def _brand_to_answer_for(actor: Actor, slug: str) -> Brand:
    brand = brand_to_administer(actor, slug)
    if not actor.may_reply:
        raise Forbidden(_("You can read cases but not answer."), code="read_only")
    return brand


def _once(reply: SavedReply) -> None:
    same = SavedReply.objects.filter(
        brand=reply.brand, owner_id=reply.owner_id, name__iexact=reply.name, retired_at=None
    )
    if same.exclude(pk=reply.pk).exists():
        raise Conflict(_("There is a saved reply of this name already."), code="saved_reply_taken")


def _checked(draft: SavedReplyDraft) -> tuple[str, dict[str, str]]:
    name = " ".join(draft.name.split())
    texts = {tag: text.strip() for tag, text in draft.texts.items() if text.strip()}
    if not name or len(name) > NAME_MAX:
        raise Invalid(_("It needs a name of at most 80 characters."), code="saved_reply_name")
    if not texts:
        raise Invalid(_("It needs words in one language at least."), code="saved_reply_empty")
    for text in texts.values():
        if len(text) > TEXT_MAX:
            raise Invalid(_("That is too long to be sent."), code="saved_reply_long")
        if unknown := unknown_variables(text):
            sentence = _("There is nothing to put in for %(name)s.") % {"name": unknown[0]}
            raise Invalid(sentence, code="variable_unknown")
    return name, texts
