from __future__ import annotations

from uuid import uuid4

import pytest

from pharos.cases.actions.note import add_note
from pharos.cases.ledger.append import Written
from pharos.cases.mentions import mentioned
from pharos.cases.models import Case, Notification
from pharos.cases.tests.deeds import is_whole
from pharos.kernel.scope import brand_scope
from pharos.people.models import Staff
from pharos.testing.world import World


def noted(world: World, case: Case, body: str, token: str = "") -> Written:
    return add_note(
        actor=world.amara.actor(),
        number=case.number,
        body=body,
        client_token=token or str(uuid4()),
    )


def notifications(case: Case) -> list[tuple[str, str, int]]:
    with brand_scope(case.brand_id):
        found = Notification.objects.filter(case=case).select_related("staff").order_by("staff")
        return [(each.staff.name, each.kind, each.seq) for each in found]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Ana, look", ["Ana"]),
        ("ask @ana silva.", ["Ana Silva"]),
        ("@Ana\nSilva and @Ana", ["Ana", "Ana Silva"]),
        ("@Anabel is nobody", []),
        ("write to x@ana.example", []),
        ("(@민준)", ["민준"]),
        ("nobody", []),
    ],
)
def test_who_is_meant(text: str, names: list[str]) -> None:
    people = [Staff(pk=nr, name=name) for nr, name in enumerate(["Ana", "Ana Silva", "민준"], 1)]

    meant = mentioned(text, people)

    assert [person.name for person in people if person.pk in meant] == names


def test_two_of_one_name_are_both_meant() -> None:
    assert mentioned("@Ana", [Staff(pk=7, name="Ana"), Staff(pk=3, name="ANA")]) == [3, 7]


@pytest.mark.requirement("TK-06")
def test_whoever_a_note_names_is_notified_once(world: World) -> None:
    case = world.asked()

    written = noted(world, case, "@Kofi and @olena, is this the known outage? @Kofi", "same")
    noted(world, case, "@Kofi and @olena, is this the known outage? @Kofi", "same")

    assert notifications(case) == [
        ("Kofi", "mention", written.seq),
        ("Olena", "mention", written.seq),
    ]
    note = world.entries(case)[-1]
    assert note.payload == {"mentions": sorted([world.kofi.pk, world.olena.pk])}
    assert is_whole(case)


def test_nobody_of_another_brand_and_not_oneself_is_notified(world: World) -> None:
    case = world.asked()

    noted(world, case, "@Chen @Amara hello")

    assert notifications(case) == []
    assert world.entries(case)[-1].payload == {"mentions": [world.amara.pk]}


def test_whoever_has_left_is_not_meant(world: World) -> None:
    case = world.asked()
    Staff.objects.filter(pk=world.kofi.pk).update(is_active=False)

    noted(world, case, "@Kofi?")

    assert notifications(case) == []
