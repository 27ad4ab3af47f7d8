"""The pieces of the simulator's page. Every text from the world is escaped where it is put in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from html import escape
from inspect import getdoc
from typing import Any, Final

from pharos.exchange.simulator.books import deposits_of
from pharos.exchange.simulator.events import EVENTS
from pharos.exchange.simulator.executing import KINDS, as_of_now
from pharos.exchange.simulator.history import Kept
from pharos.exchange.simulator.nodes import NODES
from pharos.exchange.simulator.ready import (
    ACCOUNT,
    INCIDENT,
    JOB,
    NETWORK,
    REQUEST,
    SOURCE,
    TIME,
    Ready,
)
from pharos.exchange.simulator.world import Account, World

SHOWN: Final = 8
HISTORY: Final = 15
SOURCES: Final = ("exchange", *(f"chain.{name}" for name in NODES))
NUMBERS: Final = ("Confirmations", "Height", "A block every", "Transactions")
EXAMPLE: Final = """customer: dana
what: restrictions
id: res-9
scope: [withdraw]
code: OTHER_REVIEW
disclosure: GENERIC
imposed_at: -1h
imposed_by: STAFF
review_at: +72h"""


@dataclass(frozen=True, slots=True)
class View:
    """What this showing of the page says besides the world."""

    said: str = ""
    error: str = ""
    name: str = "put"
    text: str = EXAMPLE


def whole_page(kept: Kept, view: View) -> str:
    """The page as it is sent."""
    world = kept.world
    accounts = "".join(_account(kept, one) for one in world.accounts.values())
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Northmere, simulated</title>
<link rel="stylesheet" href="/simulator.css">
</head>
<body>
<header>
<h1>Northmere <small>simulated exchange</small></h1>
<dl class="clock">{_clock(kept)}</dl>
</header>
<main>
{_notice(view)}
<section><h2>Time</h2><p class="hint">Advanced time makes everything that happened longer ago; your
own clock stays.</p>{_buttons(TIME)}</section>
<section><h2>Accounts</h2><div class="cards">{accounts}</div></section>
<section><h2>Assets and networks</h2>{_networks(world)}</section>
<section><h2>Requests</h2><p class="hint">How the exchange answers what support asks it to do, from
now on.</p>{_requests(world)}</section>
<section><h2>Sources</h2>{_sources(world)}</section>
<section><h2>Chains</h2>{_chains(world)}</section>
<section><h2>Incidents</h2>{_incidents(world)}</section>
<section><h2>Anything else</h2>{_free(view)}</section>
<section><h2>What happened</h2>{_history(kept)}</section>
</main>
</body>
</html>
"""


def _clock(kept: Kept) -> str:
    facts = [
        ("Clock", _time(kept.world.now - kept.ahead)),
        ("Advanced by", _span(kept.ahead.total_seconds())),
        ("Seed", str(kept.world.seed)),
        ("Events", str(len(kept.happened))),
    ]
    return "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)


def _notice(view: View) -> str:
    if view.error:
        return (
            f'<p class="notice wrong" role="alert" id="said"><strong>Nothing happened.</strong> '
            f"{escape(view.error)}</p>"
        )
    if view.said:
        return (
            f'<p class="notice" role="status" id="said"><strong>Done:</strong> '
            f"{escape(view.said)}</p>"
        )
    return ""


def _buttons(group: Iterable[Ready], on: str = "") -> str:
    made = "".join(
        f'<button name="do" value="{escape(one.key)}"{_quiet(one)}>{escape(one.label)}</button>'
        for one in group
    )
    beside = f'<input type="hidden" name="on" value="{escape(on)}">' if on else ""
    return f'<form method="post" action="/ready" class="buttons">{beside}{made}</form>'


def _quiet(one: Ready) -> str:
    return ' class="mends"' if one.mends else ""


