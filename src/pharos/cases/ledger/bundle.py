"""Exporting what can be proved without us: one file, checked by `pharos verify FILE`.

A customer gets what they may see of one conversation, with the salts, so that every digest can be
computed again. Staff get the whole chain of a case; of what the reader may not see there stay the
digests and hashes, which the chain needs, and nothing of the content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_supported_language_variant, override
from django.utils.translation import gettext_lazy as _

from pharos.brands.queries import slug_of
from pharos.cases.ledger.canonical import case_genesis, conversation_genesis
from pharos.cases.ledger.exported import BYTES, FORMAT, signed_head_bytes, transcript
from pharos.cases.ledger.roots import covering_roots, own_key
from pharos.cases.ledger.signing import public_bytes
from pharos.cases.ledger.stored import case_chain
from pharos.cases.ledger.verify import CONTENT, CaseChain
from pharos.cases.models import Case, Conversation
from pharos.kernel.errors import NotFound
from pharos.kernel.time import now
from pharos.people.actor import Actor
from pharos.people.roles import Role
from pharos.safety.advice import told_markers

MAY_READ_SEALED = frozenset({Role.COMPLIANCE})
COMMON = ("position", "kind", "author_kind", "author_name", "at", *CONTENT)
FOR_STAFF = ("seq", "conversation", "author_id", "visibility", "client_token")


def case_bundle(actor: Actor, case: Case) -> dict[str, Any]:
    """Return the whole chain of a case in the running scope, as far as the reader may see it."""
    if not actor.may_read or not actor.may_see_brand(case.brand_id):
        raise NotFound(_("There is no such case."))
    chain = case_chain(case.pk)
    sealed = actor.role in MAY_READ_SEALED
    entries = [
        _for_staff(entry, withheld=entry["visibility"] == "sealed" and not sealed)
        for entry in chain.entries
    ]
    length, head = chain.head
    heads = {name: [at, hash_.hex()] for name, (at, hash_) in chain.conversations.items()}
    opening = {"about": "case", "conversations": heads}
    return _signed(opening, chain, case_genesis(chain.number), length, head, entries)


def conversation_bundle(conversation: Conversation) -> dict[str, Any]:
    """Return what its customer may see of a conversation, in the running scope."""
    chain = case_chain(conversation.case_id)
    public_id = str(conversation.public_id)
    length, head = chain.conversations[public_id]
    entries = [
        _plain(entry, (*COMMON,), [name for name in BYTES if name != "hash"])
        for entry in chain.entries
        if entry["conversation"] == public_id and entry["position"] is not None
    ]
    opening = {"about": "conversation", "conversation": public_id}
    with override(_language_of(conversation)):
        return _signed(opening, chain, conversation_genesis(public_id), length, head, entries)


def _signed(
    opening: Mapping[str, Any],
    chain: CaseChain,
    genesis: bytes,
    length: int,
    head: bytes,
    entries: list[dict[str, Any]],
) -> dict[str, Any]:
    key = own_key()
    document = {
        "format": FORMAT,
        **opening,
        "brand": _brand_of(chain),
        "case": chain.number,
        "chain": genesis.hex(),
        "length": length,
        "head": head.hex(),
        "exported_at": now().isoformat(),
        "transcript": transcript(entries),
        **_explained(entries),
        "entries": entries,
        "roots": [_in_hex(root) for root in covering_roots(genesis.hex())],
        "public_key": public_bytes(key).hex(),
    }
    document["signature"] = key.sign(signed_head_bytes(document)).hex()
    return document


def _explained(entries: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    """What the markers in the words mean, in the reader's language: beside what is proved."""
    told = told_markers(str(entry["body"]) for entry in entries)
    return {"removed": told} if told else {}


def _language_of(conversation: Conversation) -> str:
    try:
        return get_supported_language_variant(conversation.language.lower())
    except LookupError:
        return "en"


def _brand_of(chain: CaseChain) -> str:
    return slug_of(chain.entries[0]["brand_id"])


def _for_staff(entry: Mapping[str, Any], *, withheld: bool) -> dict[str, Any]:
    plain = _plain(entry, (*FOR_STAFF, *COMMON), BYTES)
    if withheld:
        plain |= {"withheld": True, "salt": None, **dict.fromkeys(CONTENT)}
    return plain


def _plain(
    entry: Mapping[str, Any], fields: Iterable[str], in_bytes: Iterable[str]
) -> dict[str, Any]:
    return _in_hex({name: entry[name] for name in (*fields, *in_bytes)})


def _in_hex(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _text(value) for name, value in values.items()}


def _text(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    return [_text(item) for item in value] if isinstance(value, list) else value
