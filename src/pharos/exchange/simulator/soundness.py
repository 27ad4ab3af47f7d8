"""Whether a world can still be told in the contract's words, after somebody did something to it."""

from __future__ import annotations

from typing import Any, Final

from pydantic import ValidationError

from pharos.exchange.objects import Answer, Page
from pharos.exchange.operations import operations
from pharos.exchange.simulator.books import deposits_of
from pharos.exchange.simulator.events import EventError
from pharos.exchange.simulator.replies import REPLIES
from pharos.exchange.simulator.world import World

PUBLIC: Final = ("meta", "list_assets", "network_status", "list_incidents", "official_channels")
# Fields of an account, by the operation that tells them.
FIELDS: Final = {
    "get_customer": "card",
    "get_tier": "tier",
    "get_kyc": "kyc",
    "get_security": "security",
    "get_limits": "limits",
    "get_restrictions": "restrictions",
    "list_withdrawals": "withdrawals",
    "list_withdraw_addresses": "whitelist",
    "list_fiat": "fiat",
    "get_balances": "balances",
    "list_liquidations": "liquidations",
    "list_logins": "logins",
    "list_api_keys": "api_keys",
    "list_api_errors": "api_errors",
    "list_deliveries": "deliveries",
}


def check_whole(world: World) -> None:
    """Raise `EventError` naming the first thing that no answer could say."""
    for name in PUBLIC:
        _told(world, name, REPLIES[name](world, None))
    for account in world.accounts.values():
        _told(world, "list_deposits", _page(deposits_of(world, account)))
        for name, field in FIELDS.items():
            value = getattr(account, field)
            _told(world, name, _page(value) if isinstance(value, list) else value)


def _page(items: list[Any]) -> Page[Any]:
    return Page(items=tuple(items))


def _told(world: World, name: str, data: Any) -> None:
    operation = operations()[name]
    answer = Answer(
        data=data, as_of=world.now, source="exchange", stale_after=world.now, request_id="check"
    )
    try:
        raw = operation.answer.dump_json(answer, exclude_none=True, warnings="none")
        operation.read_answer(raw)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(one) for one in first["loc"][1:])
        raise EventError(f"{name} could not be answered then: {place}: {first['msg']}") from error