def _account(kept: Kept, account: Account) -> str:
    card = account.card
    about = [
        card.ref,
        card.country,
        f"tier {account.tier.code}",
        f"identity check {account.kyc.state.lower()}",
    ]
    lines = "".join(f"<li>{line}</li>" for line in _lines(kept, account))
    title = f"{escape(card.name)} <small>{escape(', '.join(about))}</small>"
    return f"""<article class="card"><h3>{title}</h3>
<ul class="lines">{lines or "<li class=none>Nothing in the way, nothing under way.</li>"}</ul>
{_buttons(ACCOUNT, account.ref)}
{_addresses(account)}</article>"""


def _lines(kept: Kept, account: Account) -> Iterator[str]:
    world = kept.world
    for one in account.restrictions:
        until = f"until {_time(one.ends_at - kept.ahead)}" if one.ends_at else "open end"
        yield f"{_mark(one.disclosure)} {escape(one.code)} <small>{escape(until)}</small>"
    for hold in account.security.holds:
        if hold.ends_at > world.now:
            ends_at = _time(hold.ends_at - kept.ahead)
            yield f"{_mark('hold')} {escape(hold.cause)} <small>until {ends_at}</small>"
    for deposit in deposits_of(world, account)[:SHOWN]:
        count = f"{deposit.confirmations} of {deposit.required}"
        yield (
            f"{_mark(deposit.state)} {_amount(deposit.amount)} {escape(deposit.asset)} in "
            f"<small>{count} confirmations</small> <code>{escape(deposit.txid[:14])}…</code>"
        )
    for one_out in account.withdrawals[-SHOWN:]:
        yield (
            f"{_mark(one_out.state)} {_amount(one_out.amount)} {escape(one_out.asset)} out "
            f"<small>{escape(one_out.id)}</small>"
        )
    for (ref, _), job in world.jobs.items():
        if ref == account.ref:
            state = as_of_now(world, job).state
            decide = _buttons(JOB, job.id) if state == "RUNNING" else ""
            reason = f"<small>{escape(job.reason or '')}</small>"
            yield f"{_mark(state)} {escape(job.kind)} {reason}{decide}"


def _addresses(account: Account) -> str:
    rows = "".join(
        f"<tr><td>{escape(one.asset)}</td><td>{escape(one.network)}</td>"
        f"<td><code>{escape(one.address)}</code>"
        f"{f' <small>tag {escape(one.memo)}</small>' if one.memo else ''}</td></tr>"
        for one in account.addresses
    )
    return (
        "<details><summary>Deposit addresses</summary>"
        f'<div class="wide"><table>{rows}</table></div></details>'
    )


def _networks(world: World) -> str:
    rows = "".join(
        f"<tr><th scope=row>{escape(row.asset)}</th><td>{escape(row.alias)}</td>"
        f"<td>{_mark(row.deposit)}</td><td>{_mark(row.withdraw)}</td>"
        f"<td class=number>{row.confirmations_credit}</td>"
        f"<td>{_buttons(NETWORK, f'{row.asset} {row.network}')}</td></tr>"
        for row in world.networks
    )
    head = _head("Asset", "Network", "Deposits", "Withdrawals", "Confirmations", "")
    return f'<div class="wide"><table>{head}{rows}</table></div>'


def _sources(world: World) -> str:
    names = dict.fromkeys((*SOURCES, *world.faults))
    rows = "".join(
        f"<tr><th scope=row>{escape(name)}</th>"
        f"<td>{_mark(world.faults.get(name, 'well'))}</td>"
        f"<td>{_buttons(_faults(name), name)}</td></tr>"
        for name in names
    )
    return f'<div class="wide"><table>{_head("Source", "State", "")}{rows}</table></div>'


def _requests(world: World) -> str:
    rows = "".join(
        f"<tr><th scope=row>{escape(kind)}</th>"
        f"<td>{_mark(world.moods.get(kind, ('well', ''))[0])}</td>"
        f"<td>{_buttons(REQUEST, kind)}</td></tr>"
        for kind in KINDS.values()
    )
    return f'<div class="wide"><table>{_head("Request", "Now", "")}{rows}</table></div>'


