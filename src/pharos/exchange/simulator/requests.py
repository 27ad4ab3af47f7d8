"""Requests to the simulated exchange: who may make them, and what it answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final, Protocol, cast

from pharos.exchange.actions import ASSURANCE, ExchangeActions, Job, requests
from pharos.exchange.context import AccessContext
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.objects import Answer
from pharos.exchange.simulator.events import apply
from pharos.exchange.simulator.executing import as_of_now
from pharos.exchange.simulator.world import World

GOOD_FOR: Final = timedelta(minutes=1)


class Doing(Protocol):
    """A world to which something can be done (`history.Kept`)."""

    @property
    def world(self) -> World: ...

    def do(self, name: str, arguments: Any, title: str = "") -> object: ...


class Passing:
    """A world that remembers nothing of how it came about: for tests inside a process."""

    def __init__(self, world: World) -> None:
        self.world = world

    def do(self, name: str, arguments: Any, title: str = "") -> None:
        del title
        apply(self.world, name, arguments)


class Requests:
    """All of `ExchangeActions` over a kept world; each request becomes part of its history."""

    def __init__(self, kept: Doing, changed: Callable[[], None]) -> None:
        self._kept = kept
        self._changed = changed

    def __contains__(self, name: str) -> bool:
        return name in requests()

    def ask(self, name: str, context: AccessContext, arguments: Mapping[str, Any]) -> Answer[Job]:
        """Execute or refuse, or raise `ExchangeError` if it may not even be requested."""
        world = self._kept.world
        faults = (world.faults.get(f"exchange.{name}"), world.faults.get("exchange"))
        if name in world.unsupported:
            raise _refused(Refusal.UNSUPPORTED, name)
        if "down" in faults:
            raise _refused(Refusal.UNAVAILABLE, name)
        _check(name, context, arguments, self._kept)
        customer = context.customer or ""
        if name == "get_job":
            return self._answer(_job(self._kept, customer, arguments["id"]))
        token = arguments["token"]
        if (customer, token) not in world.jobs:
            self._kept.do("request", _event(name, customer, arguments), f"requested: {name}")
            self._changed()
        return self._answer(world.jobs[customer, token])

    def _answer(self, job: Job) -> Answer[Job]:
        at = self._kept.world.now
        return Answer(
            data=as_of_now(self._kept.world, job),
            as_of=at,
            source="exchange",
            stale_after=at + GOOD_FOR,
            request_id=job.id,
        )


class _Port:
    """Turns method calls into requests."""

    def __init__(self, made: Requests) -> None:
        self._requests = made

    def __getattr__(self, name: str) -> Any:
        if name not in self._requests:
            raise AttributeError(name)

        def requested(context: AccessContext, **arguments: Any) -> Answer[Job]:
            return self._requests.ask(name, context, arguments)

        return requested


def actions_of(world: World) -> ExchangeActions:
    """What may be requested, over this world."""
    return cast("ExchangeActions", _Port(Requests(Passing(world), lambda: None)))


def _event(name: str, customer: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    given = json.loads(requests()[name].dump_arguments(arguments))
    token = given.pop("token")
    given.pop("ref")
    return {"operation": name, "customer": customer, "token": token, "arguments": given}


def _check(name: str, context: AccessContext, arguments: Mapping[str, Any], kept: Doing) -> None:
    """Refuse what has no grounds. A request needs the customer's own case, and more proof."""
    if context.expires_at < kept.world.now:
        raise _refused(Refusal.FORBIDDEN, "the grounds have expired")
    if not context.case or not context.customer or arguments["ref"] != context.customer:
        raise _refused(Refusal.FORBIDDEN, "not this customer's case")
    if context.customer not in kept.world.accounts:
        raise _refused(Refusal.NOT_FOUND, "customer")
    if name != "get_job" and context.purpose != "act":
        raise _refused(Refusal.FORBIDDEN, "the purpose is not to act")
    if context.assurance < ASSURANCE[name]:
        raise _refused(Refusal.FORBIDDEN, "the customer is not proved well enough")


def _job(kept: Doing, customer: str, wanted: str) -> Job:
    for (owner, _token), job in kept.world.jobs.items():
        if owner == customer and job.id == wanted:
            return job
    raise _refused(Refusal.NOT_FOUND, "job")


def _refused(refusal: Refusal, detail: str) -> ExchangeError:
    return ExchangeError(refusal, detail, source="exchange")
