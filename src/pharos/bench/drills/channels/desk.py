"""People at the desk: they answer each case once, and write down what comes by phone and post.

    python -m pharos.bench.drills.channels.desk HOME NUMBER

Whatever was not confirmed is done again under the same name, as a browser does.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from pharos.bench.drills.channels.items import BRAND, Item, plan_of
from pharos.bench.drills.channels.vendors import WEEK
from pharos.bench.drills.diary import Diary
from pharos.bench.drills.phases import END, phase, report
from pharos.config.command import set_up_django

LOOK_SECONDS: Final = 0.5
A_MINUTE: Final = timedelta(minutes=1)


class Desk:
    """Amara, who answers."""

    def __init__(self, home: Path) -> None:
        from pharos.brands.models import Brand
        from pharos.kernel.scope import brand_scope
        from pharos.people.models import Staff

        self.home = home
        self.diary = Diary(home / "diaries" / "desk.jsonl")
        self.brand = Brand.objects.get(slug=BRAND)
        with brand_scope(self.brand.pk):
            self.amara = Staff.objects.get(name="Amara").actor()
        self.answered: set[str] = set()
        self.acks = 0

    def work(self, calls: Iterator[Item]) -> None:
        while phase(self.home) != END:
            for number in self._open_cases():
                self._answer(number)
            if (item := next(calls, None)) is not None:
                self._write_down(item)
            else:
                time.sleep(LOOK_SECONDS)

    def _open_cases(self) -> list[str]:
        from pharos.cases.models import Case
        from pharos.kernel.scope import brand_scope

        with brand_scope(self.brand.pk):
            numbers = Case.objects.filter(brand=self.brand).values_list("number", flat=True)
            return [number for number in numbers if number not in self.answered]

    def _answer(self, number: str) -> None:
        from pharos.cases.actions.reply import ReplyDraft, send_reply

        draft = ReplyDraft(body=f"Answer {number}. It is on its way.", client_token=f"a-{number}")
        for _twice in range(2):
            send_reply(actor=self.amara, number=number, draft=draft)
        self.answered.add(number)

    def _write_down(self, item: Item) -> None:
        """The letters of a week lie there; calls come now."""
        from pharos.channels.manual.logged import Contact, log_contact
        from pharos.kernel.time import now

        contact = Contact(
            brand=self.brand,
            way="post" if item.is_old else "phone",
            at=now() - (WEEK if item.is_old else A_MINUTE),
            text=item.text,
            client_token=f"drill-{item.token}",
            language="en",
            name="Dana",
            reached_at=f"+351 9{item.person:08d}",
        )
        self.diary.write("sent", token=item.token)
        for _twice in range(2):
            log_contact(actor=self.amara, contact=contact)
        self.diary.write("ack", token=item.token)
        self.acks += 1
        report(self.home, "desk", {"acks": self.acks, "pending": 0})


def main(home: Path) -> None:
    set_up_django()
    told: dict[str, Any] = json.loads((home / "channels.json").read_text())
    plan = plan_of(told)
    calls = plan.of("manual") if "manual" in plan.kinds else []
    Desk(home).work(iter(calls))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
