"""All vendors in one process: they take our answers, with their faults, and tell what they keep.

    python -m pharos.bench.drills.channels.vendors HOME NUMBER

Discord's gateway and history and X's list of messages are told from here; the other vendors post to
us (`senders`). Of the answers one in nine is put off with 503, one is taken and answered with 500,
and one is taken and the line cut: a vendor that knows an answer again then says that it has it.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import defaultdict
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any, Final

from aiosmtpd.controller import Controller
from websockets.exceptions import ConnectionClosed

from pharos.bench.drills.channels.items import SIDES, Item, Plan, as_person, named, plan_of
from pharos.bench.drills.diary import Diary
from pharos.bench.drills.phases import END, phase, report
from pharos.channels.discord.events import snowflake_at
from pharos.channels.discord.tests.gateway_here import Gateway, gateway
from pharos.channels.discord.tests.side import DiscordSide, body, direct
from pharos.channels.tests.side import Side
from pharos.channels.tests.vendor import Answer, Asked, Vendor, vendor
from pharos.config.machine.ports import free_port
from pharos.kernel.time import now

WEEK: Final = timedelta(days=7)
FAULTS: Final = {3: "put off", 5: "taken, then 500", 7: "taken, then cut"}
FAULT_EVERY: Final = 9
TELL_SECONDS: Final = 0.1


class Failing:
    """Which answer meets with which fault; counted for each vendor by itself."""

    def __init__(self, kind: str, diary: Diary) -> None:
        self.kind, self.diary = kind, diary
        self._count = 0
        self._lock = threading.Lock()

    def next(self) -> str:
        with self._lock:
            self._count += 1
            return FAULTS.get(self._count % FAULT_EVERY, "")

    def got(self, text: str, key: str | None) -> None:
        self.diary.write("got", kind=self.kind, text=text, key=key)


class Taking(Vendor):
    """One vendor's interface: takes answers as its side does, and fails as vendors do."""

    def __init__(self, side: Side, failing: Failing) -> None:
        super().__init__()
        self._side, self._failing = side, failing
        self._known: set[str] = set()
        side.prepare(self)
        self.says(side.path, self._take)

    def _take(self, asked: Asked) -> Answer:
        fault = self._failing.next()
        if fault == "put off":
            return Answer(status=503)
        key = self._side.key(asked)
        says = self._side.says_known if key in self._known else self._side.says_taken
        said = says(asked)
        self._known |= {key} if key else set()
        self._failing.got(" ".join(self._side.texts(asked)), key)
        if fault == "taken, then 500":
            return Answer(status=500)
        return Answer(breaks="before") if fault else said


class Mailbox:
    """The server that our mails go to."""

    def __init__(self, failing: Failing) -> None:
        self._failing = failing

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        fault = self._failing.next()
        if fault == "put off":
            return "451 4.3.0 Later"
        mail = BytesParser(policy=default).parsebytes(envelope.content)
        words = mail.get_body(("plain",))
        text = f"{mail['Subject']} {words.get_content() if words else ''}"
        self._failing.got(text, str(mail["Message-ID"]))
        if fault == "taken, then cut":
            server.transport.abort()
        return "451 4.3.0 Something broke" if fault else "250 Taken"


class DiscordHere(Taking):
    """Discord keeps what is said in each chat, and tells whoever is connected."""

    def __init__(self, side: DiscordSide, failing: Failing, there: Gateway) -> None:
        super().__init__(side, failing)
        self._there = there
        self._chats: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)

    def say(self, item: Item, at: datetime) -> None:
        name = str(snowflake_at(at) + item.number)
        channel = f"5{named('{70000}', item.person)}"
        said = direct(item.text, id=name, timestamp=at.isoformat(), channel_id=channel)
        ((_name, told),) = json.loads(as_person(body(("MESSAGE_CREATE", said)), item))
        self._chats[channel].append(told)
        if not item.is_old:
            # Whoever listened may just have been killed: the next one reads the history.
            with suppress(ConnectionClosed):
                self._there.tell("MESSAGE_CREATE", told)

    def answer(self, asked: Asked) -> Answer:
        if asked.path.endswith("/users/@me/channels"):
            channel = f"5{asked.json['recipient_id']}"
            names = [int(one["id"]) for one in self._chats[channel]]
            newest = str(max(names)) if names else None
            return Answer(body={"id": channel, "last_message_id": newest})
        if asked.method == "GET" and asked.path.endswith("/messages"):
            kept = self._chats[asked.path.split("/")[-2]]
            after = int(asked.query["after"])
            return Answer(body=[one for one in kept if int(one["id"]) > after][:50])
        return super().answer(asked)


