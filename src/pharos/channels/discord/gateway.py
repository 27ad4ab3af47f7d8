"""The connection over which Discord tells what is said, held open by its own client.

The client identifies, beats, resumes after a cut and waits longer after each failure; we read what
it receives. Discord tells again what was missed when a session is resumed; for a new session the
history is read (`history`). Events are taken in one after the other, so that the cursor never
passes one that is not committed.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic
from typing import Any, Final

import aiohttp
import discord
import orjson
from discord.http import HTTPClient, Route

from pharos.channels.discord.calls import api_of, gateway_of
from pharos.channels.discord.events import BROKEN, Here, happenings_of, snowflake_at
from pharos.channels.discord.history import catch_up
from pharos.channels.port import Account, Permanent, Temporary, Watch
from pharos.kernel.time import now

DISPATCH: Final = 0
LOOK_SECONDS: Final = 0.1
# Names of messages are not quite in the order of events: so far back the cursor stays.
SLACK: Final = 60_000 << 22
# A cursor that stands still only makes the next catching up longer.
REACH_SECONDS: Final = 30.0


def listen(account: Account, watch: Watch, stop: Event) -> None:
    """Take in what is said until `stop` is set.

    Raises Permanent for a token or rights that Discord does not accept, else Temporary.
    """
    connection = _Connection(account)
    connection.start()
    try:
        _Taking(account, watch, stop).take_all(connection.received)
    finally:
        connection.over.set()
        connection.join()
    try:
        if connection.problem is not None:
            raise connection.problem
    except (discord.LoginFailure, discord.PrivilegedIntentsRequired) as error:
        raise Permanent("credentials", type(error).__name__) from error
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise Temporary("unreachable", type(error).__name__) from error


class _Http(HTTPClient):
    """Discord's client for an API and a gateway at other addresses than Discord's own."""

    def __init__(self, account: Account, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._api, self._gateway = api_of(account), gateway_of(account)

    async def request(self, route: Route, **more: Any) -> Any:
        route.url = route.url.replace(Route.BASE, self._api, 1)
        return await super().request(route, **more)

    async def ws_connect(self, url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        where = url.replace("wss://gateway.discord.gg", self._gateway, 1)
        return await super().ws_connect(where, compress=compress)


class _Client(discord.Client):
    """Hands on everything that it receives, in its order."""

    def __init__(self, account: Account, received: SimpleQueue[Any]) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = True
        intents.dm_messages = intents.dm_typing = True
        # Words that do not name us are only told to whom Discord has allowed them.
        intents.message_content = bool(account.settings.get("channels"))
        super().__init__(
            intents=intents,
            enable_debug_events=True,
            max_messages=None,
            chunk_guilds_at_startup=False,
        )
        self.http = self._connection.http = _Http(account, self.loop)
        # We read events ourselves: one that it cannot read would end its connection.
        known = self._connection.parsers
        self._connection.parsers = {name: known[name] for name in ("READY", "RESUMED")}
        self._received = received

    async def on_socket_raw_receive(self, text: str) -> None:
        self._received.put(orjson.loads(text))


class _Connection(Thread):
    """The client at work beside whoever takes in; `None` is the last that is received."""

    def __init__(self, account: Account) -> None:
        super().__init__(name=f"discord:{account.id}", daemon=True)
        self.received: SimpleQueue[Any] = SimpleQueue()
        self.over = Event()
        self.problem: Exception | None = None
        self._account = account

    def run(self) -> None:
        try:
            asyncio.run(self._connect())
        except Exception as error:  # noqa: BLE001 - whoever waits for it raises it
            self.problem = error
        self.received.put(None)

    async def _connect(self) -> None:
        client = _Client(self._account, self.received)
        token = self._account.secrets.get("token", "")
        work = [asyncio.create_task(client.start(token)), asyncio.create_task(self._is_over())]
        try:
            done, _rest = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            await client.close()
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)

    async def _is_over(self) -> None:
        while not await asyncio.to_thread(self.over.wait, LOOK_SECONDS):
            pass


class _Taking:
    """Takes in one event after the other, and remembers how far it has got."""

    def __init__(self, account: Account, watch: Watch, stop: Event) -> None:
        self._account, self._watch, self._stop = account, watch, stop
        channels = account.settings.get("channels", "").replace(",", " ").split()
        self._here = Here(me="", channels=frozenset(channels))
        self._newest = int(watch.cursor or 0)
        self._reached_at = monotonic()

    def take_all(self, received: SimpleQueue[Any]) -> None:
        """Until nothing more comes, or `stop` is set."""
        while not self._stop.is_set():
            try:
                told = received.get(timeout=LOOK_SECONDS)
            except Empty:
                continue
            if told is None:
                return
            if told.get("op") == DISPATCH:
                self._take(told["t"], told["d"])

    def _take(self, name: str, told: dict[str, Any]) -> None:
        if name == "READY":
            self._begin(told["user"]["id"])
            return
        try:
            happenings = happenings_of(name, told, self._here)
        except BROKEN:
            self._watch.show(orjson.dumps(told))
            return
        for happening in happenings:
            self._watch.take(happening)
        if name == "MESSAGE_CREATE":
            self._newest = max(self._newest, int(told["id"]))
            if happenings or monotonic() - self._reached_at > REACH_SECONDS:
                self._reach()

    def _begin(self, me: str) -> None:
        """A new session: what has been said since the last one is in the history."""
        self._here = Here(me=me, channels=self._here.channels)
        began = snowflake_at(now())
        if self._newest:
            since = replace(self._watch, cursor=str(max(1, self._newest - SLACK)))
            catch_up(self._account, since, self._here, self._stop)
        if not self._stop.is_set():
            self._newest = max(self._newest, began)
            self._reach()

    def _reach(self) -> None:
        self._watch.reach(str(max(0, self._newest - SLACK)))
        self._reached_at = monotonic()
