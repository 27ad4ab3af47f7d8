"""What every channel is held to (`channels/tests/points.py`), where mail has no test of it else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pharos.cases.actions.reply import send_reply
from pharos.cases.models import Notification
from pharos.cases.tests.deeds import answered, draft
from pharos.cases.tests.test_attachments import PDF, handed_in
from pharos.channels.mail.tests.post import (
    Outbox,
    hand_over,
    mail,
)
from pharos.channels.mail.tests.test_mail_in import plain
from pharos.channels.models import ChannelAccount
from pharos.channels.tests.deeds import deliveries, the_case, work
from pharos.channels.tests.points import shows
from pharos.channels.tests.trying import publish
from pharos.kernel.scope import brand_scope
from pharos.testing.world import World


@shows("unreadable")
def test_what_is_no_mail_is_shown_to_a_person(
    world: World, port: int, account: ChannelAccount
) -> None:
    hand_over(port, b"\xff\xfeno mail at all\r\n", to=[account.settings["address"]])

    said = world.entries(the_case(world))[0]
    assert "no mail at all" in f"{said.body} {said.payload}"


@shows("refusals")
def test_an_address_that_is_not_there_is_given_up_and_the_owner_told(
    world: World, port: int, account: ChannelAccount, box: Outbox
) -> None:
    hand_over(port, mail(account), to=[account.settings["address"]])
    work(world)
    case = the_case(world)
    box.answers = ["550 5.1.1 no such user"]
    answered(case, world.amara)
    work(world)

    assert deliveries(world) == [("sent", ""), ("failed", "mail_refused")]
    with brand_scope(world.brand.pk):
        assert Notification.objects.filter(case_id=case.pk, kind="undelivered").exists()


@shows("files out")
def test_a_file_goes_along_with_an_answer(
    world: World, port: int, account: ChannelAccount, box: Outbox, settings: Any, tmp_path: Path
) -> None:
    settings.FILES_URL = tmp_path.as_uri()
    hand_over(port, mail(account), to=[account.settings["address"]])
    work(world)
    amara = world.actor(world.amara)
    file = handed_in(amara, PDF, name="statement.pdf")

    send_reply(actor=amara, number=the_case(world).number, draft=draft("See here.", files=(file,)))
    work(world)

    (attached,) = box.mails[-1].iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("statement.pdf", PDF)


@shows("role")
@pytest.mark.parametrize("role", ["redirect_only", "full"])
def test_where_no_support_is_promised_a_mail_tells_only_where_to_go_on(
    world: World, port: int, account: ChannelAccount, box: Outbox, role: str
) -> None:
    publish(world, "mail", role)
    hand_over(port, mail(account), to=[account.settings["address"]])
    work(world)
    case = the_case(world)
    answered(case, world.amara, "Your 3 BTC are on their way.")
    work(world)

    told = [f"{one['Subject']} {plain(one)}" for one in box.mails]
    assert [case.number in text for text in told] == [role == "full"] * 2
    assert ["3 BTC" in text for text in told] == [False, role == "full"]
    assert all(f"/{world.brand.slug}/c/" in text for text in told) or role == "full"
