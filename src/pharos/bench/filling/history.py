"""One case with everything that happened in it, told from its number alone.

Nothing here is random at run time: the same number gives the same case, so that several processes
can each fill a part, and a run can be repeated.
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from stdnum.iso7064 import mod_37_36

from pharos.bench.filling.words import said
from pharos.cases.ledger.canonical import (
    case_genesis,
    conversation_genesis,
    digest,
    entry_hash,
    micros,
    visible_hash,
)
from pharos.kernel.ids import ALPHABET, LENGTH

REASONS = ("DEP.NOT_FOUND", "WDR.REVIEW", "ACC.LOCKED", "KYC.PENDING", "TRD.ORDER_NOT_FILLED")
LANGUAGES = ("en", "en", "en", "ko", "zh-Hans", "es")
DISPOSITIONS = ("solved_by_fact", "solved_by_action", "explained", "referred")
NAMES = ("Dana", "Minjun", "Eve")
# Spreads consecutive ids over the whole range of numbers; odd and no multiple of 13, so that no
# two ids fall on one.
SPREAD = 104_729 * 1_000_003
SHORTEST, LONGEST = 4, 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Where the cases of one brand live: who there is to own them. Ids, and when it is now."""

    brand: int
    teams: tuple[int, ...]
    staff: tuple[tuple[int, str], ...]
    customers: range
    until: datetime
    days: int = 730


@dataclass(slots=True)
class Past:
    """The rows of one case: what stands in each table, by column."""

    case: dict[str, Any]
    conversation: dict[str, Any]
    head: dict[str, Any] = field(default_factory=dict)
    thread: dict[str, Any] = field(default_factory=dict)
    entries: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class _Chain:
    """Grows the two chains as the door to the ledger does."""

    past: Past
    rng: random.Random
    hash: bytes
    visible: bytes
    position: int = 0

    def add(
        self,
        at: datetime,
        kind: str,
        author: tuple[str, int | None, str | None],
        *,
        visible: bool = False,
        body: str | None = None,
        payload: dict[str, Any] | None = None,
    ) -> None:
        told = None if payload is None else json.dumps(payload, separators=(",", ":"))
        salt = self.rng.randbytes(16) if body is not None or told is not None else bytes(16)
        in_thread = kind not in ("opened", "assignment", "disposition", "note")
        self.position += visible
        record: dict[str, Any] = {
            "number": self.past.case["number"],
            "seq": len(self.past.entries) + 1,
            "conversation": self.past.conversation["public_id"] if in_thread else None,
            "position": self.position if visible else None,
            "kind": kind,
            "author_kind": author[0],
            "author_id": author[1],
            "author_name": author[2],
            "visibility": "customer" if visible else "staff",
            "at": micros(at),
            "client_token": str(uuid.UUID(int=self.rng.getrandbits(128))) if body else None,
            "body_digest": digest(salt, body),
            "payload_digest": digest(salt, told),
            "attachments_digest": None,
        }
        if visible:
            self.visible = visible_hash(self.visible, record)
        self.hash = entry_hash(self.hash, record)
        self.past.entries.append(
            record
            | {
                "case_id": self.past.case["id"],
                "brand_id": self.past.case["brand_id"],
                "conversation_id": self.past.conversation["id"] if in_thread else None,
                "body": body,
                "payload": told,
                "created_at": at,
                "salt": salt,
                "hash": self.hash,
                "visible_hash": self.visible if visible else None,
            }
        )


def case_number(case_id: int) -> str:
    """Return a valid case number that no other id of a filling has."""
    place = case_id * 2
    while True:
        left, body = place * SPREAD % len(ALPHABET) ** LENGTH, ""
        for _ in range(LENGTH):
            left, symbol = divmod(left, len(ALPHABET))
            body += ALPHABET[symbol]
        check = mod_37_36.calc_check_digit(body)
        if check in ALPHABET:
            return f"{body[:4]}-{body[4:]}-{check}"
        # Odd places belong to nobody; beyond them lie those of ids that no filling reaches.
        place = place + 1 if place % 2 == 0 else place + 2_000_000_001


def past_of(case_id: int, town: Town, *, is_open: bool) -> Past:
    """Tell one case: a conversation of some entries, ended unless it is open."""
    rng = random.Random(case_id)
    customer = rng.choice(town.customers)
    name = NAMES[customer % len(NAMES)]
    language = rng.choice(LANGUAGES)
    age = timedelta(seconds=rng.randrange(3600, 86_400 if is_open else town.days * 86_400))
    opened_at = (town.until - age).astimezone(UTC)
    conversation: dict[str, Any] = {
        "id": case_id,
        "public_id": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        "channel": "widget",
        "external_id": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        "surface": rng.choice(("web", "web", "app")),
        "state": "QUEUED" if is_open else "ENDED",
        "language": language,
        "timezone": "Asia/Seoul",
        "assurance": 2,
        "opened_at": opened_at,
        "read_position": 0,
        "brand_id": town.brand,
        "case_id": case_id,
        "customer_id": customer,
    }
    case: dict[str, Any] = {
        "id": case_id,
        "number": case_number(case_id),
        "state": "QUEUED",
        "reason_initial": rng.choice(REASONS),
        "reason_predicted": "",
        "reason_final": "",
        "disposition": "",
        "resolution_text": "",
        "language": language,
        "opened_at": opened_at,
        "contacts": 1,
        "assurance": 2,
        "assurance_required": 0,
        "brand_id": town.brand,
        "customer_id": customer,
        "team_id": rng.choice(town.teams),
    }
    past = Past(case=case, conversation=conversation)
    chain = _Chain(
        past, rng, case_genesis(case["number"]), conversation_genesis(conversation["public_id"])
    )
    _live(chain, town, name, is_open=is_open)
    past.head = {
        "case_id": case_id,
        "brand_id": town.brand,
        "number": case["number"],
        "seq": len(past.entries),
        "hash": chain.hash,
    }
    past.thread = {
        "conversation_id": case_id,
        "case_id": case_id,
        "brand_id": town.brand,
        "public_id": conversation["public_id"],
        "position": chain.position,
        "hash": chain.visible,
    }
    return past