class XHere(Taking):
    """X lists the direct messages of the last thirty days, the latest first."""

    def __init__(self, side: Side, failing: Failing) -> None:
        super().__init__(side, failing)
        self._listed: list[dict[str, Any]] = []
        self.says("/mentions", Answer(body={"meta": {"result_count": 0}}))

    def list(self, item: Item, at: datetime) -> None:
        who = named("{7700000}", item.person)
        name, when = str(1000 + item.number), at.isoformat()
        told = {"id": name, "text": item.text, "created_at": when, "sender_id": who}
        self._listed = sorted([*self._listed, told], key=lambda one: -int(one["id"]))

    def answer(self, asked: Asked) -> Answer:
        if asked.path.endswith("/2/dm_events"):
            return Answer(body={"data": self._listed, "meta": {}})
        return super().answer(asked)


class Vendors:
    """Every vendor that the plan asks for, for as long as the drill runs."""

    def __init__(self, home: Path, plan: Plan) -> None:
        self.home, self.plan = home, plan
        self.diary = Diary(home / "diaries" / "vendors.jsonl")
        self.urls: dict[str, str] = {}
        self.acks = 0

    def run(self) -> None:
        with ExitStack() as stack:
            self._there = stack.enter_context(gateway())
            self._here = {
                kind: stack.enter_context(vendor(self._vendor(kind)))
                for kind in self.plan.kinds
                if kind in SIDES
            }
            self._open_mailbox(stack)
            urls = {kind: one.url for kind, one in self._here.items()} | self.urls
            report(self.home, "vendors", {"acks": 0, "pending": 0})
            draft = self.home / "urls.draft"
            draft.write_text(json.dumps(urls | {"gateway": self._there.url}))
            draft.replace(self.home / "urls.json")
            self._tell_all()
            while phase(self.home) != END:
                time.sleep(TELL_SECONDS)

    def _vendor(self, kind: str) -> Vendor:
        side, failing = SIDES[kind](), Failing(kind, self.diary)
        if isinstance(side, DiscordSide):
            return DiscordHere(side, failing, self._there)
        return XHere(side, failing) if kind == "x" else Taking(side, failing)

    def _open_mailbox(self, stack: ExitStack) -> None:
        if "mail" not in self.plan.kinds:
            return
        port = free_port()
        box = Controller(Mailbox(Failing("mail", self.diary)), hostname="127.0.0.1", port=port)
        box.start()
        stack.callback(box.stop)
        self.urls["mail"] = str(port)

    def _tell_all(self) -> None:
        """What was said while nobody ran lies here at once, and the rest is said one by one."""
        told = [
            item for kind in ("x", "discord") if kind in self._here for item in self.plan.of(kind)
        ]
        for item in [one for one in told if one.is_old]:
            self._tell(item, now() - WEEK)
        while not (self.home / "begun").exists():
            if phase(self.home) == END:
                return
            time.sleep(TELL_SECONDS)
        for item in [one for one in told if not one.is_old]:
            self._tell(item, now())
            time.sleep(TELL_SECONDS)

    def _tell(self, item: Item, at: datetime) -> None:
        here = self._here[item.kind]
        if isinstance(here, DiscordHere):
            here.say(item, at)
        elif isinstance(here, XHere):
            here.list(item, at)
            if not item.is_old:
                # It is posted to us as well, and that is what is acknowledged.
                return
        self.diary.write("sent", token=item.token)
        self.diary.write("ack", token=item.token)
        self.acks += 1
        report(self.home, "vendors", {"acks": self.acks, "pending": 0})


def main(home: Path) -> None:
    plan = plan_of(json.loads((home / "channels.json").read_text()))
    Vendors(home, plan).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
