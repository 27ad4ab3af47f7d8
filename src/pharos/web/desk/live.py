"""The desk's stream: says which case moved, and the page fetches what it may see.

One stream a browser. It carries numbers and no content, so one that outlives somebody's rights
leaks nothing but that something moved, and it ends after a few minutes to be authorised again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import asyncpg
import orjson
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError, close_old_connections
from django.http import HttpRequest, parse_cookie

from pharos.cases.notifying import NOTICE
from pharos.kernel.time import now
from pharos.live.bus import Wake
from pharos.live.hub import Hub
from pharos.live.signs import GIVE, LEFT, Sign, written
from pharos.live.stream import Send, Stream, begin, frame, until_gone
from pharos.people.actor import Actor
from pharos.people.models import Staff
from pharos.routing.presence import BEAT_SECONDS, HERE, RETURN_WITHIN
from pharos.web.desk.looking import CAME, GONE, REPEAT_SECONDS, Looking
from pharos.web.desk.pacing import Pace

log = logging.getLogger(__name__)

STREAM_SECONDS = 240.0
RESYNC = frame("resync", b"{}")
QUEUE_MOVED = frame("queue.moved", b"{}")
HEADS = "SELECT * FROM desk_heads($1, $2)"
TEAMS = "SELECT number, team_id FROM desk_teams($1)"
# How far back the slow check looks, and how many cases it remembers having told of.
LOOK_BACK = timedelta(seconds=60)
REMEMBERED = 10_000
# Whoever looks at a case hears at once that it moved; the others, of all that moved, so often.
FAR_SECONDS = 2.0
# Lists that all desks of this process together may be asked to fetch, a second and at once.
QUEUES_A_SECOND, QUEUES_AT_ONCE = 4.0, 25.0
# Beyond this many unasked questions partners are told to fetch everything.
HELD_MAX = 1_000


Moved = dict[str, int]
Later = dict[str, tuple[int, set[int]]]


class DeskStream(Stream):
    """A stream to the desk of somebody who may be held to certain teams."""

    __slots__ = ("only_teams", "told")

    def __init__(self, send: Send, actor: Actor) -> None:
        super().__init__(
            send,
            topic=actor.id or 0,
            brand_ids=actor.brands,
            position=0,
            seconds=STREAM_SECONDS,
        )
        self.only_teams = actor.only_teams
        # A case that has left their teams is told of once more, so that their page lets it go.
        self.told: set[str] = set()

    def tell(self, moved: Moved, teams: Mapping[str, int]) -> bool:
        """Say what moved among what they may see, and whether anything did."""
        theirs = {
            number: seq
            for number, seq in moved.items()
            if teams.get(number) in (self.only_teams or ()) or number in self.told
        }
        self.told = (self.told | theirs.keys()) - {
            number for number in theirs if teams.get(number) not in (self.only_teams or ())
        }
        if theirs:
            self.push(_frames(theirs), _resync)
        return bool(theirs)


class DeskDoor:
    """One process's streams to staff browsers, each hearing of the brands of its agent."""

    def __init__(self, pool: asyncpg.Pool, session_cookie: str) -> None:
        self.pool = pool
        self.session_cookie = session_cookie
        self.hub = Hub(self._refresh, slow_check=self._slow_check)
        self.pace: Pace[Stream] = Pace(
            _queue_moved, a_second=QUEUES_A_SECOND, at_once=QUEUES_AT_ONCE
        )
        self.looking = Looking()
        self._told: OrderedDict[str, int] = OrderedDict()
        self._held: asyncio.Queue[tuple[int, Moved]] = asyncio.Queue(HELD_MAX)
        # What is still to be told, by brand: a case's last position, and who has heard of it.
        self._later: dict[int, Later] = {}

    def start(self) -> list[asyncio.Task[None]]:
        loops = [self.hub.run(), self.hub.check_slowly(), self.hub.beat()]
        loops += [self.pace.run(), self._keep_present(), self._tell_the_held(), self._repeat()]
        loops += [self._tell_the_far()]
        return [asyncio.create_task(loop) for loop in loops]

    def heard(self, wakes: list[Wake] | None) -> None:
        """Pass on what the bus says to whoever may know it."""
        if wakes is None:
            for stream in self.hub.all():
                stream.push(RESYNC, _resync)
            return
        self._tell_all([(wake.brand_id, wake.number, wake.seq) for wake in wakes])

    def seen(self, sign: Sign) -> None:
        """Pass on a sign to the brand's other desks. Nobody is told of their own."""
        if sign.what == LEFT:
            self._end(sign.who)
            return
        if sign.what in (CAME, GONE):
            self._looked(sign)
            return
        body = _told(sign)
        if sign.what == NOTICE:
            for stream in self.hub.watching(sign.who):
                stream.push(body, _resync)
            return
        for stream in self.hub.all():
            is_own = sign.by == "staff" and stream.topic == sign.who
            if sign.brand_id in stream.brand_ids and not is_own and _may_hear(stream, sign):
                stream.push(body, _resync)

    def _looked(self, sign: Sign) -> None:
        """Tell those who look at the case that somebody came or went, and them who is there."""
        if sign.what == CAME:
            self._catch_up(sign)
        for other in self.looking.heard(sign):
            for stream in self.hub.watching(sign.who):
                stream.push(_told(other))
        for who in self.looking.watchers((sign.number,)) - {sign.who}:
            for stream in self.hub.watching(who):
                if sign.brand_id in stream.brand_ids and _may_hear(stream, sign):
                    stream.push(_told(sign))

    def _catch_up(self, sign: Sign) -> None:
        """Tell whoever comes to a case that it has moved just before: they look at it now."""
        later = self._later.get(sign.brand_id, {})
        seq, near = later.get(sign.number, (0, set()))
        if not seq or sign.who in near:
            return
        later[sign.number] = (seq, near | {sign.who})
        for stream in self.hub.watching(sign.who):
            if sign.brand_id in stream.brand_ids and not _is_held(stream):
                stream.push(_frames({sign.number: seq}), _resync)

    async def _repeat(self) -> None:
        """Say again who looks at what, for the pages whose streams are here."""
        while True:
            await asyncio.sleep(REPEAT_SECONDS)
            connected = {stream.topic for stream in self.hub.all()}
            try:
                for sign in self.looking.to_repeat(connected):
                    await self.pool.execute(GIVE, written(sign))
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("who looks at what is not repeated: %r", error)

    def _end(self, staff_id: int) -> None:
        """Close the streams of whoever has other rights now; they come again if they may."""
        for stream in self.hub.all():
            if stream.topic == staff_id:
                stream.end()

    def _tell_all(self, heads: list[tuple[int, str, int]]) -> None:
        moved: dict[int, dict[str, int]] = {}
        for brand_id, number, seq in heads:
            moved.setdefault(brand_id, {})[number] = seq
            self._told[number] = max(seq, self._told.pop(number, 0))
        while len(self._told) > REMEMBERED:
            self._told.popitem(last=False)
        for brand_id, cases in moved.items():
            self._tell(brand_id, cases)

    def _tell(self, brand_id: int, cases: Moved) -> None:
        """Tell those who look at these cases at once; of 200 desks most look at others."""
        body, near = _frames(cases), self.looking.watchers(cases)
        later = self._later.setdefault(brand_id, {})
        for number, seq in cases.items():
            later[number] = (max(seq, later.get(number, (0,))[0]), near)
        held = self._held_streams()
        for stream in self._open_streams(brand_id):
            if stream.topic in near:
                stream.push(body, _resync)
            self.pace.owe(stream)
        self.pace.pay()
        if any(brand_id in stream.brand_ids for stream in held):
            self._ask_for_the_held(brand_id, cases)

    async def _tell_the_far(self) -> None:
        """Tell everybody of what they have not heard yet, all together, until cancelled."""
        while True:
            await asyncio.sleep(FAR_SECONDS)
            later, self._later = self._later, {}
            for brand_id, cases in later.items():
                whole = _frames({number: seq for number, (seq, _near) in cases.items()})
                heard = {who for _seq, near in cases.values() for who in near}
                for stream in self._open_streams(brand_id):
                    body = whole if stream.topic not in heard else _rest(cases, stream.topic)
                    if body:
                        stream.push(body, _resync)

    def _open_streams(self, brand_id: int) -> list[Stream]:
        """Return the streams that hear of every case of this brand."""
        return [s for s in self.hub.all() if brand_id in s.brand_ids and not _is_held(s)]

    def _ask_for_the_held(self, brand_id: int, cases: Moved) -> None:
        try:
            self._held.put_nowait((brand_id, cases))
        except asyncio.QueueFull:
            self._resync_the_held()

    async def _tell_the_held(self) -> None:
        """Tell partners of what their teams answer for, and of nothing else, until cancelled."""
        while True:
            brand_id, cases = await self._held.get()
            try:
                rows = await self.pool.fetch(TEAMS, list(cases))
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                self._resync_the_held()
                continue
            teams = {row["number"]: row["team_id"] for row in rows}
            for stream in self._held_streams():
                if brand_id in stream.brand_ids and stream.tell(cases, teams):
                    self.pace.owe(stream)
            self.pace.pay()

    def _resync_the_held(self) -> None:
        for stream in self._held_streams():
            stream.push(RESYNC, _resync)

    def _held_streams(self) -> list[DeskStream]:
        return [s for s in self.hub.all() if isinstance(s, DeskStream) and _is_held(s)]

    async def _refresh(self, streams: list[Stream]) -> None:
        """A stream that has been busy has missed something: its page fetches everything again."""
        for stream in streams:
            if stream.position == 0:
                stream.position = 1
            else:
                stream.push(RESYNC, _resync)

    async def _keep_present(self) -> None:
        """Say every few seconds whose desks are open, so that routing counts on nobody else."""
        while True:
            await self._say_present({stream.topic for stream in self.hub.all()})
            await asyncio.sleep(BEAT_SECONDS)

    async def _say_present(self, staff: set[int]) -> None:
        try:
            if staff:
                await self.pool.execute(HERE, sorted(staff), now(), RETURN_WITHIN)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
            log.warning("who is here waits for the database: %r", error)

    async def _slow_check(self, streams: list[Stream]) -> None:
        """Find cases that moved without anybody saying so, and say it."""
        brands = sorted({brand for stream in streams for brand in stream.brand_ids})
        heads = await self.pool.fetch(HEADS, brands, now() - LOOK_BACK)
        self._tell_all(
            [
                (head["brand_id"], head["number"], head["seq"])
                for head in heads
                if head["seq"] > self._told.get(head["number"], 0)
            ]
        )

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        try:
            actor = await asyncio.to_thread(_staff_of, scope, self.session_cookie)
        except (OperationalError, InterfaceError):
            await _refuse(send, 503)
            return
        if actor is None or not actor.may_read:
            await _refuse(send, 401)
            return
        stream = DeskStream(send, actor)
        await begin(send, [])
        self.hub.add(stream)
        await self._say_present({stream.topic})
        for other in self.looking.around(stream.topic):
            stream.push(_told(other))
        try:
            await until_gone(receive)
        finally:
            self.hub.remove(stream)
            self.pace.forget(stream)


