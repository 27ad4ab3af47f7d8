"""What the desk itself answers to a diagnoser (`desk_records.py`), for one case's customer."""

# lint: allow objects (answers of our own, inside a reading of their own)
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pharos.cases.models import Case, Entry
from pharos.cases.states import CaseState
from pharos.diagnosis.desk_records import OwnCase, PinnedKey
from pharos.exchange.connections import connection_of
from pharos.exchange.errors import ExchangeError, Refusal
from pharos.exchange.objects import Answer
from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.models import Customer

GOOD_FOR = timedelta(minutes=1)
MOST = 20
ASIDE = (CaseState.MERGED, CaseState.SPAM)
# What of a diagnosis' inputs says what a case is about.
ABOUT = ("txid", "withdrawal", "deposit", "order", "reference", "key_id", "campaign")


@dataclass(frozen=True, slots=True)
class DeskAnswers:
    """Answers `desk.NAME` from our own tables, inside the brand of the case."""

    case_id: int
    brand_id: int
    customer_id: int

    def answer(self, name: str, arguments: Mapping[str, Any]) -> Answer[Any]:
        """Answer, or raise NOT_FOUND where there is nothing."""
        with reading(Actor.system(self.brand_id)):
            data = getattr(self, name)(**arguments)
        at = now()
        return Answer(
            data=data, as_of=at, source="desk", stale_after=at + GOOD_FOR, request_id=name
        )

    def cases_like(self, reason: str, since: datetime) -> tuple[OwnCase, ...]:
        """The same person's other cases of this group of reasons, open or settled since then."""
        person = Customer.objects.get(pk=self.customer_id).person_id
        group = reason.partition(".")[0]
        found = (
            Case.objects.filter(customer__in=Customer.objects.filter(pk=person))
            | Case.objects.filter(customer__merged_into=person)
            | Case.objects.filter(customer=self.customer_id)
        )
        cases = found.exclude(pk=self.case_id).exclude(state__in=ASIDE).distinct()
        own = [
            _own(case)
            for case in cases.filter(reason_initial__startswith=group).order_by("-opened_at")[:MOST]
        ]
        return tuple(one for one in own if one.settled_at is None or one.settled_at >= since)

    def directory_key(self) -> PinnedKey:
        """The key that the brand pinned for its exchange's directory: `ID BASE64`."""
        connection = connection_of(self.brand_id)
        key_id, _, public = (connection.directory_key if connection else "").partition(" ")
        if not public:
            raise ExchangeError(Refusal.NOT_FOUND, "no key is pinned", source="desk")
        return PinnedKey(key_id=key_id, public_key=public)

    def message_sent(self, code: str) -> Any:
        """No message carries a code yet."""
        raise ExchangeError(Refusal.NOT_FOUND, code, source="desk")


def _own(case: Case) -> OwnCase:
    looked = Entry.objects.filter(case_id=case.pk, kind="diagnosis").order_by("-seq").first()
    inputs = (looked.payload or {}).get("inputs", {}) if looked else {}
    return OwnCase(
        number=case.number,
        reason=case.reason_final or case.reason_initial,
        opened_at=case.opened_at,
        settled_at=case.resolved_at if case.is_settled else None,
        about=tuple(inputs[name] for name in ABOUT if inputs.get(name)),
    )
