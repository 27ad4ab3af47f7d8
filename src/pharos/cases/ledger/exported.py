"""Checking an exported bundle (`pharos.bundle.1`) with nothing but the file.

Whoever has a bundle can say that the words in it are those that were written, in this order, with
nothing left out before its head; that the installation whose key it names signed this head at this
time; and that days' signed roots, where they are in it, cover it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from pharos.cases.ledger.canonical import case_genesis, conversation_genesis, spell
from pharos.cases.ledger.merkle import climb, fold, leaf_hash, signed_root_bytes
from pharos.cases.ledger.verify import (
    CaseChain,
    ConversationChain,
    Fault,
    case_fault,
    conversation_fault,
)

FORMAT = "pharos.bundle.1"
BYTES = (
    "salt",
    "body_digest",
    "payload_digest",
    "attachments_digest",
    "hash",
    "visible_hash",
)


# What the customer may see besides messages: a sentence, and what its payload must hold.
HAPPENED: dict[str, tuple[str, tuple[str, ...]]] = {
    "joined": ("joined the conversation", ()),
    "review": ("asked that a different person looks", ()),
    "rating": ("rated it {overall} of 5", ("overall",)),
    "removed": ("a secret was taken out before anything was stored", ()),
    "verify": ("asked for proof of identity, level {level}", ("level",)),
    "assurance": ("proved their identity, level {to}", ("to",)),
    "erasure": ("the words of message {position} were erased: {why}", ("position", "why")),
}


class Unreadable(Exception):
    """What was given is no bundle that we can read."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a bundle shows: `fault` is None when all of it holds."""

    name: str
    length: int
    exported_at: str
    public_key: str
    days: tuple[str, ...]
    fault: Fault | None


def signed_head_bytes(document: Mapping[str, Any]) -> bytes:
    """Return what the signature of a bundle is made over."""
    parts = [FORMAT, document["about"], document["brand"], document["case"]]
    parts += [document["chain"], document["length"], bytes.fromhex(document["head"])]
    parts += [document["exported_at"]]
    return b"".join(spell(part) for part in parts)


def check_bundle(document: Any, key: str | None = None) -> Report:
    """Check everything in a bundle. `key` (hexadecimal) is the signer that the reader trusts.

    Raises Unreadable for what is not a bundle.
    """
    try:
        return _checked(document, None if key is None else bytes.fromhex(key))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error


def _checked(document: Any, key: bytes | None) -> Report:
    if document["format"] != FORMAT:
        raise Unreadable(f"the format is {document['format']!r}")
    is_case = {"case": True, "conversation": False}[document["about"]]
    chain = _case(document) if is_case else _conversation(document)
    fault = case_fault(chain) if isinstance(chain, CaseChain) else conversation_fault(chain)
    name = f"{document['about']} {document['case' if is_case else 'conversation']}"
    fault = fault or _loose_end(document, chain, name)
    fault = fault or _signature_fault(document, name, key)
    fault = fault or _roots_fault(document, name, chain, key)
    return Report(
        name,
        document["length"],
        document["exported_at"],
        document["public_key"],
        tuple(root["day"] for root in document["roots"]),
        fault,
    )


def transcript(entries: list[dict[str, Any]]) -> list[str]:
    """Return the lines that a person reads, made from entries as they stand in a bundle."""
    return [_line(entry) for entry in entries]


