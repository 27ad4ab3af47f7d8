from __future__ import annotations

import io

import pytest

from pharos.config.command import main
from pharos.people.models import Staff
from pharos.testing.world import World


def test_the_command_shows_the_password_it_made_once(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    email = f"new-{world.mark}@northmere.test"
    words = ["staff", "add", email, "--name", "New", "--team", f"{world.brand.slug}/support"]

    assert main(words) == 0
    password = capsys.readouterr().out.split()[-1]
    assert Staff.objects.get(email=email).check_password(password)

    assert main(words) == 0
    assert "had an account" in capsys.readouterr().out


def test_the_command_takes_a_password_from_its_input(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("eleven green lamps\n"))
    email = f"new-{world.mark}@northmere.test"
    team = f"{world.brand.slug}/support"

    done = main(["staff", "add", email, "--name", "N", "--team", team, "--password-stdin"])

    assert done == 0
    assert "lamps" not in capsys.readouterr().out
    assert Staff.objects.get(email=email).check_password("eleven green lamps")


@pytest.mark.parametrize("team", ["nowhere/support", "support", "{brand}/nobody"])
def test_the_command_refuses_a_team_that_is_not_there(
    world: World, capsys: pytest.CaptureFixture[str], team: str
) -> None:
    where = team.format(brand=world.brand.slug)

    assert main(["staff", "add", "a@b.test", "--name", "N", "--team", where]) == 1
    assert "[not_found]" in capsys.readouterr().err
