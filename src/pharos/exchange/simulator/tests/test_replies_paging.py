"""Long lists come in pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pharos.exchange.context import AccessContext
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.simulator.answering import exchange_of
from pharos.exchange.simulator.events import happen
from pharos.exchange.simulator.northmere import MORNING, morning

CONTEXT = AccessContext(
    brand="northmere",
    actor="system",
    actor_id="test",
    purpose="diagnose",
    expires_at=MORNING + timedelta(days=1),
    case="C-1",
    customer="dana",
)


def arrival(nr: int) -> dict[str, dict[str, str]]:
    to = {"network": "eip155:1", "txid": f"0x{nr:064x}", "to": "dana"}
    return {"transfer": {**to, "amount": "1", "symbol": "ETH", "at": f"-{nr + 1}m"}}


def test_a_long_list_is_read_page_by_page_each_thing_once() -> None:
    exchange = exchange_of(happen(morning(), map(arrival, range(120))))
    seen, cursor, pages = [], None, 0

    while pages == 0 or cursor is not None:
        page = exchange.list_deposits(CONTEXT, ref="dana", cursor=cursor).data
        seen += [one.txid for one in page.items]
        cursor, pages = page.next_cursor, pages + 1

    assert (pages, len(seen), len(set(seen))) == (3, 120, 120)


def test_exactly_one_page_has_no_next() -> None:
    exchange = exchange_of(happen(morning(), map(arrival, range(50))))

    assert exchange.list_deposits(CONTEXT, ref="dana").data.next_cursor is None


@pytest.mark.parametrize("cursor", ["soon", "-1", "0"])
def test_a_cursor_of_nobody_s_is_not_found(cursor: str) -> None:
    with pytest.raises(ExchangeError) as caught:
        exchange_of(morning()).list_deposits(CONTEXT, ref="dana", cursor=cursor)

    assert caught.value.refusal == Refusal.NOT_FOUND
