from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pharos.kernel.action import action
from pharos.kernel.audit import difference, record
from pharos.kernel.errors import Conflict, Invalid
from pharos.kernel.time import now
from pharos.knowledge.access import brand_to_arrange, tag_to_change
from pharos.knowledge.models import Tag
from pharos.people.actor import Actor

NAME_MAX = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class TagDraft:
    name: str
    colour: str


@action
def add_tag(*, actor: Actor, slug: str, draft: TagDraft) -> Tag:
    """Add a word to the brand's vocabulary. Refused: a word that is there (`tag_taken`).

    A word that was retired comes back, with the new colour.
    """
    brand = brand_to_arrange(actor, slug)
    name = _checked(draft)
    tag = Tag.objects.filter(brand=brand, name__iexact=name).first()
    if tag is not None and tag.retired_at is None:
        raise Conflict(_("There is a tag of this name already."), code="tag_taken")

    before = told(tag) if tag else {}
    tag = tag or Tag(brand=brand)
    tag.name, tag.colour, tag.retired_at = name, draft.colour, None
    tag.save()
    _record(actor, "tag.added", tag, before)
    return tag


@action
def change_tag(*, actor: Actor, slug: str, tag_id: int, draft: TagDraft) -> Tag:
    """Name or colour a tag anew, on every case that has it. Refused: a name that is taken."""
    tag = tag_to_change(actor, slug, tag_id)
    name = _checked(draft)
    if Tag.objects.filter(brand=tag.brand, name__iexact=name).exclude(pk=tag.pk).exists():
        raise Conflict(_("There is a tag of this name already."), code="tag_taken")

    before = told(tag)
    tag.name, tag.colour = name, draft.colour
    tag.save(update_fields=["name", "colour"])
    _record(actor, "tag.changed", tag, before)
    return tag


@action
def retire_tag(*, actor: Actor, slug: str, tag_id: int) -> Tag:
    """Offer the tag no more; cases that have it keep it. Repeats safely."""
    tag = tag_to_change(actor, slug, tag_id)
    if tag.retired_at is None:
        before = told(tag)
        tag.retired_at = now()
        tag.save(update_fields=["retired_at"])
        _record(actor, "tag.retired", tag, before)
    return tag


@action
def restore_tag(*, actor: Actor, slug: str, tag_id: int) -> Tag:
    """Offer a retired tag again. Repeats safely."""
    tag = tag_to_change(actor, slug, tag_id)
    if tag.retired_at is not None:
        before = told(tag)
        tag.retired_at = None
        tag.save(update_fields=["retired_at"])
        _record(actor, "tag.restored", tag, before)
    return tag


def told(tag: Tag) -> dict[str, object]:
    """Return what the audit tells of a tag."""
    return {"name": tag.name, "colour": tag.colour, "retired": tag.retired_at is not None}


def _record(actor: Actor, what: str, tag: Tag, before: dict[str, object]) -> None:
    change = difference(before, told(tag))
    record(actor, what, tag, brand_id=tag.brand_id, subject_id=tag.pk, change=change)


def _checked(draft: TagDraft) -> str:
    name = " ".join(draft.name.split())
    if not name or len(name) > NAME_MAX:
        raise Invalid(_("A tag has a name of at most 40 characters."), code="tag_name")
    if draft.colour not in Tag.Colour:
        raise Invalid(_("There is no such colour."), code="tag_colour")
    return name
