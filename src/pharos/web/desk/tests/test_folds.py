"""What is quoted in a mail, and what stands under it, is folded at the desk and still all there."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from pharos.cases.ledger.append import NewEntry, append, lock_heads
from pharos.cases.models import Case
from pharos.channels.mail.folding import fold
from pharos.kernel.action import action
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Membership
from pharos.people.roles import Role
from pharos.testing.world import World
from pharos.web.desk.tests.test_pages import signed_in

MAIL = """Here it is: dana@mail.example.

On Tue, Jan 5, 2027 at 10:00 AM Amara <help@northmere.example> wrote:
> What is your <b>new</b> address?

Anything else?

--
Dana, +49 30 5550100"""
FOLDED = re.compile(r'<details class="fold fold--quiet">.*?</details>', re.DOTALL)


@action
def write_mail(*, actor: Actor, case: Case, conversation_id: int, fold: object) -> None:
    lock_heads([case.pk])
    entry = NewEntry(
        brand_id=case.brand_id,
        case_id=case.pk,
        conversation_id=conversation_id,
        kind="message",
        author=actor,
        visibility="customer",
        body=MAIL,
        payload={"fold": fold},
    )
    append(entry)


def mailed(world: World, spans: object) -> Case:
    case = world.asked()
    conversation = world.conversation(case)
    write_mail(
        actor=world.actor(world.dana), case=case, conversation_id=conversation.pk, fold=spans
    )
    return case


def page_of(world: World, case: Case, who: object) -> str:
    response = signed_in(who).get(f"/desk/cases/{case.number}/")
    assert response.status_code == 200
    return response.text


def test_the_desk_folds_quotes_and_signatures_and_shows_the_words(world: World) -> None:
    case = mailed(world, [list(span) for span in fold(MAIL).spans()])

    text = page_of(world, case, world.amara)

    quote, signature = FOLDED.findall(text)
    assert "Quoted text" in quote
    assert "What is your &lt;b&gt;new&lt;/b&gt; address?" in quote
    assert "Signature" in signature
    assert "+49 30 5550100" in signature
    shown = FOLDED.sub("", text)
    assert shown.index("Here it is: dana@mail.example.") < shown.index("Anything else?")
    assert "wrote:" not in shown


def test_whoever_reads_masked_finds_the_same_folds(world: World) -> None:
    case = mailed(world, [list(span) for span in fold(MAIL).spans()])
    partner = world.staff("Pavel", world.support, role=Role.PARTNER)
    with brand_scope(world.brand.pk):
        Membership.objects.filter(staff=partner).update(until=now() + timedelta(days=9))

    text = page_of(world, case, partner)

    quote, signature = FOLDED.findall(text)
    assert "address?" in quote
    assert "Dana, •••" in signature
    assert "Anything else?" in FOLDED.sub("", text)
    assert "mail.example" not in text


@pytest.mark.parametrize(
    "spans",
    [
        None,
        [],
        "quote",
        [[0, 9_999, "quote"]],
        [[-5, 5, "quote"]],
        [[5, 3, "quote"]],
        [[10, 20, "quote"], [15, 25, "quote"]],
        [[0, 5, "spell"]],
        [[0, "5", "quote"]],
        [[0, len(MAIL), "quote"]],
    ],
)
def test_folds_that_do_not_fit_or_would_leave_nothing_fold_nothing(
    world: World, spans: object
) -> None:
    case = mailed(world, spans)

    text = page_of(world, case, world.amara)

    assert FOLDED.findall(text) == []
    assert "What is your &lt;b&gt;new&lt;/b&gt; address?" in text