def _live(chain: _Chain, town: Town, name: str, *, is_open: bool) -> None:
    """Let the customer ask and staff answer, and end it unless it is open."""
    case, rng = chain.past.case, chain.rng
    customer = ("customer", case["customer_id"], name)
    system = ("system", None, "Pharos")
    owner, owner_name = rng.choice(town.staff)
    agent = ("staff", owner, owner_name)
    moments = _moments(rng, case["opened_at"], town.until, is_open=is_open)
    at = next(moments)
    first = said(rng, case["language"])
    chain.add(at, "message", customer, visible=True, body=first)
    opened = {"team": case["team_id"], "customer": case["customer_id"]}
    known = ("language", "assurance", "assurance_required")
    opened |= {"reason": case["reason_initial"]} | {key: case[key] for key in known}
    chain.add(at, "opened", system, payload=opened | {"channel": "widget", "surface": "web"})
    case |= {
        "subject": first[:140],
        "last_words": first[:140],
        "last_author": "customer",
        "waiting_since": at,
        "first_answered_at": None,
        "resolved_at": None,
        "moved_at": at,
        "touches": 0,
        "assignee_id": None,
        "reviewed_after_id": None,
    }
    # Half of what is open has an owner already.
    if is_open and rng.random() < 0.5:
        return
    at = next(moments)
    case |= {"assignee_id": owner, "state": "IN_PROGRESS"}
    chain.add(at, "assignment", agent, payload={"assignee": owner, "team": case["team_id"]})
    chain.add(at, "state", agent, payload={"case": ["QUEUED", "IN_PROGRESS"]})
    chain.add(at, "joined", agent, visible=True, payload={"name": owner_name})
    _talk(chain, moments, customer, agent)
    if not is_open:
        _end(chain, next(moments), agent)


def _talk(
    chain: _Chain,
    moments: Iterator[datetime],
    customer: tuple[str, int | None, str | None],
    agent: tuple[str, int | None, str | None],
) -> None:
    case, rng = chain.past.case, chain.rng
    length = rng.randint(SHORTEST, LONGEST - 3)
    while len(chain.past.entries) < length:
        at = next(moments)
        if rng.random() < 0.15:
            chain.add(at, "note", agent, body=said(rng, "en"))
            continue
        is_theirs = case["last_author"] == "staff"
        words = said(rng, case["language"])
        chain.add(at, "message", customer if is_theirs else agent, visible=True, body=words)
        case |= {
            "last_words": words[:140],
            "last_author": "customer" if is_theirs else "staff",
            "waiting_since": at if is_theirs else None,
            "moved_at": at,
            "touches": case["touches"] + (not is_theirs),
        }
        if not is_theirs:
            case["first_answered_at"] = case["first_answered_at"] or at
            case["state"] = "WAITING_CUSTOMER"
        else:
            case["state"] = "IN_PROGRESS"


def _end(chain: _Chain, at: datetime, agent: tuple[str, int | None, str | None]) -> None:
    case, rng = chain.past.case, chain.rng
    words, how = said(rng, case["language"]), rng.choice(DISPOSITIONS)
    told = {"disposition": how, "reason_final": case["reason_initial"], "assignee": agent[1]}
    chain.add(at, "resolution", agent, visible=True, body=words)
    chain.add(at, "disposition", agent, payload=told)
    chain.add(at, "state", agent, payload={"case": [case["state"], "RESOLVED"]})
    case |= {
        "state": "RESOLVED",
        "disposition": how,
        "reason_final": case["reason_initial"],
        "resolution_text": words,
        "last_words": words[:140],
        "last_author": "staff",
        "waiting_since": None,
        "first_answered_at": case["first_answered_at"] or at,
        "resolved_at": at,
        "moved_at": at,
    }


def _moments(
    rng: random.Random, first: datetime, until: datetime, *, is_open: bool
) -> Iterator[datetime]:
    """Instants from the opening on, none later than now."""
    at = first
    longest = (until - first) / (LONGEST + 1) if is_open else timedelta(minutes=40)
    while True:
        yield min(at, until)
        at += longest * rng.random()
