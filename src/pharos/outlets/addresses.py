"""Which addresses we talk to: those of others, never of the network that we ourselves are in.

An administrator of one brand chooses the address, so it must not lead to machines that only we can
reach. Names are resolved at each try and the connection goes to the very address that was looked
at, so that a name cannot change between the two.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pharos.kernel.errors import Invalid
from pharos.outlets.reasons import reason

LONGEST: Final = 600
# Addresses of IPv6 that carry one of IPv4 inside, which may be anybody's.
CARRIERS: Final = (ip_network("64:ff9b::/96"), ip_network("2002::/16"), ip_network("2001::/32"))


class Unreached(Exception):
    """Nobody answered, or we do not talk to who would; `why` is one of `reasons`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Place:
    """Where a connection goes: a number that was looked at, and the name it goes by."""

    scheme: str
    host: str
    port: int
    ip: str
    path: str


def checked_url(url: str) -> str:
    """Return the address, or refuse what can be no receiver: `url_invalid`, `url_private`."""
    parts = urlsplit(url.strip())
    schemes = ("https", "http") if settings.OUTLETS_PRIVATE else ("https",)
    try:
        is_address = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address or parts.username or parts.password or len(url) > LONGEST:
        raise Invalid(_("Give a whole address that begins with https://."), code="url_invalid")
    literal = _literal(parts.hostname or "")
    if parts.hostname == "localhost" or literal is not None:
        refused = parts.hostname == "localhost" or not is_public(literal)
        if refused and not settings.OUTLETS_PRIVATE:
            raise Invalid(
                _("This address is inside our own network. Give one that anybody can reach."),
                code="url_private",
            )
    return parts._replace(fragment="").geturl()


def place_of(url: str) -> Place:
    """Find out where an address leads. Raises Unreached if nowhere, or where we do not go."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreached(reason("name_unknown")) from error
    numbers = [str(each[4][0]).partition("%")[0] for each in found]
    if not settings.OUTLETS_PRIVATE and not all(is_public(_literal(n)) for n in numbers):
        raise Unreached(reason("inside"))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(scheme=parts.scheme, host=host, port=port, ip=numbers[0], path=path)


def is_public(address: IPv4Address | IPv6Address | None) -> bool:
    """Tell whether an address is one of the open Internet."""
    if address is None:
        return False
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in each for each in CARRIERS):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
