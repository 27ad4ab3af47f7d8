# ruff: noqa: RUF001 (letters that look like others are the subject here)
from __future__ import annotations

import pytest

from pharos.channels.mail.reading.likeness import Likeness, Official, likeness_of

OURS = Official(
    domains=frozenset({"northmere.example", "northmere-mail.example"}),
    addresses=frozenset({"dana@customer.example", "minjun@gmail.com"}),
    names=frozenset({"Northmere"}),
)


@pytest.mark.parametrize(
    ("address", "name", "why"),
    [
        ("help@nоrthmere.example", "", "punycode"),
        ("help@xn--nrthmere-n4a.example", "", "punycode"),
        ("help@n0rthmere.example", "", "confusable"),
        ("help@northrnere.example", "", "confusable"),
        ("help@nortmere.example", "", "one_letter"),
        ("help@northmere.elsewhere.example", "", "domain_within"),
        ("help@northmere.example.elsewhere.test", "", "domain_within"),
        ("help@secure-northmere.test", "", "domain_within"),
        ("help@mynorthmerehelp.test", "", "domain_within"),
        ("x@elsewhere.example", "help@northmere.example", "address_in_name"),
        ("x@elsewhere.example", "Northmere Support", "name_of_brand"),
        ("x@elsewhere.example", "Nоrthmere", "name_of_brand"),
        ("dana@custorner.example", "Dana", "confusable"),
        ("minjum@gmail.com", "Minjun", "address_nearly"),
    ],
)
def test_a_sender_who_imitates_is_marked(address: str, name: str, why: str) -> None:
    mark = likeness_of(address, name, OURS)

    assert mark is not None
    assert mark.why == why


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("help@northmere.example", "Northmere"),
        ("NEWS@Mail.Northmere.example", "Northmere help@northmere.example"),
        ("news@northmere-mail.example", "Northmere"),
        ("dana@customer.example", "Dana"),
        ("dana@customer.example", "dana@customer.example"),
        ("olena@customer.example", "Olena"),
        ("dana@customer.test", "Dana"),
        ("somebody@gmail.com", "Somebody"),
        ("kofi@hotmail.com", "Kofi North"),
        ("bruno@mere.example", "Bruno"),
        ("", ""),
    ],
)
def test_whoever_is_ours_known_or_somebody_else_is_not(address: str, name: str) -> None:
    assert likeness_of(address, name, OURS) is None


def test_the_mark_says_whom_the_sender_looks_like() -> None:
    assert likeness_of("x@nortmere.example", "", OURS) == Likeness(
        "one_letter", "northmere.example"
    )