def _faults(source: str) -> tuple[Ready, ...]:
    """What a source can suffer from: only a node can be made to lie."""
    return tuple(one for one in SOURCE if one.key != "lie" or source.startswith("chain"))


def _chains(world: World) -> str:
    rows = []
    for chain in world.chains.values():
        newest = sorted(chain.transactions.values(), key=lambda one: one.sent_at)[-3:]
        seen = "<br>".join(
            f"<code>{escape(one.txid[:14])}…</code> "
            f"{_amount(one.transfers[0].amount)} {escape(one.transfers[0].symbol)}, "
            f"{chain.confirmations(one, world.now)} confirmations"
            for one in reversed(newest)
            if one.transfers
        )
        rows.append(
            f"<tr><th scope=row>{escape(chain.network)}</th>"
            f"<td class=number>{chain.height(world.now):,}</td>"
            f"<td class=number>{chain.block_seconds} s</td>"
            f"<td class=number>{len(chain.transactions)}</td><td>{seen}</td></tr>"
        )
    head = _head("Chain", "Height", "A block every", "Transactions", "Latest")
    return f'<div class="wide"><table>{head}{"".join(rows)}</table></div>'


def _incidents(world: World) -> str:
    lines = "".join(
        f"<li>{_mark('over' if one.ended_at else 'open')} {escape(one.title)}</li>"
        for one in world.incidents
    )
    return f'<ul class="lines">{lines or "<li class=none>None.</li>"}</ul>{_buttons(INCIDENT)}'


def _free(view: View) -> str:
    options = "".join(
        f"<option{' selected' if name == view.name else ''}>{escape(name)}</option>"
        for name in sorted(EVENTS)
    )
    meanings = "".join(
        f"<dt><code>{escape(name)}</code></dt><dd>{escape(_first_line(event))}</dd>"
        for name, event in sorted(EVENTS.items())
    )
    wrong = ' aria-invalid="true" aria-describedby="said"' if view.error else ""
    return f"""<form method="post" action="/event" class="free">
<label for="name">Event</label><select id="name" name="name">{options}</select>
<label for="arguments">Arguments, as YAML</label>
<textarea id="arguments" name="arguments" rows="10" spellcheck="false"{wrong}>
{escape(view.text)}</textarea>
<p class="hint">Times may be relative to now: -10m, +2h, +3d. Amounts are in quotes: "0.50".</p>
<button class="main">Let it happen</button></form>
<details><summary>What events there are</summary><dl class="meanings">{meanings}</dl></details>"""


def _history(kept: Kept) -> str:
    rows = "".join(
        f"<li><time>{_time(one.at - kept.ahead)}</time> {escape(one.title or one.name)} "
        f"<code>{escape(_short(one.arguments))}</code></li>"
        for one in reversed(kept.happened[-HISTORY:])
    )
    return f'<ol class="history">{rows or "<li class=none>Nothing yet.</li>"}</ol>'


def _head(*names: str) -> str:
    cells = "".join(f"<th scope=col{_side(name)}>{name}</th>" for name in names)
    return f"<thead><tr>{cells}</tr></thead>"


def _side(name: str) -> str:
    return " class=number" if name in NUMBERS else ""


def _mark(state: str) -> str:
    """A state in a word and a colour; unknown ones are plain."""
    return f'<span class="mark {escape(state.lower())}">{escape(state)}</span>'


def _amount(value: Decimal) -> str:
    return f"{value:f}"


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _span(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min {rest} s"


def _first_line(event: Any) -> str:
    return (getdoc(event) or "").partition("\n")[0]


def _short(arguments: Any) -> str:
    text = str(arguments)
    return text if len(text) <= 120 else f"{text[:120]}…"  # noqa: PLR2004 - a line of the list