def _told(sign: Sign) -> bytes:
    told = {"case": sign.number, "by": sign.by, "who": sign.who, "name": sign.name}
    name = f"case.{sign.what}" if sign.number else sign.what
    return frame(name, orjson.dumps(told | sign.data))


async def _refuse(send: Callable[[dict[str, Any]], Awaitable[None]], status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def _queue_moved(stream: Stream) -> None:
    stream.push(QUEUE_MOVED, _resync)


def _may_hear(stream: Stream, sign: Sign) -> bool:
    """A partner hears of the cases that are known to be theirs."""
    return not _is_held(stream) or (isinstance(stream, DeskStream) and sign.number in stream.told)


def _is_held(stream: Stream) -> bool:
    """Whether somebody is held to certain teams."""
    return isinstance(stream, DeskStream) and stream.only_teams is not None


def _frames(cases: Moved) -> bytes:
    frames = [
        frame("case.moved", orjson.dumps({"case": number, "seq": seq}))
        for number, seq in cases.items()
    ]
    return b"".join(frames)


def _rest(cases: Later, who: int) -> bytes:
    """What somebody has not heard of yet who has heard of some."""
    return _frames({number: seq for number, (seq, near) in cases.items() if who not in near})


def _resync(stream: Stream) -> None:
    stream.push(RESYNC)


def _staff_of(scope: dict[str, Any], session_cookie: str) -> Actor | None:
    """Return who is signed in by this request's cookie, as Django would say."""
    cookies = next((v for k, v in scope["headers"] if k == b"cookie"), b"").decode("latin-1")
    request = HttpRequest()
    request.session = SessionStore(parse_cookie(cookies).get(session_cookie))
    close_old_connections()
    staff = get_user(request)
    return staff.actor() if isinstance(staff, Staff) and staff.is_active else None
