from __future__ import annotations

from pharos.kernel.scope import brand_scope
from pharos.knowledge.queries import tags_of, tags_to_use
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in


def test_a_tag_is_added_renamed_and_retired_by_forms(world: World) -> None:
    client, tags = signed_in(world.ada), f"/admin/brands/{world.brand.slug}/tags/"

    added = client.post(tags, {"name": "Travel rule", "colour": "blue"}, follow=True)
    assert "Travel rule" in added.text
    with brand_scope(world.brand.pk):
        tag = tags_of(world.brand.pk).get()

    client.post(f"{tags}{tag.pk}/", {"name": "Travel Rule", "colour": "red"})
    client.post(f"{tags}{tag.pk}/retirement/")
    with brand_scope(world.brand.pk):
        tag.refresh_from_db()
        assert (tag.name, tag.colour) == ("Travel Rule", "red")
        assert not tags_to_use(world.brand.pk).exists()

    client.post(f"{tags}{tag.pk}/retirement/", {"restore": "1"})
    with brand_scope(world.brand.pk):
        assert tags_to_use(world.brand.pk).get() == tag


def test_a_refusal_stands_at_its_field_with_what_was_typed(world: World) -> None:
    client, tags = signed_in(world.ada), f"/admin/brands/{world.brand.slug}/tags/"
    client.post(tags, {"name": "Fraud", "colour": "blue"})

    again = client.post(tags, {"name": "fraud", "colour": "red"})

    assert again.status_code == 422
    assert "There is a tag of this name already." in again.text
    assert 'aria-describedby="id_name_error"' in again.text
    assert 'value="fraud"' in again.text
