from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pharos.kernel.errors import DomainError
from pharos.people.tests.exchange import NOON, SHARED_SECRET, Exchange
from pharos.people.tokens.customer import CustomerClaims, VerificationKey, read_customer_token
from pharos.people.tokens.errors import TokenExpired, TokenInvalid, TokenWrongBrand

# The first draw builds tables of Unicode, which a loaded machine is slow at.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

EXCHANGE = Exchange()
STRANGER = Exchange()


def read(token: str, *, brand: str = "northmere") -> CustomerClaims:
    return read_customer_token(token, brand=brand, keys=EXCHANGE.keys, now=NOON)


def segment(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def at(**shift: float) -> int:
    return int((NOON + timedelta(**shift)).timestamp())


def unsigned(algorithm: str) -> str:
    header = {"alg": algorithm, "typ": "JWT", "kid": EXCHANGE.key_id}
    return f"{segment(header)}.{segment(EXCHANGE.claims())}."


def hmac_with_public_key(kid: str) -> str:
    """The classic confusion: the public key is no secret, so anybody can compute this."""
    signed = f"{segment({'alg': 'HS256', 'kid': kid})}.{segment(EXCHANGE.claims())}"
    tag = hmac.new(EXCHANGE.public_pem.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{segment(tag)}"


def with_header(**header: Any) -> str:
    return jwt.encode(EXCHANGE.claims(), EXCHANGE.private, algorithm="EdDSA", headers=header)


def tampered() -> str:
    """Dana's token, with Eve's account written over hers."""
    header, _, signature = EXCHANGE.token().split(".")
    return f"{header}.{segment(EXCHANGE.claims(sub='account-eve'))}.{signature}"


def signed_bytes(payload: bytes) -> str:
    return jwt.PyJWS().encode(
        payload, EXCHANGE.private, algorithm="EdDSA", headers={"kid": EXCHANGE.key_id}
    )


@pytest.mark.parametrize("token", [EXCHANGE.token(), EXCHANGE.shared_token()])
def test_a_good_token_proves_the_account(token: str) -> None:
    claims = read(token)

    assert (claims.subject, claims.name, claims.assurance) == ("account-dana", "Dana", 2)


def test_a_step_up_is_believed() -> None:
    assert read(EXCHANGE.token(al=3)).assurance == 3


FORGERIES: dict[str, Callable[[], str]] = {
    "tampered with": tampered,
    "signed by a stranger": STRANGER.token,
    "no signature": lambda: unsigned("none"),
    "no signature, spelt otherwise": lambda: unsigned("NonE"),
    "an empty signature under our algorithm": lambda: unsigned("EdDSA"),
    "HMAC with the public key": lambda: hmac_with_public_key(EXCHANGE.key_id),
    "HMAC with the public key, under the shared key's id": lambda: hmac_with_public_key("shared"),
    "HMAC with the shared secret, under the other key's id": lambda: jwt.encode(
        EXCHANGE.claims(), SHARED_SECRET, algorithm="HS256", headers={"kid": EXCHANGE.key_id}
    ),
    "another length of HMAC": lambda: jwt.encode(
        EXCHANGE.claims(), SHARED_SECRET * 2, algorithm="HS512", headers={"kid": "shared"}
    ),
    "an unknown key id": lambda: EXCHANGE.token(kid="2019-01"),
    "no key id": with_header,
    "a key id that is a path": lambda: EXCHANGE.token(kid="../../dev/null"),
    "a key of its own in the header": lambda: with_header(jwk={"kty": "OKP", "crv": "Ed25519"}),
    "a critical extension": lambda: with_header(kid=EXCHANGE.key_id, crit=["x"], x=1),
    "a header nested without end": lambda: segment(b"[" * 2000) + "." + segment({}) + ".",
    "claims nested without end": lambda: signed_bytes(b'{"a":' * 500 + b"1" + b"}" * 500),
    "claims that are a list": lambda: signed_bytes(b"[]"),
    "claims that are no JSON": lambda: signed_bytes(b"\xff\xfe"),
    "longer than any honest one": lambda: EXCHANGE.token(pad="x" * 4096),
    "two dots short": lambda: "token",
    "nothing": lambda: "",
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forgery_is_refused(forge: Callable[[], str]) -> None:
    read(EXCHANGE.token())

    with pytest.raises(TokenInvalid):
        read(forge())


@pytest.mark.parametrize(
    "changes",
    [
        *({name: None} for name in ("exp", "iat", "aud", "sub", "jti")),
        {"sub": ""},
        {"sub": "  "},
        {"sub": 7},
        {"sub": "x" * 256},
        {"sub": "dana\x00"},
        {"jti": ""},
        {"jti": ["a"]},
        {"jti": "x" * 129},
        {"al": 1},
        {"al": 4},
        {"al": True},
        {"al": "3"},
        {"al": [2]},
        {"name": "x" * 121},
        {"name": {"first": "Dana"}},
        {"language": "en'; --"},
        {"iat": "now"},
        {"iat": True},
        {"exp": 10**30},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"exp": -(10**18)},
        {"exp": at(hours=1, seconds=1)},
        {"exp": at(), "iat": at()},
        {"exp": at(seconds=-5), "iat": at()},
        {"iat": at(seconds=31), "exp": at(minutes=5)},
        {"nbf": at(seconds=31)},
        {"nbf": None, "exp": []},
    ],
    ids=repr,
)
def test_claims_that_say_too_little_or_too_much_are_refused(changes: dict[str, Any]) -> None:
    read(EXCHANGE.token())

    with pytest.raises(TokenInvalid):
        read(EXCHANGE.token(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": at(hours=1)},
        {"iat": at(seconds=29)},
        {"nbf": at(seconds=29)},
        {"iat": at(minutes=-5), "exp": at(seconds=-29)},
        {"aud": ["northmere"]},
        {"al": 2},
        {"name": None, "language": None},
        {"name": "김민준", "language": "ko"},
    ],
    ids=repr,
)
def test_what_is_just_inside_the_limits_is_allowed(changes: dict[str, Any]) -> None:
    assert read(EXCHANGE.token(**changes)).subject == "account-dana"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("김민준", "김민준"),
        ("山田\u3000太郎", "山田 太郎"),
        (
            "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627",
            "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627",
        ),
        ("Dana\u202eanaD", "DanaanaD"),
        ("Dana\nSupport:\x00 hello", "Dana Support: hello"),
        ("\ud800", ""),
        ("\u2066\u200f", ""),
    ],
)
def test_a_name_is_taken_as_it_is_spelt_but_in_one_line(said: str, kept: str) -> None:
    assert read(EXCHANGE.token(name=said)).name == kept


