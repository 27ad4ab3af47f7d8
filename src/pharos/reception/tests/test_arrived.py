"""Files that came with a message: kept at once, checked by the worker, then told, once."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from pharos.cases import uploads
from pharos.cases.arriving import ArrivingFile, arrive
from pharos.cases.models import Case, Entry
from pharos.cases.tests.test_attachments import (
    PDF,
    assert_told_truly,
    case_of,
    picture,
    stored,
)
from pharos.channels.widget.customer_entry import customer_entry
from pharos.files.actions.take_for_checking import take_for_checking
from pharos.files.checking import check
from pharos.files.errors import StorageFull
from pharos.files.limits import MOST_NAMES, MOST_WITH_MESSAGE
from pharos.files.models import StoredFile
from pharos.files.storage import storage
from pharos.files.sweeping import sweep_files
from pharos.kernel.errors import Conflict
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import frozen_at, now
from pharos.people.actor import Actor
from pharos.reception import arrived
from pharos.reception.admit import admit
from pharos.reception.arrived import tell_arrived_files
from pharos.reception.inbound import Inbound
from pharos.testing.world import World


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_URL = tmp_path.as_uri()


SHOT = ArrivingFile(name="screen.png", content=picture(), content_type="image/png")
PROGRAM = ArrivingFile(name="wallet.pdf.exe", content=b"MZ" + bytes(200))


def come(
    world: World, ids: Sequence[str], *, thread: str = "", text: str = "See below.", token: str = ""
) -> Case:
    inbound = Inbound(
        channel="mail",
        external_id=thread or str(uuid4()),
        client_token=token or str(uuid4()),
        text=text,
        arriving=tuple(ids),
        reason="DEP.NOT_FOUND",
    )
    return case_of(world, admit(actor=world.actor(world.dana), inbound=inbound))


def work(world: World) -> None:
    """What a worker does in its turns."""
    system = Actor.system(world.brand.pk)
    uploads.check_waiting(system)
    tell_arrived_files(system)


def messages(world: World, case: Case) -> list[Entry]:
    return [entry for entry in world.entries(case) if entry.kind == "message"]


@pytest.mark.parametrize("turn", ["first", "further"])
def test_what_comes_with_a_message_is_kept_then_checked_then_shown_once(
    world: World, turn: str
) -> None:
    dana, thread = world.actor(world.dana), str(uuid4())
    if turn == "further":
        come(world, [], thread=thread)
    ids = arrive(dana, [SHOT, ArrivingFile(name="a.pdf", content=io.BytesIO(PDF))])
    case = come(world, ids, thread=thread)
    message = messages(world, case)[-1]
    assert message.attachments is None
    assert message.payload == {"arriving": 2}
    assert [stored(world, each).came_with for each in ids] == [message.seq, message.seq]

    work(world)
    work(world)

    shown = messages(world, case)[-1]
    assert messages(world, case)[-2].seq == message.seq
    assert (shown.author_kind, shown.author_id, shown.body) == ("customer", world.dana.pk, "")
    assert shown.payload == {"with": message.position}
    assert shown.attachments == [stored(world, each).named() for each in ids]
    assert {stored(world, each).entry_seq for each in ids} == {shown.seq}
    assert_told_truly(world, case)


def test_a_message_of_nothing_but_files_is_taken_in(world: World) -> None:
    thread = str(uuid4())
    for _turn in ("first", "further"):
        case = come(world, arrive(world.actor(world.dana), [SHOT]), thread=thread, text="")
        work(world)
        assert_told_truly(world, case)
    with brand_scope(world.brand.pk):
        assert Case.objects.get(pk=case.pk).last_words == "screen.png"


def test_what_may_not_come_in_is_told_to_both_with_its_name_and_why(world: World) -> None:
    case = come(world, arrive(world.actor(world.dana), [SHOT, PROGRAM]))

    work(world)

    told = world.entries(case)[-1]
    assert (told.kind, told.author_kind, told.visibility) == ("files", "system", "customer")
    assert told.payload["refused"] == [{"name": "wallet.pdf.exe", "why": "program"}]
    assert "wallet.pdf.exe: Programs cannot be sent." in (told.body or "")
    assert [file["name"] for file in messages(world, case)[-1].attachments] == ["screen.png"]
    assert_told_truly(world, case)


def test_nothing_is_left_out_silently_however_much_comes(world: World) -> None:
    note = ArrivingFile(name="", content=b"09:00 sent", content_type="text/plain")
    many = [note] * (MOST_WITH_MESSAGE + MOST_NAMES + 3)
    empty, large = ArrivingFile(name="e.txt", content=b""), ArrivingFile(name="l", content=HUGE)
    case = come(world, arrive(world.actor(world.dana), [empty, large, *many]))

    work(world)

    kept = [file for entry in messages(world, case) for file in entry.attachments or ()]
    (told,) = [entry for entry in world.entries(case) if entry.kind == "files"]
    whys = [file["why"] for file in told.payload["refused"]]
    assert len(kept) == MOST_WITH_MESSAGE - 2
    assert {file["name"] for file in kept} == {"file.txt"}
    assert (whys[:2], set(whys[2:])) == (["empty", "file_too_large"], {"too_many"})
    assert told.payload["refused"][-1]["name"] == "5 more files"
    assert_told_truly(world, case)


HUGE = b"%PDF" + bytes(51_000_000)


def test_a_secret_in_a_file_is_destroyed_and_the_customer_reads_what_to_do(world: World) -> None:
    phrase = b"abandon " * 11 + b"about"
    case = come(
        world, arrive(world.actor(world.dana), [ArrivingFile(name="p.txt", content=phrase)])
    )

    work(world)

    files, removed = world.entries(case)[-2:]
    assert (files.kind, removed.kind) == ("files", "removed")
    assert "move your funds there now" in (removed.body or "")
    row = {**vars(removed), "payload": '{"kinds":["recovery_phrase"]}', "erased": False}
    row |= {"attachments": None}
    assert customer_entry(row)["data"] == {"event": "removed", "kinds": ["recovery_phrase"]}
    assert list(storage().list()) == []
    assert "abandon" not in repr([vars(entry) for entry in world.entries(case)])


def test_a_message_that_comes_again_has_its_files_once(world: World) -> None:
    dana, thread, token = world.actor(world.dana), str(uuid4()), str(uuid4())
    for _ in range(2):
        case = come(world, arrive(dana, [SHOT]), thread=thread, token=token)
    work(world)
    assert [len(entry.attachments or ()) for entry in messages(world, case)] == [0, 1]

    with frozen_at(now() + timedelta(hours=25)):
        sweep_files(Actor.system(world.brand.pk))
    with brand_scope(world.brand.pk):
        states = StoredFile.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == ["ready", "erased"]


def test_what_waits_for_its_check_is_not_swept_and_comes_after_all(world: World) -> None:
    case = come(world, arrive(world.actor(world.dana), [SHOT]))
    with frozen_at(now() + timedelta(days=2)):
        sweep_files(Actor.system(world.brand.pk))
        work(world)
    assert len(messages(world, case)[-1].attachments or ()) == 1


def test_if_the_message_is_not_taken_in_its_files_are_bound_to_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = arrive(world.actor(world.dana), [SHOT])
    with pytest.raises(Conflict) as refused:
        come(world, [*ids, str(uuid4())])
    assert refused.value.code == "files_refused"
    assert stored(world, ids[0]).came_with is None

    case = come(world, ids)
    work(world)
    assert len(messages(world, case)[-1].attachments or ()) == 1


def test_what_fails_while_telling_is_told_once_later_and_keeps_nothing_else_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dana = world.actor(world.dana)
    case = come(world, arrive(dana, [SHOT, PROGRAM]))
    come(world, arrive(dana, [SHOT]))
    whole = arrived.tell_refused
    monkeypatch.setattr(arrived, "tell_refused", lambda *_a, **_b: 1 / 0)
    work(world)
    # Two messages, and what came with the second. Of the first nothing is half told.
    assert [entry.payload for entry in messages(world, case)] == [
        {"arriving": 2},
        {"arriving": 1},
        {"with": 1},
    ]

    monkeypatch.setattr(arrived, "tell_refused", whole)
    work(world)
    work(world)
    kinds = [entry.kind for entry in world.entries(case)]
    assert (kinds.count("message"), kinds.count("files")) == (4, 1)
    assert_told_truly(world, case)


def test_one_slow_file_does_not_hold_the_others_back_for_long(world: World) -> None:
    case = come(world, arrive(world.actor(world.dana), [SHOT, SHOT]))
    system = Actor.system(world.brand.pk)
    (slow,) = take_for_checking(actor=system)
    uploads.check_waiting(system)
    tell_arrived_files(system)
    assert len(messages(world, case)) == 1

    with frozen_at(now() + arrived.TOGETHER + timedelta(seconds=1)):
        tell_arrived_files(system)
    assert len(messages(world, case)) == 2
    check(system, slow, uploads.secrets_in)
    tell_arrived_files(system)
    assert [len(entry.attachments or ()) for entry in messages(world, case)] == [0, 1, 1]


def test_without_room_the_sender_must_try_again(world: World, settings: Any) -> None:
    settings.FILES_RESERVE_MB = 10**9
    with pytest.raises(StorageFull):
        arrive(world.actor(world.dana), [SHOT])
