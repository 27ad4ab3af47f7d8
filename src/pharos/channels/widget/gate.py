"""What anonymous senders may send, before anything is done for them.

Whoever has signed in (AL2 and above) passes without a look: no limit, no block and no puzzle ever
stands between a customer whom the exchange vouches for and us.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from time import monotonic
from typing import Any

import asyncpg
import orjson
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pharos.brands.parsing import limits_of
from pharos.brands.profile import Limits
from pharos.channels.widget.asgi_http import Scope, header
from pharos.kernel.errors import Invalid, TooMany
from pharos.kernel.time import now
from pharos.people.browser import device_hash_of
from pharos.people.networks import client_address, sender
from pharos.people.tokens.session import SessionClaims
from pharos.safety.challenge import AltchaChallenge, Challenge, ChallengeAsked, NoChallenge
from pharos.safety.rates import Granted, Rates, Rule

LEASE = "SELECT nr, granted, seconds_left FROM pharos_lease_rates($1, $2, $3, $4) ORDER BY nr"
PROFILE = "SELECT id, profile -> 'limits' AS limits FROM brands_brand WHERE id = $1 OR slug = $2"
LIMITED = "SELECT reception_is_limited($1, $2, $3)"
SIGNED_IN = "SELECT pharos_device_is_signed_in($1, $2, $3)"

MINUTE, HOUR = 60, 3600
WORDS_A_MINUTE = 30
FRESH_SECONDS = 15.0
REMEMBERED = 20_000
# Who was marked as spam or blocked has this part of what others have.
LIMITED_SHARE = 4
PROOF = b"x-pharos-proof"
# A browser that proves itself has so many times the room of one that does not.
PROVED_TIMES = 10


def challenge_of_settings() -> Challenge:
    """Return the adapter that PHAROS_CHALLENGE names."""
    assert settings.CHALLENGE in ("altcha", "none"), "PHAROS_CHALLENGE is altcha or none"
    if settings.CHALLENGE == "none":
        return NoChallenge()
    return AltchaChallenge(settings.SECRET_KEY)


@dataclass(frozen=True, slots=True)
class _Known:
    value: Any
    until: float


class Gate:
    """One process's gate. It asks the database only about senders who are not signed in."""

    def __init__(self, pool: asyncpg.Pool, challenge: Challenge | None = None) -> None:
        self.pool = pool
        self.rates = Rates(self._lease)
        self.challenge = challenge or challenge_of_settings()
        self._kept: dict[tuple[str, object], _Known] = {}

    async def message(self, scope: Scope, claims: SessionClaims, length: int) -> None:
        """Let one message of a visitor pass, or refuse it with `too_many` or `text_too_long`."""
        limits = (await self._limits(claims.brand_id))[1]
        if length > limits.longest_message:
            raise Invalid(_("This is too long. Send it in parts."), code="text_too_long")
        most = limits.messages_per_handle
        if await self._is_limited(claims):
            most = max(1, most // LIMITED_SHARE)
        brand, network = claims.brand_id, network_of(scope)
        wait = await self.rates.admit(
            rule("m", brand, f"h{claims.customer_id}", most, MINUTE),
            rule("m", brand, f"n{network}", limits.messages_per_network, MINUTE),
            rule("m", brand, "", limits.messages_per_brand, MINUTE),
        )
        _pass_or_wait(wait)

    async def conversation(self, scope: Scope, claims: SessionClaims) -> None:
        """Let a visitor begin a conversation, once their browser has proved itself if it must."""
        limits = (await self._limits(claims.brand_id))[1]
        brand, network = claims.brand_id, network_of(scope)
        share = LIMITED_SHARE if await self._is_limited(claims) else 1
        soft = (
            rule("c?", brand, f"n{network}", max(1, limits.challenge_per_network // share), HOUR),
            rule("c?", brand, "", limits.challenge_per_brand, HOUR),
        )
        await self._prove(scope, brand, soft)
        wait = await self.rates.admit(
            rule("c", brand, f"h{claims.customer_id}", limits.conversations_per_handle, HOUR),
            rule("c", brand, f"n{network}", limits.conversations_per_network, HOUR),
            rule("c", brand, "", limits.conversations_per_brand, HOUR),
        )
        _pass_or_wait(wait)

    async def naming(self, scope: Scope, claims: SessionClaims) -> None:
        """Let one word be recognised. Also who has signed in types no faster than this."""
        wait = await self.rates.admit(
            rule("w", claims.brand_id, f"h{claims.customer_id}", WORDS_A_MINUTE, MINUTE),
            rule("w", claims.brand_id, f"n{network_of(scope)}", WORDS_A_MINUTE * 10, MINUTE),
        )
        _pass_or_wait(wait)

    async def session(self, scope: Scope, slug: str, device: str) -> bool:
        """Let a browser without a token open a session; one that has signed in always may.

        Returns whether it was asked for and has signed in, which is asked only where it matters.
        """
        brand, limits = await self._limits(slug)
        network = network_of(scope)
        most = limits.sessions_per_network
        try:
            await self._prove(scope, brand, (rule("s?", brand, f"n{network}", most, MINUTE),))
            wait = await self.rates.admit(
                rule("s", brand, f"n{network}", most * PROVED_TIMES, MINUTE)
            )
            _pass_or_wait(wait)
        except TooMany:
            asked = (slug, device_hash_of(device), now())
            if not await self.pool.fetchval(SIGNED_IN, *asked):
                raise
            return True
        return False

    async def _prove(self, scope: Scope, brand: int, soft: Sequence[Rule]) -> None:
        """Pass while there is room without a proof, then only with one that was not used before."""
        wait = await self.rates.admit(*soft)
        if not wait:
            return
        asker = f"{brand} {network_of(scope)}"
        solved = self.challenge.solved_by(asker, header(scope, PROOF))
        if solved is not None:
            once = rule("p", brand, solved, 1, HOUR)
            if not await self.rates.admit(once):
                return
        puzzle = self.challenge.set_for(asker)
        if puzzle is not None:
            raise ChallengeAsked(puzzle)
        _pass_or_wait(wait)

    async def _limits(self, brand: int | str) -> tuple[int, Limits]:
        """Return a brand's id and limits, at most so many seconds old."""
        known = self._kept.get(("limits", brand))
        if known is None or known.until < monotonic():
            asked = (brand, "") if isinstance(brand, int) else (0, brand)
            row = await self.pool.fetchrow(PROFILE, *asked)
            contents = orjson.loads(row["limits"] or "{}") if row else {}
            value = (row["id"] if row else 0, limits_of(contents))
            known = self._keep(("limits", brand), value)
        found: tuple[int, Limits] = known.value
        return found

    async def _is_limited(self, claims: SessionClaims) -> bool:
        key = ("limited", (claims.brand_id, claims.customer_id))
        known = self._kept.get(key)
        if known is None or known.until < monotonic():
            asked = (claims.brand_id, claims.customer_id, now())
            known = self._keep(key, await self.pool.fetchval(LIMITED, *asked))
        return bool(known.value)

    def _keep(self, key: tuple[str, object], value: Any) -> _Known:
        if len(self._kept) > REMEMBERED:
            self._kept.clear()
        self._kept[key] = known = _Known(value, monotonic() + FRESH_SECONDS)
        return known

    async def _lease(self, rules: Sequence[Rule], asks: Sequence[int]) -> list[Granted]:
        rows = await self.pool.fetch(
            LEASE,
            [rule.key for rule in rules],
            [rule.span for rule in rules],
            [rule.most for rule in rules],
            list(asks),
        )
        return [Granted(row["granted"], row["seconds_left"]) for row in rows]


def network_of(scope: Scope) -> str:
    """Return the sender's network as far as our own proxies vouch for it."""
    peer = (scope.get("client") or ("",))[0]
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    return sender(client_address(peer, header(scope, b"x-forwarded-for"), proxies=proxies))


@lru_cache(maxsize=8192)
def rule(what: str, brand: int, whom: str, most: int, span: int) -> Rule:
    """Name a limit. Stored keys are digests: no address can be read from the counts."""
    return Rule(_digest(f"{what} {brand} {whom}"), most, span)


def _digest(text: str) -> str:
    return sha256(settings.SECRET_KEY.encode() + text.encode()).hexdigest()[:32]


def _pass_or_wait(wait: float) -> None:
    if wait:
        raise TooMany(_("That was a lot at once. It goes out by itself in a moment."), after=wait)
