"""Which tokens are believed: those signed with the brand's key, for it, now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from pharos.exchange.context import AccessContext
from pharos.exchange.http.token import TYPE, BrandKey, TokenRefused, read_token, sign

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
KEY = BrandKey.new("k1")
KEYS = {"k1": KEY.public}


def grounds(expires_at: datetime = AT + timedelta(hours=1)) -> AccessContext:
    return AccessContext(
        brand="northmere",
        actor="bot",
        actor_id="diagnosis",
        purpose="watch",
        expires_at=expires_at,
        case="C-1",
        customer="dana",
    )


def read(token: str, at: datetime = AT) -> AccessContext:
    return read_token(token, keys=KEYS, audience="northmere", at=at)


def forged(key: Any = KEY.private, *, headers: Any = None, **changes: Any) -> str:
    claims = {
        "iss": "pharos",
        "aud": "northmere",
        "sub": "diagnosis",
        "jti": "1",
        "iat": int(AT.timestamp()),
        "exp": int(AT.timestamp()) + 60,
        "actor": "bot",
        "purpose": "watch",
    }
    claims |= changes
    told = {name: value for name, value in claims.items() if value is not ...}
    return jwt.encode(told, key, "EdDSA", headers={"kid": "k1", "typ": TYPE, **(headers or {})})


def test_the_grounds_come_back_as_they_were_signed() -> None:
    told = read(sign(grounds(), KEY, AT))

    assert (told.brand, told.actor, told.purpose) == ("northmere", "bot", "watch")
    assert (told.case, told.customer, told.clearance) == ("C-1", "dana", False)


def test_a_forged_token_that_is_like_a_true_one_in_all_is_read() -> None:
    assert read(forged()).actor_id == "diagnosis"


def test_a_token_ends_with_its_grounds() -> None:
    token = sign(grounds(AT + timedelta(seconds=20)), KEY, AT)

    assert read(token, AT + timedelta(seconds=29)).actor_id == "diagnosis"
    with pytest.raises(TokenRefused, match="expired"):
        read(token, AT + timedelta(seconds=30))


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("", "no token"),
        ("a.b.c", "signature"),
        ("x" * 5000, "no token"),
        (forged(aud="other"), "somebody else"),
        (forged(iss="somebody"), "somebody else"),
        (forged(aud=["northmere", "other"]), "does not say"),
        (forged(exp=int(AT.timestamp()) - 11), "expired"),
        (forged(iat=int(AT.timestamp()) + 60, exp=int(AT.timestamp()) + 90), "times"),
        (forged(exp=int(AT.timestamp()) + 3600), "times"),
        (forged(exp=10**18), "times"),
        (forged(exp=...), "does not say"),
        (forged(purpose="curiosity"), "does not say"),
        (forged(actor="admin"), "does not say"),
        (forged(assurance=9), "does not say"),
        (forged(clearance="yes"), "does not say"),
        (forged(headers={"kid": "k2"}), "no key"),
        (forged(headers={"typ": "JWT"}), "no key"),
        (forged(BrandKey.new("k1").private), "signature"),
    ],
)
def test_a_token_that_proves_nothing_is_refused(token: str, words: str) -> None:
    with pytest.raises(TokenRefused, match=words):
        read(token)


def test_the_public_key_s_bytes_are_no_shared_secret() -> None:
    claims = jwt.decode(forged(), options={"verify_signature": False})
    secret = KEY.public.public_bytes_raw()
    token = jwt.encode(claims, secret, "HS256", headers={"kid": "k1", "typ": TYPE})

    with pytest.raises(TokenRefused, match="signature"):
        read(token)


def test_a_key_comes_back_from_its_file(tmp_path: Any) -> None:
    path = tmp_path / "k7.pem"
    path.write_text(KEY.pem())

    again = BrandKey.read(path)

    assert again.id == "k7"
    assert again.public.public_bytes_raw() == KEY.public.public_bytes_raw()
