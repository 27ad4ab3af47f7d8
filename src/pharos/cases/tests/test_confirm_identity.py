from __future__ import annotations

import pytest

from pharos.cases.actions.confirm_identity import confirm_identity
from pharos.cases.actions.resolve import Outcome, resolve_case
from pharos.cases.ledger.replay import differences
from pharos.cases.ledger.stored import case_chain
from pharos.cases.states import Disposition
from pharos.cases.tests.deeds import fresh
from pharos.kernel.errors import Conflict, Forbidden
from pharos.kernel.scope import brand_scope
from pharos.testing.world import World

RESET = Outcome(disposition=Disposition.SOLVED_BY_ACTION, text="Your second factor is reset.")
HOW = "Video call, document against the record, two of us."


@pytest.mark.requirement("ID-01")
def test_lost_factors_are_recovered_once_a_person_has_checked_the_identity(world: World) -> None:
    case = world.asked(world.eve, "I lost my phone.", reason="ACC.2FA_LOST")
    bruno = world.bruno.actor()

    with pytest.raises(Conflict) as refused:
        resolve_case(actor=bruno, number=case.number, outcome=RESET)
    assert refused.value.code == "assurance_too_low"

    confirm_identity(actor=bruno, number=case.number, how=HOW)
    resolve_case(actor=bruno, number=case.number, outcome=RESET)

    assert (fresh(case).state, fresh(case).assurance) == ("RESOLVED", 4)
    told = [entry for entry in world.entries(case) if entry.kind == "assurance"]
    assert [(e.visibility, e.payload) for e in told] == [
        ("customer", {"by": "identity check", "from": 0, "to": 4})
    ]
    assert [e.visibility for e in world.entries(case) if e.body == HOW] == ["staff"]
    with brand_scope(case.brand_id):
        assert differences(fresh(case), case_chain(case.pk).entries) == {}


@pytest.mark.parametrize(("who", "allowed"), [("amara", False), ("olena", False), ("bruno", True)])
def test_who_may_confirm_an_identity(world: World, who: str, *, allowed: bool) -> None:
    case = world.asked(world.eve, "I lost my phone.", reason="ACC.2FA_LOST")
    actor = getattr(world, who).actor()

    if not allowed:
        with pytest.raises(Forbidden):
            confirm_identity(actor=actor, number=case.number, how=HOW)
    else:
        confirm_identity(actor=actor, number=case.number, how=HOW)
        confirm_identity(actor=actor, number=case.number, how=HOW)

    assert fresh(case).assurance == (4 if allowed else 0)
    told = [entry for entry in world.entries(case) if entry.kind == "assurance"]
    assert len(told) == (1 if allowed else 0)
