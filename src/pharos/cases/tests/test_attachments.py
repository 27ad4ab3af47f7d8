"""Files on entries: named once, proved, erased with the words they came with."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from PIL import Image

from pharos.cases import uploads
from pharos.cases.actions.erase import erase_content
from pharos.cases.actions.note import add_note
from pharos.cases.actions.reply import ReplyDraft, send_reply
from pharos.cases.ledger.bundle import conversation_bundle
from pharos.cases.ledger.exported import check_bundle
from pharos.cases.ledger.replay import differences
from pharos.cases.ledger.stored import case_chain, verify_case
from pharos.cases.models import Case
from pharos.cases.words import Screened
from pharos.files.models import StoredFile
from pharos.files.storage import storage
from pharos.files.sweeping import sweep_files
from pharos.kernel.errors import Conflict
from pharos.kernel.scope import brand_scope
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.roles import Role
from pharos.reception.admit import admit
from pharos.reception.inbound import Admitted, Inbound
from pharos.reception.receive import MOVES, Message
from pharos.testing.papers import pdf
from pharos.testing.world import World


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    settings.FILES_URL = tmp_path.as_uri()


PDF = pdf("Statement")


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(made, "PNG")
    return made.getvalue()


def handed_in(actor: Actor, content: bytes = b"", *, name: str = "screen.png") -> str:
    """A file as it is once it has been uploaded and checked."""
    content = content or picture()
    file = uploads.begin(
        actor, uploads.Handed(name=name, length=len(content), brand_id=actor.brands[0])
    )
    uploads.take_in(actor, str(file.public_id), 0, content)
    return str(file.public_id)


def begun(actor: Actor) -> str:
    handed = uploads.Handed(name="a", length=9, brand_id=actor.brands[0])
    return str(uploads.begin(actor, handed).public_id)


def stored(world: World, public_id: str) -> StoredFile:
    with brand_scope(world.brand.pk):
        return StoredFile.objects.get(public_id=public_id)


def write(
    world: World, thread: str, *files: str, text: str = "Look at this.", token: str = ""
) -> Admitted:
    inbound = Inbound(
        channel="widget",
        external_id=thread,
        client_token=token or str(uuid4()),
        text=text,
        files=files,
        reason="DEP.NOT_FOUND",
    )
    return admit(actor=world.actor(world.dana), inbound=inbound)


def case_of(world: World, admitted: Admitted) -> Case:
    with brand_scope(world.brand.pk):
        return Case.objects.select_related("brand", "customer").get(number=admitted.case)


def assert_told_truly(world: World, case: Case) -> None:
    """The chain holds, and the row says what the ledger tells."""
    with brand_scope(world.brand.pk):
        assert verify_case(case.pk) is None
        assert differences(Case.objects.get(pk=case.pk), case_chain(case.pk).entries) == {}


@pytest.mark.parametrize("text", ["Look at this.", ""])
def test_a_customers_first_message_brings_its_files(world: World, text: str) -> None:
    file = handed_in(world.actor(world.dana))

    case = case_of(world, write(world, str(uuid4()), file, text=text))

    (message, *_) = world.entries(case)
    (named,) = message.attachments
    kept = stored(world, file)
    assert (named["id"], named["name"], named["type"]) == (file, "screen.png", "image/png")
    assert (named["sha256"], named["size"]) == (kept.sha256, kept.size)
    assert (kept.case_id, kept.entry_seq) == (case.pk, message.seq)
    assert case.subject == (text or "screen.png")
    assert_told_truly(world, case)


@pytest.mark.parametrize("text", ["And this.", ""])
def test_a_further_message_brings_its_files_by_the_hot_function(world: World, text: str) -> None:
    thread = str(uuid4())
    case = case_of(world, write(world, thread))
    one, two = (handed_in(world.actor(world.dana), name=name) for name in ("b.png", 'ü"a.png'))

    write(world, thread, one, two, text=text)

    message = [entry for entry in world.entries(case) if entry.kind == "message"][-1]
    assert message.attachments == [stored(world, one).named(), stored(world, two).named()]
    assert stored(world, one).entry_seq == message.seq
    with brand_scope(world.brand.pk):
        assert Case.objects.get(pk=case.pk).last_words == (text or "b.png, ü a.png")
    assert_told_truly(world, case)


def test_sending_again_names_the_files_once(world: World) -> None:
    thread, token = str(uuid4()), str(uuid4())
    write(world, thread)
    file = handed_in(world.actor(world.dana))

    first = write(world, thread, file, token=token)
    again = write(world, thread, file, token=token)

    assert (again.repeated, again.position) == (True, first.position)
    assert_told_truly(world, case_of(world, first))


@pytest.mark.parametrize("turn", ["first", "further"])
@pytest.mark.parametrize("whose", ["sent before", "another's", "not whole", "refused", "nobody's"])
def test_a_file_that_may_not_be_sent_takes_the_message_with_it(
    world: World, whose: str, turn: str
) -> None:
    thread, dana = str(uuid4()), world.actor(world.dana)
    if turn == "further":
        write(world, thread)
    good = handed_in(dana)
    bad = {
        "sent before": lambda: sent_before(world),
        "another's": lambda: handed_in(world.actor(world.minjun)),
        "not whole": lambda: begun(dana),
        "refused": lambda: handed_in(dana, b"MZ" + bytes(50)),
        "nobody's": lambda: str(uuid4()),
    }[whose]()

    with pytest.raises(Conflict) as refused:
        write(world, thread, good, bad)
    assert refused.value.code == "files_refused"

    case = case_of(world, write(world, thread, good))
    assert_told_truly(world, case)
    assert stored(world, good).entry_seq is not None


def sent_before(world: World) -> str:
    file = handed_in(world.actor(world.dana))
    write(world, str(uuid4()), file)
    return file


def test_one_message_that_may_not_does_not_stop_the_others_of_its_batch(world: World) -> None:
    threads = [str(uuid4()) for _ in range(3)]
    for thread in threads:
        write(world, thread)
    file = handed_in(world.actor(world.dana))
    messages = [
        Message(
            brand_id=world.brand.pk,
            customer_id=world.dana.pk,
            author_name="Dana",
            channel="widget",
            external_id=thread,
            client_token=f"m{place}",
            words=Screened(text="Here", removed=()),
            at=now(),
            files=(file,) if place else (),
        ).row()
        for place, thread in enumerate(threads)
    ]
    with brand_scope(world.brand.pk), connection.cursor() as cursor:
        cursor.execute(
            "SELECT nr, status FROM reception_receive(%s::json, %s::json) ORDER BY nr",
            [json.dumps(messages), MOVES],
        )
        assert cursor.fetchall() == [(1, "appended"), (2, "appended"), (3, "files_refused")]


def test_staff_send_files_with_replies_and_notes_of_their_own_only(world: World) -> None:
    case = world.asked()
    amara, kofi = world.actor(world.amara), world.actor(world.kofi)
    mine, hers = handed_in(kofi), handed_in(amara, PDF, name="statement.pdf")
    draft = ReplyDraft(body="", client_token=str(uuid4()), files=(mine,))
    with pytest.raises(Conflict):
        send_reply(actor=amara, number=case.number, draft=draft)

    sent = send_reply(actor=amara, number=case.number, draft=replace(draft, files=(hers,)))
    note = add_note(actor=kofi, number=case.number, body="", client_token="n", files=[mine])
    again = add_note(actor=kofi, number=case.number, body="", client_token="n", files=[mine])

    entries = {entry.seq: entry for entry in world.entries(case)}
    assert entries[sent.seq].attachments == [stored(world, hers).named()]
    assert entries[note.seq].attachments == [stored(world, mine).named()]
    assert (again.repeated, again.seq) == (True, note.seq)
    assert_told_truly(world, case)


def test_erasing_an_entry_erases_its_files_and_the_proof_holds(world: World) -> None:
    file = handed_in(world.actor(world.dana))
    case = case_of(world, write(world, str(uuid4()), file, text=""))
    ines = world.staff("Ines", world.support, role=Role.COMPLIANCE)
    folder = stored(world, file).folder
    assert sorted(storage().list(folder)) == [f"{folder}safe", f"{folder}thumbnail"]

    erase_content(actor=ines.actor(), number=case.number, seq=1, why="asked for")
    assert stored(world, file).state == StoredFile.State.ERASED
    sweep_files(Actor.system(world.brand.pk))

    assert list(storage().list(folder)) == []
    assert stored(world, file).purged_at is not None
    assert world.entries(case)[0].attachments is None
    with brand_scope(world.brand.pk):
        assert Case.objects.get(pk=case.pk).subject == "…"
    assert_told_truly(world, case)


def test_an_export_names_files_with_their_digests_and_a_changed_name_is_found(
    world: World,
) -> None:
    file = handed_in(world.actor(world.dana))
    case = case_of(world, write(world, str(uuid4()), file))

    with brand_scope(world.brand.pk):
        bundle = conversation_bundle(world.conversation(case))

    digest = stored(world, file).sha256
    assert f"sha256 {digest}]" in bundle["transcript"][0]
    assert check_bundle(bundle).fault is None
    bundle["entries"][0]["attachments"] = bundle["entries"][0]["attachments"].replace("screen", "x")
    assert "attachments" in str(check_bundle(bundle).fault)
