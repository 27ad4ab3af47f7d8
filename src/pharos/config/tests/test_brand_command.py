from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pharos.brands.models import Brand
from pharos.config.commands import brand as command
from pharos.kernel.scope import brand_scope
from pharos.people.models import Team
from pharos.people.queries import verification_keys
from pharos.testing.world import World

EASTVALE = Path(__file__).resolve().parents[2] / "testing/profiles/eastvale.yaml"


@pytest.fixture
def file(world: World, tmp_path: Path) -> Path:
    """A profile file of a brand of this test's own."""
    path = tmp_path / "brand.yaml"
    path.write_text(EASTVALE.read_text().replace("eastvale\n", f"file-{world.mark}\n"))
    return path


def test_the_command_loads_brand_and_teams(
    world: World, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.run(argparse.Namespace(what="load", file=file)) == 0

    assert "loaded: support." in capsys.readouterr().out
    brand = Brand.objects.get(slug=f"file-{world.mark}")
    with brand_scope(brand.pk):
        assert [team.slug for team in Team.objects.filter(brand=brand)] == ["support"]


def test_the_command_says_what_is_wrong(
    world: World, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("slug: a\n")

    assert command.run(argparse.Namespace(what="load", file=file)) == 1

    said = capsys.readouterr().err
    assert f"{file}: name is missing" in said
    assert said.endswith("[profile_invalid]\n")


def test_a_file_is_checked_and_changes_nothing(
    world: World, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.run(argparse.Namespace(what="check", file=file)) == 0
    file.write_text(file.read_text().replace("Asia/Seoul", "Seoul").replace("LIVE", "OPEN"))
    assert command.run(argparse.Namespace(what="check", file=file)) == 1

    said = capsys.readouterr()
    assert "nothing is wrong" in said.out
    assert 'timezone: "Seoul" is not a time zone such as Europe/Lisbon' in said.err
    assert 'channels[0].state: "OPEN" is not one of' in said.err
    assert not Brand.objects.filter(slug=f"file-{world.mark}").exists()


def key(world: World, how: str, pem: Path | None = None) -> argparse.Namespace:
    return argparse.Namespace(
        what="key", how=how, slug=world.brand.slug, key_id="2026-11", public_key=pem
    )


def test_a_public_key_is_believed_until_it_is_retired(world: World, tmp_path: Path) -> None:
    pem = tmp_path / "support.pub"
    public = Ed25519PrivateKey.generate().public_key()
    pem.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))

    assert command.run(key(world, "add", pem)) == 0
    assert command.run(key(world, "add", pem)) == 0
    with brand_scope(world.brand.pk):
        assert "2026-11" in verification_keys(world.brand.pk)

    assert command.run(key(world, "retire")) == 0
    with brand_scope(world.brand.pk):
        assert "2026-11" not in verification_keys(world.brand.pk)


def test_what_is_no_key_is_refused_and_one_id_is_one_key(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pem = tmp_path / "support.pub"
    pem.write_text("not a key")

    assert command.run(key(world, "add", pem)) == 1
    assert "key_invalid" in capsys.readouterr().err

    assert command.run(key(world, "add")) == 0
    assert "shown only now" in capsys.readouterr().out
    assert command.run(key(world, "add")) == 1
    assert "key_id_taken" in capsys.readouterr().err
