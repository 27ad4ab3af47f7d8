from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest

from pharos.cases.actions.note import add_note
from pharos.cases.models import Entry
from pharos.cases.queries import entries_after
from pharos.cases.tests.deeds import answered, clocks, code_of, fresh, is_whole, together
from pharos.kernel.errors import Conflict
from pharos.kernel.scope import brand_scope
from pharos.testing.world import World


def notes(entries: list[Entry]) -> list[str | None]:
    return [entry.body for entry in entries if entry.kind == "note"]


@pytest.mark.parametrize(
    ("who", "code"),
    [("amara", "ok"), ("bruno", "ok"), ("olena", "read_only"), ("chen", "not_found")],
)
def test_a_note_is_for_those_who_answer(world: World, who: str, code: str) -> None:
    case = world.asked()
    actor, token = getattr(world, who).actor(), str(uuid4())

    write = partial(add_note, actor=actor, number=case.number, body="Phishing?", client_token=token)
    assert code_of(write) == code

    assert notes(world.entries(case)) == (["Phishing?"] if code == "ok" else [])


def test_the_customer_never_sees_a_note_and_waits_as_before(world: World) -> None:
    case = world.asked()
    waiting = fresh(case).waiting_since

    written = add_note(
        actor=world.amara.actor(), number=case.number, body="Phishing?", client_token="note-1"
    )

    assert written.position is None
    with brand_scope(case.brand_id):
        seen = list(Entry.objects.filter(case_id=case.pk, position__isnull=False))
    assert "Phishing?" not in [entry.body for entry in seen]
    now = fresh(case)
    assert (now.waiting_since, now.touches, now.state) == (waiting, 0, "NEW")
    assert now.moved_at > case.moved_at
    assert [clock.kind for clock in clocks(case, running=True)] == ["first_response"]
    assert is_whole(case)


def test_the_same_token_is_one_note_even_at_once(world: World) -> None:
    case, actor = world.asked(), world.amara.actor()

    def write() -> int:
        return add_note(actor=actor, number=case.number, body="Twice?", client_token="once").seq

    results = together(write, write)

    assert results[0] == results[1] == write()
    assert notes(world.entries(case)) == ["Twice?"]


def test_a_colleague_s_token_is_not_taken_for_a_repeat(world: World) -> None:
    case = world.asked()
    add_note(actor=world.amara.actor(), number=case.number, body="Mine.", client_token="same")

    with pytest.raises(Conflict) as refused:
        add_note(actor=world.kofi.actor(), number=case.number, body="No.", client_token="same")

    assert refused.value.code == "token_taken"


@pytest.mark.requirement("CQ-17")
def test_whoever_takes_over_reads_notes_and_answers_of_before(world: World) -> None:
    case = world.asked(text="Where is my deposit?")
    add_note(actor=world.amara.actor(), number=case.number, body="Seen it.", client_token="n")
    answered(case, world.amara, "We see it coming.")

    with brand_scope(case.brand_id):
        told = [entry.body for entry in entries_after(case) if entry.body]

    assert told == ["Where is my deposit?", "Seen it.", "We see it coming."]
