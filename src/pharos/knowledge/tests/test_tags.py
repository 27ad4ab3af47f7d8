from __future__ import annotations

import pytest

from pharos.kernel.audit import entries
from pharos.kernel.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from pharos.kernel.scope import brand_scope
from pharos.knowledge.actions.keep_tag import (
    TagDraft,
    add_tag,
    change_tag,
    restore_tag,
    retire_tag,
)
from pharos.knowledge.models import Tag
from pharos.knowledge.queries import tags_of, tags_to_use
from pharos.testing.world import World


def draft(name: str, colour: str = "blue") -> TagDraft:
    return TagDraft(name=name, colour=colour)


def add(world: World, name: str, colour: str = "blue") -> Tag:
    actor = world.actor(world.bruno)
    return add_tag(actor=actor, slug=world.brand.slug, draft=draft(name, colour))


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("ada", None),
        ("bruno", None),
        ("amara", Forbidden),
        ("olena", Forbidden),
        ("chen", NotFound),
    ],
)
def test_supervisors_and_administrators_of_the_brand_keep_its_words(
    world: World, who: str, refusal: type[DomainError] | None
) -> None:
    actor = world.actor(getattr(world, who))

    if refusal:
        with pytest.raises(refusal):
            add_tag(actor=actor, slug=world.brand.slug, draft=draft("Travel rule"))
    else:
        add_tag(actor=actor, slug=world.brand.slug, draft=draft("Travel rule"))

    with brand_scope(world.brand.pk):
        assert tags_of(world.brand.pk).exists() is (refusal is None)


def test_a_word_is_there_once_however_it_is_written(world: World) -> None:
    add(world, "Travel  rule")

    with pytest.raises(Conflict) as refused:
        add(world, "travel RULE")
    other = add(world, "Fraud")
    with pytest.raises(Conflict):
        change_tag(
            actor=world.actor(world.ada),
            slug=world.brand.slug,
            tag_id=other.pk,
            draft=draft("TRAVEL rule"),
        )

    assert refused.value.code == "tag_taken"
    with brand_scope(world.brand.pk):
        assert [tag.name for tag in tags_of(world.brand.pk)] == ["Fraud", "Travel rule"]


def test_a_retired_word_is_not_offered_until_it_comes_back(world: World) -> None:
    tag, actor = add(world, "Fraud"), world.actor(world.bruno)

    retire_tag(actor=actor, slug=world.brand.slug, tag_id=tag.pk)
    retire_tag(actor=actor, slug=world.brand.slug, tag_id=tag.pk)
    with brand_scope(world.brand.pk):
        assert not tags_to_use(world.brand.pk).exists()
        assert tags_of(world.brand.pk).exists()

    restore_tag(actor=actor, slug=world.brand.slug, tag_id=tag.pk)
    with brand_scope(world.brand.pk):
        assert tags_to_use(world.brand.pk).get() == tag


def test_adding_a_retired_word_takes_it_up_again(world: World) -> None:
    tag = add(world, "Fraud", "blue")
    retire_tag(actor=world.actor(world.bruno), slug=world.brand.slug, tag_id=tag.pk)

    again = add(world, "fraud", "red")

    assert (again.pk, again.colour, again.retired_at) == (tag.pk, "red", None)


@pytest.mark.parametrize(("name", "colour"), [(" ", "blue"), ("x" * 41, "blue"), ("ok", "amber")])
def test_a_word_needs_a_name_and_one_of_our_colours(world: World, name: str, colour: str) -> None:
    with pytest.raises(Invalid):
        add(world, name, colour)
    add(world, "x" * 40)


def test_the_audit_tells_before_and_after(world: World) -> None:
    tag = add(world, "Fraud", "blue")
    change_tag(
        actor=world.actor(world.ada),
        slug=world.brand.slug,
        tag_id=tag.pk,
        draft=draft("Fraud", "red"),
    )

    with brand_scope(world.brand.pk):
        entry = entries(world.brand.pk)[0]
    assert (entry.action, entry.subject, entry.actor_name) == ("tag.changed", "Fraud", "Ada")
    assert entry.change == {"colour": ["blue", "red"]}
