"""Addresses on the network, and how far two of them are one and the same sender."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.utils.translation import gettext_lazy as _

from pharos.kernel.errors import Invalid

# Whoever has one address of IPv6 has all of its /64.
IPV6_PREFIX = 64
WIDEST = {4: 16, 6: 32}

UNKNOWN = ""


@lru_cache(maxsize=4096)
def sender(address: str) -> str:
    """Return what counts as one sender: an address of IPv4, the /64 of one of IPv6."""
    try:
        found = _plain(ip_address(address.strip()))
    except ValueError:
        return UNKNOWN
    if isinstance(found, IPv4Address):
        return str(found)
    return str(ip_network((found, IPV6_PREFIX), strict=False))


def network_of(text: str) -> str:
    """Return a range as it is kept. Refused: what is none, and one so wide that it is a country."""
    try:
        found = ip_network(text.strip(), strict=False)
    except ValueError as error:
        raise Invalid(
            _("Write an address or a range such as 203.0.113.0/24."), code="network_invalid"
        ) from error
    if found.prefixlen < WIDEST[found.version]:
        raise Invalid(_("This range is too wide to be blocked."), code="network_too_wide")
    return str(found)


def is_within(address: str, networks: Iterable[str]) -> bool:
    """Tell whether a sender, as `sender` names it, lies in one of these ranges."""
    if not address:
        return False
    asked = ip_network(address)
    for text in networks:
        network = ip_network(text)
        if network.version == asked.version and network.overlaps(asked):
            return True
    return False


def client_address(peer: str, forwarded: str, *, proxies: int) -> str:
    """Return the client's address as the outermost of our own `proxies` saw it.

    Each proxy adds whom it heard from at the end of X-Forwarded-For, so what stands before our own
    is the client's invention. With too few entries the connection's own address counts.
    """
    if proxies < 1:
        return peer
    heard = [part.strip() for part in forwarded.split(",") if part.strip()]
    return heard[-proxies] if len(heard) >= proxies else peer


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
