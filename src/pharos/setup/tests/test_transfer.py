from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pharos.brands.errors import ProfileInvalid
from pharos.brands.models import Brand
from pharos.kernel.errors import Conflict, Forbidden
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.people.models import Team
from pharos.setup import files
from pharos.setup.actions.apply_setup import apply_setup, plan_setup
from pharos.setup.files import Setup
from pharos.setup.tests.filled import SECRET, exported, renamed
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_out_in_and_out_again_is_the_same(
    world: World, filled: Setup, tmp_path: Path, kind: str
) -> None:
    slug, path = f"copy-{world.mark}", tmp_path / ("s.zip" if kind == "zip" else "s")
    wanted = renamed(filled, slug)
    files.write(wanted, path)

    lines = apply_setup(actor=Actor.system(), setup=files.read(path))

    copy = exported(Brand.objects.get(slug=slug))
    assert lines
    assert files.to_files(copy) == files.to_files(wanted)
    assert all(copy[slug][part] for part in files.PARTS)


def test_a_second_import_changes_nothing(world: World, filled: Setup) -> None:
    wanted = renamed(filled, f"copy-{world.mark}")
    apply_setup(actor=Actor.system(), setup=wanted)
    brand = Brand.objects.get(slug=f"copy-{world.mark}")

    assert apply_setup(actor=Actor.system(brand.pk), setup=wanted) == []
    assert plan_setup(actor=world.actor(world.ada), setup=filled) == []


def test_secrets_do_not_travel(world: World, filled: Setup) -> None:
    whole = b"".join(files.to_files(filled).values()).decode()

    assert "EdDSA" in whole
    assert SECRET not in whole
    assert "HS256" not in whole
    assert world.ada.password not in whole


def test_a_plan_tells_what_would_change_and_changes_nothing(world: World, filled: Setup) -> None:
    slug = world.brand.slug
    filled[slug]["profile"]["name"] = "Northmere Two"
    filled[slug]["tags"].append({"name": "New", "colour": "blue", "retired": False})

    told = plan_setup(actor=world.actor(world.ada), setup=filled)

    assert ("profile", "name", "Northmere", "Northmere Two") in {
        (line.part, line.field, line.before, line.after) for line in told if line.field == "name"
    }
    assert {line.part for line in told} == {"profile", "tags"}
    assert Brand.objects.get(slug=slug).name == "Northmere"
    apply_setup(actor=world.actor(world.ada), setup=filled)
    assert Brand.objects.get(slug=slug).name == "Northmere Two"


def test_one_thing_wrong_and_nothing_is_changed(world: World, filled: Setup) -> None:
    slug = world.brand.slug
    filled[slug]["profile"]["name"] = "Northmere Two"
    filled[slug]["token_keys"][0]["public_key"] = "not a key"

    with pytest.raises(Exception, match="no public key"):
        apply_setup(actor=world.actor(world.ada), setup=filled)

    assert Brand.objects.get(slug=slug).name == "Northmere"


def test_everything_that_is_wrong_is_told_at_once(world: World, filled: Setup) -> None:
    slug = world.brand.slug
    filled[slug]["profile"]["timezone"] = "Seoul"
    filled[slug]["tags"][0]["colour"] = "amber"
    filled[slug]["members"][0]["email"] = "nobody"

    with pytest.raises(ProfileInvalid) as refused:
        plan_setup(actor=world.actor(world.ada), setup=filled)

    assert len(refused.value.problems) == 3


@pytest.mark.parametrize(("who", "refusal"), [("amara", Forbidden), ("chen", Forbidden)])
def test_only_administrators_import(
    world: World, filled: Setup, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        apply_setup(actor=world.actor(getattr(world, who)), setup=filled)


def test_a_brand_of_others_is_not_imported_over(world: World, filled: Setup) -> None:
    stolen = renamed(filled, world.elsewhere.slug)

    with pytest.raises(Conflict):
        apply_setup(actor=world.actor(world.ada), setup=stolen)

    assert Brand.objects.get(pk=world.elsewhere.pk).name == "Eastvale"


def test_who_has_no_account_gets_one_without_a_password(world: World, filled: Setup) -> None:
    email = f"new-{world.mark}@northmere.test"
    member = {"team": "support", "email": email, "name": "New", "role": "agent"}
    filled[world.brand.slug]["members"].append(member)

    apply_setup(actor=world.actor(world.ada), setup=filled)

    with brand_scope(world.brand.pk):
        team = Team.objects.get(brand=world.brand, slug="support")
        staff = team.memberships.get(staff__email=email).staff
    assert not staff.has_usable_password()


@pytest.mark.parametrize(
    "names", [["../x.yaml"], ["brands/a/secret.yaml"], ["brands/A/profile.yaml"], []]
)
def test_a_file_that_is_no_set_up_is_refused(names: list[str]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "a: 1")

    for raw in (out.getvalue(), b"no zip"):
        with pytest.raises(ProfileInvalid):
            files.from_zip(raw)


def test_the_page_shows_first_and_applies_then(world: World, filled: Setup) -> None:
    client, slug = signed_in(world.ada), world.brand.slug
    saved = client.get("/admin/transfer/export/")
    assert files.from_zip(saved.content) == filled

    filled[slug]["profile"]["name"] = "Northmere Two"
    sent: Any = SimpleUploadedFile("setup.zip", files.to_zip(filled))
    looked = client.post("/admin/transfer/", {"file": sent})
    assert "Northmere Two" in looked.text
    assert Brand.objects.get(slug=slug).name == "Northmere"

    applied = client.post(
        "/admin/transfer/", {"looked_at": looked.context["looked_at"], "apply": "1"}
    )
    assert applied.status_code == 302
    assert Brand.objects.get(slug=slug).name == "Northmere Two"
    assert client.post("/admin/transfer/", {}).status_code == 422
