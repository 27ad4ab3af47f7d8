"""Several sources of one network, asked together: what they agree on, and who contradicts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pharos.exchange.chains.port import ChainSource, Sighting, Tip, Transaction
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.objects import Answer

T = TypeVar("T")
# Two nodes are rarely at the same block. What is deeper than this they must agree on.
BLOCKS_APART = 3
# Which chains are read is a matter of set-up.
LIST_GOOD_FOR = timedelta(minutes=1)


class Quorum:
    """All sources as one (`Chains`). Some may be away; if all are, it raises `ExchangeError`.

    Answers that the caller could not rely on at `now()` any more count as no answer.
    """

    def __init__(self, sources: Sequence[ChainSource], now: Callable[[], datetime]) -> None:
        self._sources = tuple(sources)
        self._now = now

    def networks(self) -> Answer[tuple[str, ...]]:
        """All networks that some source reads."""
        at = self._now()
        known = sorted(set().union(*(source.networks for source in self._sources)))
        return Answer(
            data=tuple(known),
            as_of=at,
            source="chain",
            stale_after=at + LIST_GOOD_FOR,
            request_id="networks",
        )

    def sighting(self, *, network: str, txid: str) -> Answer[Sighting]:
        """What the sources say of a transaction. The largest group that agrees is believed."""
        answers = self._asked(network, lambda source: source.transaction(network, txid))
        answers.sort(key=lambda answer: not _looked_inside(answer.data))
        groups: list[list[Answer[Transaction | None]]] = []
        for answer in answers:
            for group in groups:
                if _agree(group[0].data, answer.data):
                    group.append(answer)
                    break
            else:
                groups.append([answer])
        groups.sort(key=len, reverse=True)
        best = max(groups[0], key=_weight)
        told = Sighting(
            transaction=best.data,
            sources=tuple(answer.source for answer in _witnesses(groups[0], best.data)),
            against=tuple(answer.source for group in groups[1:] for answer in group),
        )
        return _joined(answers, told)

    def tip(self, *, network: str) -> Answer[Tip]:
        """The highest block that a source knows."""
        answers = self._asked(network, lambda source: source.tip(network))
        return _joined(answers, max((one.data for one in answers), key=lambda tip: tip.height))

    def _asked(self, network: str, ask: Callable[[ChainSource], Answer[T]]) -> list[Answer[T]]:
        asked = [source for source in self._sources if network in source.networks]
        if not asked:
            raise ExchangeError(Refusal.UNSUPPORTED, network, source=f"chain {network}")
        answers, failed = [], None
        for source in asked:
            try:
                answer = ask(source)
            except ExchangeError as error:
                failed = error
                continue
            if not answer.is_stale(self._now()):
                answers.append(answer)
        if not answers:
            refusal = failed.refusal if failed else Refusal.UNAVAILABLE
            raise ExchangeError(refusal, network, source=f"chain {network}")
        return answers


def _agree(one: Transaction | None, other: Transaction | None) -> bool:
    """Whether two nodes tell the same story, one of them perhaps a few blocks behind."""
    if one is None or other is None:
        return one is other
    if abs(one.confirmations - other.confirmations) > BLOCKS_APART:
        return False
    near = one.confirmations <= BLOCKS_APART or other.confirmations <= BLOCKS_APART
    if near and {one.status, other.status} == {"PENDING", "SUCCESS"}:
        other = replace(other, status=one.status, height=one.height, block_at=one.block_at)
    if False in (one.internal_read, other.internal_read):
        one, other = _as_shown(one), _as_shown(other)
    return (one.status, one.transfers, one.height) == (other.status, other.transfers, other.height)


def _looked_inside(seen: Transaction | None) -> bool:
    return seen is not None and seen.internal_read is True


def _weight(answer: Answer[Transaction | None]) -> tuple[bool, int]:
    """Whoever looked inside says more, and then whoever is further on."""
    count = answer.data.confirmations if answer.data else 0
    return _looked_inside(answer.data), count


def _witnesses(
    group: Sequence[Answer[Transaction | None]], told: Transaction | None
) -> Sequence[Answer[Transaction | None]]:
    """Of those that agree, those that could see all that is told: not everybody looks inside."""
    if told is None or not any(transfer.internal for transfer in told.transfers):
        return group
    return [answer for answer in group if answer.data and answer.data.internal_read is not False]


def _as_shown(seen: Transaction) -> Transaction:
    """The same as one tells it who did not look inside."""
    shown = tuple(transfer for transfer in seen.transfers if not transfer.internal)
    return replace(seen, transfers=shown)


def _joined(answers: Sequence[Answer[Any]], data: T) -> Answer[T]:
    """One answer of all of them: as old as the oldest, and good as long as the first to end."""
    return Answer(
        data=data,
        as_of=min(answer.as_of for answer in answers),
        source=" + ".join(answer.source for answer in answers),
        stale_after=min(answer.stale_after for answer in answers),
        request_id=answers[0].request_id,
    )
