from __future__ import annotations

import base64
from collections.abc import Callable

import dkim
import pytest
from nacl.signing import SigningKey

from pharos.channels.mail.reading.proofs import Proof, proof_in
from pharos.channels.mail.reading.signatures import proof_of
from pharos.channels.mail.reading.tests.written import written

TRUSTED = frozenset({"mx.northmere.example"})
GOOD = (
    "mx.northmere.example; spf=pass smtp.mailfrom=dana@customer.example;"
    " dkim=pass (good) header.d=customer.example; dmarc=pass header.from=customer.example"
)
KEY = SigningKey(b"k" * 32)
PUBLIC = base64.b64encode(KEY.verify_key.encode()).decode()
DNS = {"s._domainkey.customer.example": [f"v=DKIM1; k=ed25519; p={PUBLIC}"]}


def results(value: str, rest: bytes) -> bytes:
    return f"Authentication-Results: {value}\n".encode() + rest


def test_results_of_our_own_server_prove_the_sender() -> None:
    proof = proof_in(results(GOOD, written()), trusted=TRUSTED)

    assert proof == Proof(
        spf="pass", dkim="pass", dmarc="pass", aligned=True, signed_by=("customer.example",)
    )


@pytest.mark.parametrize(
    "raw",
    [
        results(GOOD.replace("northmere", "elsewhere"), written()),
        results(GOOD.replace("mx.", "mx.elsewhere.example (mx.northmere.example) "), written()),
        written(Authentication_Results=""),
        b"\x00\xff",
    ],
    ids=["a stranger's", "a name in a comment", "none", "no mail"],
)
def test_results_of_others_prove_nothing(raw: bytes) -> None:
    assert proof_in(raw, trusted=TRUSTED) == Proof()


def test_results_below_the_way_that_the_mail_took_are_the_senders_own() -> None:
    failed = "mx.northmere.example; spf=fail smtp.mailfrom=x@elsewhere.example; dkim=none"
    forged = results(failed, b"Received: from elsewhere\n" + results(GOOD, written()))
    beside = results(failed, b"X-Filter: 1\n" + results(GOOD, written()))

    assert proof_in(forged, trusted=TRUSTED) == Proof(spf="fail", dkim="none")
    assert proof_in(beside, trusted=TRUSTED).aligned


@pytest.mark.parametrize(
    ("value", "is_aligned"),
    [
        ("mx.northmere.example; dkim=pass header.d=customer.example", True),
        ("mx.northmere.example 1; dkim=pass header.i=@mail.customer.example", True),
        ("mx.northmere.example; dkim=pass header.d=elsewhere.example", False),
        ("mx.northmere.example; dkim=pass header.d=example", False),
        ("mx.northmere.example; spf=pass smtp.mailfrom=customer.example", True),
        ("mx.northmere.example; spf=pass smtp.mailfrom=x@elsewhere.example", False),
        ("mx.northmere.example; spf=softfail smtp.mailfrom=x@customer.example", False),
        ("mx.northmere.example; dkim=pass header.d=customer.example; dmarc=fail", False),
        ("mx.northmere.example; dmarc=pass ((; dkim=pass", False),
    ],
)
def test_only_the_domain_of_the_author_proves_the_author(
    value: str,
    is_aligned: bool,  # noqa: FBT001
) -> None:
    assert proof_in(results(value, written()), trusted=TRUSTED).aligned is is_aligned


def test_several_authors_are_not_proved_by_anything() -> None:
    good = "mx.northmere.example; dkim=pass header.d=customer.example"
    twice = b"From: boss@elsewhere.example\n" + written()
    hidden = written(X_End="1\n" + "X: 1\n" * 1_000 + "From: boss@elsewhere.example")

    assert not proof_in(results(good, twice), trusted=TRUSTED).aligned
    assert not proof_in(results(good, hidden), trusted=TRUSTED).aligned
    assert proof_in(results(good, written()), trusted=TRUSTED).aligned


def signed(raw: bytes, **how: bool) -> bytes:
    """Dana's mail with a signature of her domain."""
    whole = raw.replace(b"\n", b"\r\n")
    key = base64.b64encode(KEY.encode())
    line = dkim.DKIM(whole).sign(
        b"s",
        b"customer.example",
        key,
        signature_algorithm=b"ed25519-sha256",
        include_headers=[b"from", b"to", b"subject"],
        **how,
    )
    return bytes(line) + whole


def records(known: dict[str, list[str]]) -> Callable[[str], list[str]]:
    return lambda name: known.get(name, [])


def test_a_signature_that_holds_proves_its_domain() -> None:
    raw = signed(written())

    good = proof_of(raw, records=records(DNS))
    changed = proof_of(raw.replace(b"Hello", b"Hullo"), records=records(DNS))
    no_key = proof_of(raw, records=records({}))

    assert good == Proof(dkim="pass", dmarc="none", aligned=True, signed_by=("customer.example",))
    assert (changed.dkim, changed.aligned, changed.signed_by) == ("fail", False, ())
    assert (no_key.dkim, no_key.aligned) == ("fail", False)


def test_a_signature_that_leaves_the_end_open_or_a_second_author_proves_nothing() -> None:
    is_open = signed(written(), length=True)
    twice = b"From: boss@customer.example\r\n" + signed(written())

    assert proof_of(is_open, records=records(DNS)).dkim == "policy"
    assert not proof_of(is_open, records=records(DNS)).aligned
    assert not proof_of(twice, records=records(DNS)).aligned


def test_a_body_of_blanks_is_not_worth_a_verification() -> None:
    few = signed(written("a" + " " * 900 + "b"))
    many = signed(written("a" + " " * 5_000_000 + "b"))

    assert proof_of(few, records=records(DNS)).dkim == "pass"
    assert proof_of(many, records=records(DNS)) == Proof(dkim="permerror")


def test_the_policy_of_the_domain_decides_and_dns_may_be_silent() -> None:
    strict = DNS | {"_dmarc.customer.example": ["v=DMARC1; p=reject; aspf=s; adkim=s"]}
    of_spf = {"records": records(strict), "spf": "pass"}

    def silent(_: str) -> list[str]:
        raise TimeoutError

    assert proof_of(signed(written()), records=records(strict)).dmarc == "pass"
    below = proof_of(written(), envelope_from="x@mail.customer.example", **of_spf)  # type: ignore[arg-type]
    same = proof_of(written(), envelope_from="x@customer.example", **of_spf)  # type: ignore[arg-type]
    assert [(one.dmarc, one.aligned) for one in (below, same)] == [("fail", False), ("pass", True)]
    quiet = proof_of(signed(written()), records=silent)
    assert (quiet.dkim, quiet.dmarc, quiet.aligned) == ("temperror", "temperror", False)