def _line(entry: Mapping[str, Any]) -> str:
    instant = datetime.fromtimestamp(entry["at"] // 1_000_000, tz=UTC)
    who = entry["author_name"] or entry["author_kind"]
    files = json.loads(entry["attachments"]) if entry["attachments"] else []
    if entry["kind"] == "rating" and entry["salt"] is not None:
        words = "\n".join(filter(None, [f"({_happened(entry)})", entry["body"]]))
    elif entry["body"] is not None:
        words = "\n".join(filter(None, [entry["body"], *map(_named, files)]))
    elif entry.get("withheld"):
        words = "(not shown in this export)"
    elif entry["salt"] is None:
        words = "(erased)"
    else:
        words = f"({_happened(entry)})"
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC  {who}: {words}"


def _named(file: Mapping[str, Any]) -> str:
    return f"[file: {file['name']}, {file['size']} bytes, sha256 {file['sha256']}]"


def _happened(entry: Mapping[str, Any]) -> str:
    """Say in words what an entry without words of its own tells."""
    told = json.loads(entry["payload"]) if entry["payload"] else {}
    sentence = HAPPENED.get(entry["kind"])
    if sentence is not None and all(name in told for name in sentence[1]):
        return sentence[0].format(**told)
    return f"{entry['kind']} {entry['payload'] or ''}".rstrip()


def _entries(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    read = []
    for entry in document["entries"]:
        plain = {field: _from_hex(entry[field]) for field in BYTES if field in entry}
        read.append({"visible_hash": None, **entry, **plain})
    return read


def _case(document: Mapping[str, Any]) -> CaseChain:
    heads = document["conversations"].items()
    return CaseChain(
        number=document["case"],
        head=(document["length"], bytes.fromhex(document["head"])),
        conversations={name: (length, bytes.fromhex(head)) for name, (length, head) in heads},
        entries=_entries(document),
    )


def _conversation(document: Mapping[str, Any]) -> ConversationChain:
    entries = [{**e, "conversation": document["conversation"]} for e in _entries(document)]
    return ConversationChain(
        public_id=document["conversation"],
        head=(document["length"], bytes.fromhex(document["head"])),
        entries=entries,
    )


def _loose_end(
    document: Mapping[str, Any], chain: CaseChain | ConversationChain, name: str
) -> Fault | None:
    genesis = (
        case_genesis(chain.number)
        if isinstance(chain, CaseChain)
        else conversation_genesis(chain.public_id)
    )
    if document["chain"] != genesis.hex():
        return Fault(name, 0, "the chain is another's")
    if document["transcript"] != transcript(document["entries"]):
        return Fault(name, 0, "the transcript does not say what the entries say")
    return None


def _signature_fault(document: Mapping[str, Any], name: str, key: bytes | None) -> Fault | None:
    public = bytes.fromhex(document["public_key"])
    if key is not None and public != key:
        return Fault(name, 0, "it was signed by another key than the one given")
    if not is_signed(public, bytes.fromhex(document["signature"]), signed_head_bytes(document)):
        return Fault(name, 0, "the signature is not of this head and time")
    return None


def _roots_fault(
    document: Mapping[str, Any],
    name: str,
    chain: CaseChain | ConversationChain,
    key: bytes | None,
) -> Fault | None:
    hashes = [e["hash" if isinstance(chain, CaseChain) else "visible_hash"] for e in chain.entries]
    for root in document["roots"]:
        length, day = root["length"], root["day"]
        if not 1 <= length <= len(hashes):
            return Fault(name, length, f"the root of {day} covers an entry that is not here")
        if not _is_covered(root, document["chain"], hashes[length - 1]):
            return Fault(name, length, f"is not what the root of {day} covers")
        public = bytes.fromhex(root["public_key"])
        signed = signed_root_bytes(day, bytes.fromhex(root["root"]), root["leaves"])
        if not is_signed(public, bytes.fromhex(root["signature"]), signed):
            return Fault(name, length, f"the root of {day} is not signed by its key")
        if public != (key or bytes.fromhex(document["public_key"])):
            return Fault(name, length, f"the root of {day} was signed by another key")
    return None


def _is_covered(root: Mapping[str, Any], chain: str, head: bytes) -> bool:
    path = [bytes.fromhex(step) for step in root["path"]]
    leaf = leaf_hash(chain, root["length"], head)
    tree = climb(leaf, root["place"], root["leaves"], path)
    return fold(bytes.fromhex(root["previous"]), tree) == bytes.fromhex(root["root"])


def is_signed(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether this Ed25519 key signed `message`."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _from_hex(value: str | None) -> bytes | None:
    return None if value is None else bytes.fromhex(value)
