"""The only way to a tag or a saved reply, named by purpose. "Not there" and "not yours" are one."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pharos.brands.access import brand_to_administer
from pharos.brands.models import Brand
from pharos.kernel.errors import Forbidden, NotFound
from pharos.knowledge.models import SavedReply, Tag
from pharos.people.actor import Actor


def brand_to_arrange(actor: Actor, slug: str) -> Brand:
    """Return the brand, if `actor` arranges its vocabulary: administrators and supervisors do."""
    brand = brand_to_administer(actor, slug)
    if not (actor.may_arrange or actor.kind == "system"):
        raise Forbidden(_("Only a supervisor or an administrator may change this."))
    return brand


def tag_to_arrange(actor: Actor, slug: str, tag_id: int) -> Tag:
    """Return a tag of the brand to whoever arranges its vocabulary."""
    return _tag(Tag.objects.all(), brand_to_arrange(actor, slug), tag_id)


def tag_to_change(actor: Actor, slug: str, tag_id: int) -> Tag:
    """Return it locked until commit."""
    tags = Tag.objects.select_for_update(no_key=True)
    return _tag(tags, brand_to_arrange(actor, slug), tag_id)


def _tag(tags: QuerySet[Tag], brand: Brand, tag_id: int) -> Tag:
    tag = tags.filter(brand=brand, pk=tag_id).first()
    if tag is None:
        raise NotFound(_("There is no such tag."))
    tag.brand = brand
    return tag


def saved_reply_to_read(actor: Actor, slug: str, reply_id: int) -> SavedReply:
    """Return a saved reply: one's own, or one that the brand shares."""
    return _saved_reply(SavedReply.objects.all(), actor, slug, reply_id)


def saved_reply_to_change(actor: Actor, slug: str, reply_id: int) -> SavedReply:
    """Return a saved reply, locked: one's own, or a shared one to whoever arranges the brand."""
    locked = SavedReply.objects.select_for_update(no_key=True)
    reply = _saved_reply(locked, actor, slug, reply_id)
    if reply.owner_id is None and not (actor.may_arrange or actor.kind == "system"):
        raise Forbidden(_("Only a supervisor or an administrator may change this."))
    return reply


def _saved_reply(
    replies: QuerySet[SavedReply], actor: Actor, slug: str, reply_id: int
) -> SavedReply:
    brand = brand_to_administer(actor, slug)
    reply = replies.filter(brand=brand, pk=reply_id, retired_at=None).first()
    if reply is None or reply.owner_id not in (None, actor.id):
        raise NotFound(_("There is no such saved reply."))
    reply.brand = brand
    return reply
