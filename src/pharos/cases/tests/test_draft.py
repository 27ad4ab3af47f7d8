from __future__ import annotations

import pytest

from pharos.cases.actions.keep_draft import Unsent, keep_draft
from pharos.cases.actions.reply import ReplyDraft, send_reply
from pharos.cases.listing.criteria import Criteria
from pharos.cases.listing.queries import around, cases_listed
from pharos.cases.models import Case
from pharos.cases.tests.deeds import code_of
from pharos.kernel.scope import reading
from pharos.people.models import Staff
from pharos.testing.world import World


def drafts(staff: Staff, case: Case) -> tuple[str, str]:
    actor = staff.actor()
    with reading(actor):
        mark = around(actor, case).mark
    return (mark.reply_draft, mark.note_draft)


def has_draft(staff: Staff) -> list[bool]:
    actor = staff.actor()
    with reading(actor):
        return [case.has_draft for case in cases_listed(actor, Criteria())]


def test_a_reply_and_a_note_are_kept_apart_and_for_their_writer_only(world: World) -> None:
    case, actor = world.asked(), world.amara.actor()

    assert keep_draft(actor=actor, number=case.number, draft=Unsent(kind="reply", text="Dear"))
    assert keep_draft(actor=actor, number=case.number, draft=Unsent(kind="note", text="Odd"))

    assert drafts(world.amara, case) == ("Dear", "Odd")
    assert drafts(world.kofi, case) == ("", "")
    assert (has_draft(world.amara), has_draft(world.kofi)) == ([True], [False])
    for kind in ("reply", "note"):
        keep_draft(actor=actor, number=case.number, draft=Unsent(kind=kind, text=""))
    assert has_draft(world.amara) == [False]


def test_a_late_saving_does_not_bring_back_what_was_sent(world: World) -> None:
    case, actor = world.asked(), world.amara.actor()
    draft = Unsent(kind="reply", text="It is there.", client_token="t" * 8)
    assert keep_draft(actor=actor, number=case.number, draft=draft)
    send_reply(
        actor=actor,
        number=case.number,
        draft=ReplyDraft(body="It is there.", client_token="t" * 8),
    )
    keep_draft(actor=actor, number=case.number, draft=Unsent(kind="reply", text=""))

    assert not keep_draft(actor=actor, number=case.number, draft=draft)
    assert drafts(world.amara, case) == ("", "")


@pytest.mark.parametrize(
    ("who", "code"), [("amara", "ok"), ("olena", "read_only"), ("chen", "not_found")]
)
def test_drafts_are_for_those_who_answer(world: World, who: str, code: str) -> None:
    case, actor = world.asked(), getattr(world, who).actor()
    draft = Unsent(kind="reply", text="Dear")

    assert code_of(lambda: keep_draft(actor=actor, number=case.number, draft=draft)) == code
