"""A secret that opens an account or a wallet opens a case about it, and nothing else does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pharos.cases.actions.assign import take_case
from pharos.cases.arriving import ArrivingFile, arrive
from pharos.cases.models import Case, CaseLink, Notification
from pharos.cases.states import CaseState
from pharos.cases.tests.deeds import clocks, fresh, is_whole, resolved, write_again
from pharos.cases.uploads import check_waiting
from pharos.kernel.scope import brand_scope
from pharos.people.actor import Actor
from pharos.reception.admit import admit
from pharos.reception.arrived import tell_arrived_files
from pharos.reception.endangered import REASON
from pharos.reception.follow_up import follow_up
from pharos.reception.follow_up_marks import leave_mark
from pharos.reception.inbound import Inbound
from pharos.testing.world import World

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


def followed(world: World) -> int:
    return follow_up(actor=Actor.system(world.brand.pk))


def about_danger(world: World) -> list[Case]:
    with brand_scope(world.brand.pk):
        return list(Case.objects.filter(reason_initial=REASON).order_by("pk"))


def test_a_recovery_phrase_opens_a_case_that_says_why_without_it(world: World) -> None:
    case = world.asked(text=f"My words are {PHRASE}.")

    followed(world)

    (new,) = about_danger(world)
    assert (new.customer_id, new.state, new.contacts) == (case.customer_id, CaseState.QUEUED, 0)
    assert clocks(new)[0].due_at is not None
    assert PHRASE not in "".join(entry.body or "" for entry in world.entries(new))
    told = [entry.payload for entry in world.entries(case) if entry.kind == "link"]
    assert [(one or {})["removed"] for one in told] == [["recovery_phrase"]]
    with brand_scope(world.brand.pk):
        assert CaseLink.objects.filter(case=new, other=case, kind="related").exists()
    assert is_whole(new)
    assert is_whole(case)


@pytest.mark.parametrize("text", ["It is in the file.", ""])
@pytest.mark.parametrize(("said", "opens"), [(PHRASE, True), ("4111 1111 1111 1111", False)])
def test_what_stood_in_a_file_opens_one_like_what_was_written(
    world: World, tmp_path: Path, settings: Any, text: str, said: str, *, opens: bool
) -> None:
    settings.FILES_URL = tmp_path.as_uri()
    system = Actor.system(world.brand.pk)
    sent = [ArrivingFile(name="kept.txt", content=f"It is {said}\n".encode())]
    case = world.asked(text=text, arriving=arrive(world.actor(world.dana), sent))
    followed(world)
    take_case(actor=world.amara.actor(), number=case.number)
    check_waiting(system)
    tell_arrived_files(system)

    followed(world)
    followed(world)

    found = about_danger(world)
    assert len(found) == (1 if opens else 0)
    for new in found:
        bodies = [entry.body or "" for entry in world.entries(new) if entry.kind == "acknowledged"]
        assert "move your funds there now" in bodies[0]
        assert (new.state, clocks(new)[0].due_at is not None) == (CaseState.QUEUED, True)
        assert is_whole(new)
    with brand_scope(world.brand.pk):
        told = Notification.objects.filter(staff=world.amara, case=case, kind="answered")
        assert not told.exists(), "nobody has written"


@pytest.mark.parametrize(
    "text",
    [
        "My card is 4111 1111 1111 1111.",
        "My code is 123456",
        "cvv 123",
        "My deposit 0x" + "8c41d7e2b6f03a95" * 4,
    ],
)
def test_what_opens_no_account_opens_no_case(world: World, text: str) -> None:
    world.asked(text=text)

    followed(world)

    assert about_danger(world) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "move your funds there now"),
        ("ko", "새 지갑을 만들어 자산을 옮겨"),
        ("es", "mueva sus fondos ahora"),
    ],
)
def test_in_that_case_its_customer_reads_in_their_language_what_to_do(
    world: World, language: str, said: str
) -> None:
    world.asked(text=f"My words are {PHRASE}.", language=language)

    followed(world)

    (new,) = about_danger(world)
    warnings = [entry for entry in world.entries(new) if entry.kind == "acknowledged"]
    (warning,) = warnings
    assert (warning.author_kind, warning.visibility) == ("bot", "customer")
    assert warning.position is not None
    assert new.number in (warning.body or "")
    assert said in (warning.body or "")
    with brand_scope(world.brand.pk):
        leave_mark(new, seq=warning.seq, at=world.now())
    followed(world)
    assert len([entry for entry in world.entries(new) if entry.kind == "acknowledged"]) == 1


def test_in_a_chat_that_never_ends_it_is_the_next_conversation_of_that_chat(world: World) -> None:
    chat = f"7:{world.mark}"
    for thread in (chat, f"{chat}~2"):
        inbound = Inbound(
            channel="telegram",
            external_id=thread,
            client_token=thread,
            text=f"My words are {PHRASE}." if thread != chat else "Hello?",
            must_take=True,
        )
        admit(actor=world.actor(world.dana), inbound=inbound)

    followed(world)

    (new,) = about_danger(world)
    begun = world.conversation(new)
    assert (begun.channel, begun.external_id) == ("telegram", f"{chat}~3")


def test_following_up_twice_and_a_second_secret_open_no_second_case(world: World) -> None:
    case = world.asked(text=f"My words are {PHRASE}.")
    followed(world)
    with brand_scope(world.brand.pk):
        leave_mark(case, seq=1, at=world.now())
    followed(world)
    again = world.asked(text="My password is Hunter2!", reason="")
    followed(world)

    (new,) = about_danger(world)
    with brand_scope(world.brand.pk):
        linked = CaseLink.objects.filter(case=new).order_by("pk")
        assert [link.other_id for link in linked] == [case.pk, again.pk]
    links = [entry for entry in world.entries(case) if entry.kind == "link"]
    assert len(links) == 1


def test_once_it_is_resolved_the_next_secret_opens_another(world: World) -> None:
    case = world.asked(text=f"My words are {PHRASE}.")
    followed(world)
    resolved(fresh(about_danger(world)[0]), world.amara)
    write_again(world, case, "And my password is Hunter2!")

    followed(world)

    assert len(about_danger(world)) == 2


def test_a_case_about_the_danger_opens_no_other(world: World) -> None:
    case = world.asked(text=f"I was robbed: {PHRASE}.", reason="")
    with brand_scope(world.brand.pk):
        Case.objects.filter(pk=case.pk).update(reason_initial=REASON)

    followed(world)

    assert about_danger(world) == [case]
