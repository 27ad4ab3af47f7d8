"""What the senders write: each mail from its number alone, so that any process knows it again.

Every mail begins with a Message-ID of the drill's own, whatever was done to the rest of it, and a
line that takes up what a broken first line would fold into the one before.
"""

from __future__ import annotations

import random
from base64 import encodebytes
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pharos.bench.drills.mail.mutating import mutated

BRANDS: Final = ("northmere", "eastvale")
HOST: Final = "senders.test"
OUR_SERVER: Final = "mx.drill.test"
LETTERS_A_PERSON: Final = 3
MACHINE_EVERY, FILE_EVERY, HTML_EVERY = 31, 23, 7
PERSON, MACHINE, MUTATED = "person", "machine", "mutated"
WORDS: Final = (
    "My deposit has not arrived since this morning.",
    "입금이 아직 도착하지 않았습니다. 확인해 주세요.",
    "El retiro sigue pendiente desde ayer.",
    "我的充值还没有到账,请帮我查一下。",
    "I lost the phone with my second factor and cannot sign in any more.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail as a sender's server has it in its queue."""

    number: int
    token: str
    kind: str
    brand: str
    sender: str
    to: str
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How many mails there are, and which of them are broken."""

    seed: int
    messages: int
    mutated: int
    data: str = ""

    @property
    def people(self) -> int:
        """How many people write: each now, again when all have written, and once more."""
        return -(-self.messages // LETTERS_A_PERSON)

    def is_mutated(self, number: int) -> bool:
        """Spread evenly over all."""
        return (number + 1) * self.mutated // self.messages > (
            number * self.mutated // self.messages
        )


def letter(plan: Plan, number: int) -> Letter:
    """Return the mail with this number; the same each time."""
    rng = random.Random(plan.seed * 1_000_003 + number)
    person = number % plan.people
    brand = BRANDS[person % len(BRANDS)]
    kind = PERSON
    if plan.is_mutated(number):
        kind = MUTATED
    elif number % MACHINE_EVERY == MACHINE_EVERY - 1:
        kind = MACHINE
    token = token_of(plan, number)
    sender = f"{kind}-{number if kind == MACHINE else person}@{HOST}"
    first = f"Message-ID: <{token}>\r\nX-Drill: {number}\r\n".encode()
    if kind == MUTATED:
        source = rng.choice(_sources(plan.data) or [_honest(plan, number, person, kind, sender)])
        rest = mutated(source, rng)
    else:
        rest = _honest(plan, number, person, kind, sender)
    return Letter(
        number=number,
        token=token,
        kind=kind,
        brand=brand,
        sender=sender,
        to=f"help+d{number:x}@{brand}.test",
        raw=first + rest,
    )


def token_of(plan: Plan, number: int) -> str:
    return f"drill-{plan.seed}-{number}@{HOST}"


def _honest(plan: Plan, number: int, person: int, kind: str, sender: str) -> bytes:
    """A mail as programs write it; the second of each person answers the first."""
    text = f"{WORDS[number % len(WORDS)]}\r\n\r\nMail {number} of Dana {person}."
    results = f"dkim=pass header.d={HOST}; dmarc=pass header.from={HOST}"
    heads = [
        f"Authentication-Results: {OUR_SERVER}; {results}",
        f"From: Dana <{sender}>",
        f"To: help@{BRANDS[person % len(BRANDS)]}.test",
        f"Subject: Mail {number}",
        "Date: Thu, 26 Nov 2026 08:00:00 +0000",
        "MIME-Version: 1.0",
    ]
    if number // plan.people == 1:
        heads += [f"In-Reply-To: <{token_of(plan, number - plan.people)}>"]
    if kind == MACHINE:
        heads += ["Auto-Submitted: auto-replied"]
    return "\r\n".join([*heads, *_body(number, text)]).encode()


def _body(number: int, text: str) -> list[str]:
    plain = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
    if number % FILE_EVERY == 0:
        kind, name = "mixed", "trade.txt"
        more = [
            f"Content-Type: text/plain; name={name}",
            f"Content-Disposition: attachment; filename={name}",
            "Content-Transfer-Encoding: base64",
            "",
            encodebytes(b"trade 1\n" * 40).decode().replace("\n", "\r\n"),
        ]
    elif number % HTML_EVERY == 0:
        kind = "alternative"
        more = ["Content-Type: text/html; charset=utf-8", "", f"<p>{text}</p>"]
    else:
        return [*plain, "", text, ""]
    edge = f"edge-{number}"
    heads = [f'Content-Type: multipart/{kind}; boundary="{edge}"', ""]
    return [*heads, f"--{edge}", *plain, "", text, f"--{edge}", *more, f"--{edge}--", ""]


@cache
def _sources(folder: str) -> list[bytes]:
    """The mails of a corpus, without what is no mail."""
    if not folder:
        return []
    files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    return [path.read_bytes() for path in files if path.suffix not in (".json", ".md", ".py")]
