from __future__ import annotations

import pytest

from pharos.cases.actions.person_notes import (
    edit_person_note,
    remove_person_note,
    write_person_note,
)
from pharos.kernel.audit import entries
from pharos.kernel.errors import Forbidden, Invalid, NotFound
from pharos.kernel.scope import brand_scope
from pharos.people.models import PersonNote, Staff
from pharos.people.persons.queries import notes_about
from pharos.testing.world import World


def written(world: World, by: Staff, body: str, *, pinned: bool = False) -> PersonNote:
    return write_person_note(
        actor=by.actor(), public_id=world.dana.public_id, body=body, pinned=pinned
    )


def shown(world: World) -> list[tuple[str, bool]]:
    with brand_scope(world.brand.pk):
        return [(note.body, note.is_pinned) for note in notes_about([world.dana])]


def test_one_note_is_pinned_and_stands_first(world: World) -> None:
    written(world, world.amara, "Prefers to be called.", pinned=True)
    written(world, world.kofi, "Speaks Portuguese, too.")
    written(world, world.kofi, "Never call: she is deaf.", pinned=True)

    assert shown(world)[0] == ("Never call: she is deaf.", True)
    assert [pinned for _, pinned in shown(world)].count(True) == 1


def test_what_a_note_said_before_stays_in_the_audit(world: World) -> None:
    note = written(world, world.amara, "Prefers to be called.")

    for _ in range(2):
        edit_person_note(
            actor=world.amara.actor(),
            public_id=world.dana.public_id,
            note_id=note.pk,
            body="Prefers mail.",
            pinned=False,
        )

    assert shown(world) == [("Prefers mail.", False)]
    with brand_scope(world.brand.pk):
        told = list(entries(world.brand.pk))
    assert [entry.action for entry in told] == ["person_note.edited", "person_note.written"]
    assert told[0].change == {"body": ["Prefers to be called.", "Prefers mail."]}


@pytest.mark.parametrize(("who", "allowed"), [("amara", True), ("bruno", True), ("kofi", False)])
def test_a_note_is_its_author_s_or_a_supervisor_s_to_remove(
    world: World, who: str, *, allowed: bool
) -> None:
    note = written(world, world.amara, "Prefers to be called.")

    def attempt() -> None:
        remove_person_note(
            actor=getattr(world, who).actor(), public_id=world.dana.public_id, note_id=note.pk
        )

    if allowed:
        attempt()
    else:
        with pytest.raises(Forbidden):
            attempt()
    assert (shown(world) == []) is allowed


def test_who_only_reads_writes_no_note_and_another_brand_finds_nobody(world: World) -> None:
    with pytest.raises(Forbidden):
        written(world, world.olena, "Hello.")
    with pytest.raises(NotFound):
        written(world, world.chen, "Hello.")


def test_a_secret_stays_out_of_a_note(world: World) -> None:
    phrase = "abandon " * 11 + "about"

    with pytest.raises(Invalid):
        written(world, world.amara, f"Her phrase is {phrase}")
