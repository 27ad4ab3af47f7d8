"""Signatures that we check ourselves, where mail reaches us directly: DKIM, and DMARC upon it.

DNS is a function that is handed in: nothing here knows the network.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import dkim

from pharos.channels.mail.reading.proofs import Proof, from_domain, stands_for, weighed
from pharos.channels.mail.reading.tree import Part, parsed

# The text records of a name; none if there is no such name. It may raise.
Records = Callable[[str], list[str]]

# A mail that is signed more often wants to keep us busy.
_MOST_SIGNATURES: Final = 5
_MOST_LABELS: Final = 8
_BLANKS: Final = re.compile(rb"[ \t]{32,}")
_MOST_BLANKS: Final = 100_000_000
# `co.kr`, `gov.uk`: below such a name are strangers, though it may have a policy of its own.
_ENDS_OF_MANY: Final = re.compile(r"[a-z]{2,4}\.[a-z]{2}")
# It logs names of whatever it meets.
_QUIET: Final = logging.getLogger("pharos.dkim")
_QUIET.setLevel(logging.CRITICAL)


def proof_of(
    raw: bytes, *, records: Records, spf: str = "", envelope_from: str = "", helo: str = ""
) -> Proof:
    """Verify who signed a mail as it arrived. `spf` is what the listener found, if it looked.

    A signature that leaves the end of the body open counts as none. Several `From` prove nothing.
    Never raises: what DNS does not answer is `temperror`.
    """
    try:
        return _proof(raw, records, (spf.lower(), envelope_from.rpartition("@")[2] or helo))
    except Exception:  # noqa: BLE001 - what cannot be verified is not verified
        return Proof(dkim="permerror", spf=spf.lower())


def _proof(raw: bytes, records: Records, spf: tuple[str, str]) -> Proof:
    head = re.search(rb"\r?\n\r?\n", raw)
    root = parsed(raw[: head.end()] if head else raw).root
    author = from_domain(root)
    signatures = min(len(root.fields.get("dkim-signature", ())), _MOST_SIGNATURES)
    if signatures and _is_malicious(raw, root):
        return Proof(dkim="permerror", spf=spf[0])
    found = [("dkim", *_signature(raw, index, records)) for index in range(signatures)]
    found = found or [("dkim", "none", "")]
    if spf[0]:
        found.append(("spf", *spf))
    proof = weighed(found, author)
    return _with_policy(proof, found, author, records) if author else proof


def _is_malicious(raw: bytes, root: Part) -> bool:
    """Whether it was made to keep us busy: the time for blanks grows with the square of a run."""
    blanks = sum((match.end() - match.start()) ** 2 for match in _BLANKS.finditer(raw))
    return blanks > _MOST_BLANKS or any(name.lower() == "dkim-signature" for name, _ in root.cut)


def _signature(raw: bytes, index: int, records: Records) -> tuple[str, str]:
    """The result of one signature, and its domain."""
    failed: list[str] = []

    def text_of(name: bytes | str, **_: object) -> bytes | None:
        plain = name.decode("ascii") if isinstance(name, bytes) else name
        try:
            found = records(plain.rstrip("."))
        except Exception:  # noqa: BLE001 - whatever hinders DNS, another time it may answer
            failed.append(plain)
            return None
        return next((one.encode() for one in found if "p=" in one), None)

    message = dkim.DKIM(raw, logger=_QUIET)
    try:
        is_valid = bool(message.verify(idx=index, dnsfunc=text_of))
    except dkim.ValidationError:
        return "fail", _signer(message)
    except Exception:  # noqa: BLE001 - a signature that its verifier stumbles over
        return "temperror" if failed else "permerror", _signer(message)
    if failed:
        return "temperror", _signer(message)
    if is_valid and b"l" in message.signature_fields:
        return "policy", _signer(message)
    return "pass" if is_valid else "fail", _signer(message)


def _signer(message: dkim.DKIM) -> str:
    return (message.domain or b"").decode("ascii", "replace").lower()


def _with_policy(
    proof: Proof, found: list[tuple[str, str, str]], author: str, records: Records
) -> Proof:
    """Add what the author's domain says of mail that it does not stand for (DMARC)."""
    try:
        policy, owner = _policy(author, records)
    except Exception:  # noqa: BLE001 - whatever hinders DNS
        return replace(proof, dmarc="temperror")
    if not policy:
        return replace(proof, dmarc="none")
    is_strict = {"dkim": "adkim=s" in policy, "spf": "aspf=s" in policy}
    is_aligned = any(
        result == "pass"
        and (domain == author if is_strict[method] else _is_of(domain, author, owner))
        for method, result, domain in found
    )
    return replace(proof, dmarc="pass" if is_aligned else "fail", aligned=is_aligned)


def _is_of(domain: str, author: str, owner: str) -> bool:
    """Whether both belong to the domain that has the policy."""
    both_below = all(one == owner or one.endswith(f".{owner}") for one in (domain, author))
    return stands_for(domain, author) or (both_below and not _ENDS_OF_MANY.fullmatch(owner))


def _policy(author: str, records: Records) -> tuple[str, str]:
    """The policy of a domain or of the nearest one above it, without blanks, and whose it is."""
    labels = author.split(".")[-_MOST_LABELS:]
    for start in range(len(labels) - 1):
        owner = ".".join(labels[start:])
        for record in records(f"_dmarc.{owner}"):
            plain = record.replace(" ", "").lower()
            if plain.startswith("v=dmarc1"):
                return plain, owner
    return "", author