def test_an_expired_token_is_refused_as_such() -> None:
    with pytest.raises(TokenExpired):
        read(EXCHANGE.token(iat=at(minutes=-5), exp=at(seconds=-30)))


def test_a_forged_expired_token_is_a_forgery() -> None:
    with pytest.raises(TokenInvalid):
        read(STRANGER.token(iat=at(minutes=-5), exp=at(seconds=-60)))


@pytest.mark.parametrize("audience", ["eastvale", ["eastvale"], ["northmere", "eastvale"], {}, 1])
def test_a_token_for_another_brand_is_refused(audience: Any) -> None:
    assert read(EXCHANGE.token()).subject == "account-dana"

    with pytest.raises(TokenWrongBrand):
        read(EXCHANGE.token(aud=audience))


def test_another_brand_with_keys_of_its_own_is_told_apart() -> None:
    with pytest.raises(TokenWrongBrand):
        read(Exchange(brand="eastvale", key_id="theirs").token())


@pytest.mark.parametrize(
    ("algorithm", "material"),
    [
        ("HS256", "too short"),
        ("EdDSA", "no key at all"),
        ("EdDSA", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"),
        ("none", "x" * 40),
    ],
)
def test_a_brand_with_an_unusable_key_lets_nobody_in(algorithm: str, material: str) -> None:
    key = VerificationKey(key_id=EXCHANGE.key_id, algorithm=algorithm, material=material)

    with pytest.raises(TokenInvalid):
        read_customer_token(
            EXCHANGE.token(), brand="northmere", keys={EXCHANGE.key_id: key}, now=NOON
        )


@patiently
@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with pytest.raises(DomainError):
        read(text)


@patiently
@given(st.data())
def test_no_change_of_one_character_passes(data: st.DataObject) -> None:
    token = EXCHANGE.token()
    # The very last character has bits to spare: another one can spell the same signature.
    place = data.draw(st.integers(0, len(token) - 2))
    wrong = data.draw(st.characters().filter(lambda c: c != token[place]))

    with pytest.raises(DomainError):
        read(token[:place] + wrong + token[place + 1 :])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@patiently
@given(st.dictionaries(st.sampled_from(["exp", "iat", "nbf", "sub", "jti", "al", "name"]), JSON))
def test_no_signed_claims_do_more_than_be_refused(changes: dict[str, Any]) -> None:
    token = signed_bytes(json.dumps(EXCHANGE.claims() | changes).encode())

    try:
        claims = read(token)
    except DomainError:
        return
    assert claims.assurance in (2, 3)
    assert claims.expires_at - claims.issued_at <= timedelta(hours=1)
