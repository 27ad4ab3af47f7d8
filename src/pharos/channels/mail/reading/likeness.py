"""Whether a sender is made to look like somebody else: like the brand, or like somebody we know.

It only marks: an exact official domain, or one below a domain that is listed, is never marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from confusable_homoglyphs import confusables

from pharos.channels.mail.reading.addresses import bare_address
from pharos.diagnosis.channels import host_of
from pharos.diagnosis.lookalikes import drawn

_IN_NAME: Final = re.compile(r"[^\s@<>\"'(),;:\[\]]{1,64}@[^\s@<>\"'(),;:\[\]]{3,253}")
_SHORTEST_NAME: Final = 4
# One letter of a shorter one is too much of it.
_SHORTEST_NEAR: Final = 6
_EVERYBODYS: Final = frozenset(
    re.split(
        " ",
        "gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com "
        "me.com qq.com 163.com 126.com naver.com daum.net hanmail.net mail.ru yandex.ru "
        "gmx.de gmx.net web.de proton.me protonmail.com aol.com",
    )
)
_LONGEST: Final = 254


Why = Literal[
    "punycode",
    "confusable",
    "one_letter",
    "domain_within",
    "address_in_name",
    "name_of_brand",
    "address_nearly",
]


@dataclass(frozen=True, slots=True)
class Official:
    """Who must not be imitated: domains (with all below them), addresses, and the brand's names."""

    domains: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    @property
    def hosts(self) -> frozenset[str]:
        """Domains that are ours, and those of known addresses, but not those of everybody."""
        known = {address.rpartition("@")[2].lower() for address in self.addresses}
        all_of_them = {domain.lower() for domain in self.domains} | known
        return frozenset(host for domain in all_of_them if (host := host_of(domain)))


@dataclass(frozen=True, slots=True)
class Likeness:
    """A mark: why, and whom the sender looks like."""

    why: Why
    like: str


def likeness_of(address: str, name: str, official: Official) -> Likeness | None:
    """The first mark that a sender's address and display name deserve; None if there is none."""
    host = host_of(address.rpartition("@")[2][:_LONGEST]) or ""
    if is_official(host, official) or address.lower() in _lowered(official.addresses):
        return _other_in_name(address, name) if not is_official(host, official) else None
    return (
        _domain(host, official)
        or _nearly(address, official)
        or _other_in_name(address, name)
        or _brand_in_name(name, official)
    )


def is_official(host: str, official: Official) -> bool:
    """Whether a host is one of the listed domains, or below one."""
    listed = [one for domain in official.domains if (one := host_of(domain))]
    return any(host == one or host.endswith(f".{one}") for one in listed)


def _domain(host: str, official: Official) -> Likeness | None:
    if not host or host in official.hosts or host in _EVERYBODYS:
        return None
    seen = _looks(host)
    coded: Why | None = "punycode" if "xn--" in host else None
    for one in sorted(official.hosts):
        if seen == _looks(one):
            return Likeness(coded or "confusable", one)
        if one not in _EVERYBODYS and _is_near(seen, _looks(one)):
            return Likeness(coded or "one_letter", one)
    ours = filter(None, (host_of(domain) for domain in sorted(official.domains)))
    within = [one for one in ours if _holds(host, one)]
    return Likeness("domain_within", within[0]) if within else None


def _holds(host: str, one: str) -> bool:
    """`ours.example.elsewhere.example`, `ours-support.example`, or our name under another end.

    This is asked of our own domains only: a customer's company may have several ends.
    """
    name = drawn(_main(one))
    if f".{one}." in f".{host}.":
        return True
    looks = _looks(host)
    is_a_word = len(name) >= _SHORTEST_NAME and name in re.split(r"[.-]", looks)
    return is_a_word or (len(name) >= _SHORTEST_NEAR and name in _stem(looks))


def _main(host: str) -> str:
    """The name within a host: `northmere` of `www.northmere.example`."""
    labels = host.split(".")
    short_end = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3  # noqa: PLR2004 - co.kr
    return labels[-3] if short_end else labels[-2]


def _nearly(address: str, official: Official) -> Likeness | None:
    """One letter beside an address that we know, in the same domain or in everybody's."""
    lower = address.lower()
    for known in sorted(_lowered(official.addresses)):
        is_same_place = lower.rpartition("@")[2] == known.rpartition("@")[2]
        local, other = lower.rpartition("@")[0], known.rpartition("@")[0]
        if is_same_place and local != other and _looks(local) == _looks(other):
            return Likeness("confusable", known)
        if is_same_place and _is_near(local, other):
            return Likeness("address_nearly", known)
    return None


def _other_in_name(address: str, name: str) -> Likeness | None:
    """A display name that is an address, and another one than the mail comes from."""
    for found in _IN_NAME.findall(name[:_LONGEST]):
        other = bare_address(found.strip(".,"))
        is_same = other.lower() == address.lower()
        if other and not is_same and host_of(other.rpartition("@")[2]):
            return Likeness("address_in_name", other)
    return None


def _brand_in_name(name: str, official: Official) -> Likeness | None:
    """The brand's name as the sender's, whose address is somewhere else."""
    seen = _words(name[:_LONGEST])
    for one in sorted(official.names):
        looks = _words(one)
        if len("".join(looks)) < _SHORTEST_NAME:
            continue
        if _follows(seen, looks) or "".join(looks) in seen:
            return Likeness("name_of_brand", one)
    return None


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", _looks(text)) if word]


def _follows(words: list[str], wanted: list[str]) -> bool:
    size = len(wanted)
    return any(words[at : at + size] == wanted for at in range(len(words) - size + 1))


@lru_cache(maxsize=1024)
def _looks(text: str) -> str:
    """The text as it looks: letters of other scripts as the Latin ones that they resemble."""
    return drawn("".join(_latin(letter) for letter in drawn(text)))


@lru_cache(maxsize=4096)
def _latin(letter: str) -> str:
    if letter.isascii():
        return letter
    found = confusables.is_confusable(letter, preferred_aliases=["latin"])
    alike: list[str] = [one["c"] for one in found[0]["homoglyphs"]] if found else []
    return next((one for one in alike if one.isascii() and one.isalnum()), letter)


def _is_near(one: str, other: str) -> bool:
    """One letter more, less or changed, or two that changed places, in names long enough."""
    if one == other or min(len(_stem(one)), len(_stem(other))) < _SHORTEST_NEAR:
        return False
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, tail = one[start:], other[start:]
    swapped = rest[:2] == tail[:2][::-1] and rest[2:] == tail[2:]
    return rest[1:] == tail or rest == tail[1:] or rest[1:] == tail[1:] or swapped


def _stem(text: str) -> str:
    return text.rpartition(".")[0] or text


def _lowered(addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(address.lower() for address in addresses)
