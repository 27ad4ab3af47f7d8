"""Short mail drills: an honest one is green, and each planted bug is caught by its Message-IDs."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pharos.bench.drills import sabotage
from pharos.bench.drills.drill import new_home
from pharos.bench.drills.judge import unnamed
from pharos.bench.drills.mail.drill import MailDrill, MailOutcome, MailWishes
from pharos.bench.drills.mail.letters import MUTATED, Plan, letter
from pharos.bench.drills.mail.mutating import mutated
from pharos.bench.drills.mail.report import as_json
from pharos.channels.mail.reading.read import read
from pharos.kernel.time import now


@pytest.fixture
def home() -> Iterator[Path]:
    home = new_home()
    yield home
    shutil.rmtree(home, ignore_errors=True)


def drilled(home: Path, **wishes: object) -> tuple[MailOutcome, list[dict[str, Any]], str]:
    asked = {"minutes": 2, "messages": 60, "mutated": 12, "kills": 0, **wishes}
    drill = MailDrill(MailWishes(**asked), home)  # type: ignore[arg-type]
    try:
        outcome = drill.run()
        planted = sabotage.read(home)
    finally:
        drill.discard()
    return outcome, planted, as_json(drill.wishes, outcome, 3, planted)


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.requirement("CH-10", "TK-14")
def test_no_mail_is_lost_doubled_or_stuck_while_everything_is_killed(home: Path) -> None:
    outcome, _planted, _told = drilled(home, kills=3)

    assert outcome.findings == []
    assert outcome.unfinished == []
    assert outcome.acks == 60
    assert outcome.kills.total() == 3
    assert outcome.answers


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("bug", "kind"),
    [("early-ack", "lost"), ("deaf", "unanswered"), ("forgetful", "doubled")],
)
def test_a_planted_bug_is_caught_and_what_it_spoiled_is_named(
    home: Path, bug: str, kind: str
) -> None:
    outcome, planted, told = drilled(home, sabotage=bug, messages=120)

    assert planted
    assert kind in {finding.kind for finding in outcome.findings}
    assert unnamed(outcome.findings, planted) == []
    assert json.loads(told)["holds"] is False


def test_each_mail_is_known_again_by_its_message_id_whatever_was_broken_in_it() -> None:
    plan = Plan(seed=7, messages=300, mutated=300)

    mails = [letter(plan, number) for number in range(plan.messages)]

    assert {mail.kind for mail in mails} == {MUTATED}
    assert [read(mail.raw, at=now()).message_id for mail in mails] == [one.token for one in mails]


def test_a_broken_mail_is_the_same_each_time_and_ends_its_lines_as_smtp_wants() -> None:
    raw = b"Subject: one\n\nTwo\nthree\n" * 20

    once, again = (mutated(raw, random.Random(3)) for _turn in range(2))

    assert once == again
    assert once != raw
    assert b"\n" not in once.replace(b"\r\n", b"")
