"""Reads that span rows. They run inside a brand's scope."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from django.db.models import Q, QuerySet

from pharos.brands.models import Brand
from pharos.knowledge.models import SavedReply, Tag
from pharos.people.actor import Actor

LISTED: Final = 50


def tags_of(brand_id: int) -> QuerySet[Tag]:
    """Return a brand's whole vocabulary, by name; retired words too."""
    return Tag.objects.filter(brand_id=brand_id)


def tags_to_use(brand_id: int) -> QuerySet[Tag]:
    """Return the tags that a case may be given now, by name."""
    return tags_of(brand_id).filter(retired_at=None)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A saved reply in the language that was asked for, or in the nearest that it has."""

    id: int
    name: str
    text: str
    language: str
    is_own: bool


def saved_replies_of(brand_id: int, owner_id: int | None) -> QuerySet[SavedReply]:
    """Return the saved replies that a brand shares (no owner), or that somebody keeps, by name."""
    return SavedReply.objects.filter(brand_id=brand_id, owner_id=owner_id, retired_at=None)


def saved_replies_for(
    actor: Actor, brand: Brand, language: str, words: str = "", *, limit: int = LISTED
) -> list[Suggestion]:
    """Return what `actor` may use: their own and the brand's that have all of `words` somewhere.

    Own before shared, a match in the name before one in the text, then by name. The text is the
    one nearest to `language`; without any near one, the brand's first language that it has.
    """
    wanted = words.casefold().split()
    found = SavedReply.objects.filter(brand=brand, retired_at=None).filter(
        Q(owner=None) | Q(owner_id=actor.id)
    )
    ranked = []
    for reply in found:
        tag = nearest_language(language, [*reply.texts], brand)
        in_name = all(word in reply.name.casefold() for word in wanted)
        if in_name or all(word in f"{reply.name} {reply.texts[tag]}".casefold() for word in wanted):
            own = reply.owner_id is not None
            suggestion = Suggestion(reply.pk, reply.name, reply.texts[tag], tag, own)
            ranked.append(((not in_name, not own, reply.name.casefold()), suggestion))
    ranked.sort(key=lambda pair: pair[0])
    return [suggestion for _rank, suggestion in ranked[:limit]]


def nearest_language(wanted: str, tags: list[str], brand: Brand) -> str:
    """The tag that shares most of its leading parts with the wanted one; the brand's order else."""
    spoken = [str(tag) for tag in brand.profile.get("languages", []) if tag in tags]
    order = [*spoken, *(tag for tag in tags if tag not in spoken)]
    parts = wanted.casefold().split("-")

    def shared(tag: str) -> int:
        pairs = zip(parts, tag.casefold().split("-"), strict=False)
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))

    return max(order, key=shared)
