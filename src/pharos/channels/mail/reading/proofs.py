"""Whether a mail is really from whom it says: results that our own server wrote (RFC 8601)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

import authres

from pharos.channels.mail.reading.addresses import addresses_of
from pharos.channels.mail.reading.headers import as_text
from pharos.channels.mail.reading.tree import Part, parsed

# Headers that a server may put between its own results.
_BETWEEN: Final = re.compile(r"authentication-results|received-spf|arc-.*|dkim-filter|x-.*")
_RESULTS: Final = frozenset(
    ["pass", "fail", "softfail", "neutral", "none", "temperror", "permerror", "policy", "hardfail"]
)
_MOST_RESULTS: Final = 20
_METHOD: Final = re.compile(r"(?:^|;)\s*(spf|dkim|dmarc)\s*=\s*([a-z]+)([^;]*)", re.IGNORECASE)


class _Results(authres.core.AuthenticationResultsHeader):  # type: ignore[misc]
    """The library's own grammar, its patterns compiled once: it makes most of them for each use."""

    _parse_text: str

    def _parse_pattern(self, pattern: str) -> re.Match[str] | None:
        found = _pattern(pattern).search(self._parse_text)
        if found is not None:
            self._parse_text = self._parse_text[: found.start()] + self._parse_text[found.end() :]
        return found


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(f"^{pattern}", re.IGNORECASE)


_FEATURES: Final = authres.core_features()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What is proved about a sender. Each result is a word of RFC 8601, or "" if nobody looked.

    `aligned` is whether the domain of `From` itself stands for this mail; only then is the
    address worth anything. `signed_by` are the domains whose signatures hold.
    """

    spf: str = ""
    dkim: str = ""
    dmarc: str = ""
    aligned: bool = False
    signed_by: tuple[str, ...] = ()


def proof_in(raw: bytes, *, trusted: frozenset[str]) -> Proof:
    """What our server says in its headers; `trusted` are the names (authserv-id) that it uses.

    Only the uppermost results of a trusted name count, and what stands directly with them: below
    that, anybody may have written them. The server must remove results in its own name from what
    it takes in, as RFC 8601 says. Never raises.
    """
    try:
        root = parsed(raw.partition(b"\r\n\r\n")[0].partition(b"\n\n")[0] + b"\n\n").root
        return _proof(root, frozenset(name.lower() for name in trusted))
    except Exception:  # noqa: BLE001 - what cannot be read proves nothing
        return Proof()


def _proof(root: Part, trusted: frozenset[str]) -> Proof:
    found: list[tuple[str, str, str]] = []
    for value in _of_our_server(root, trusted):
        found += _results(value)
    return weighed(found[:_MOST_RESULTS], from_domain(root))


def from_domain(root: Part) -> str:
    """The one domain of `From`; "" where there are several, or more headers than were read."""
    values = root.fields.get("from", [])
    is_one = len(values) == 1 and not root.has_more_headers
    senders = addresses_of(values[0]) if is_one else ()
    return senders[0].domain if len(senders) == 1 else ""


def weighed(found: list[tuple[str, str, str]], author: str) -> Proof:
    """The proof that results (method, result, domain) make for the domain of an author."""
    signed = [domain for method, result, domain in found if (method, result) == ("dkim", "pass")]
    spf = next(((result, domain) for method, result, domain in found if method == "spf"), ("", ""))
    dkim = "pass" if signed else next((one[1] for one in found if one[0] == "dkim"), "")
    dmarc = next((one[1] for one in found if one[0] == "dmarc"), "")
    passing = [*signed, *([spf[1]] if spf[0] == "pass" else [])]
    by_domain = any(stands_for(domain, author) for domain in passing)
    return Proof(
        spf=spf[0],
        dkim=dkim,
        dmarc=dmarc,
        aligned=bool(author) and dmarc != "fail" and (by_domain or dmarc == "pass"),
        signed_by=tuple(dict.fromkeys(domain for domain in signed if domain)),
    )


def stands_for(domain: str, author: str) -> bool:
    """Whether one domain may speak for another: itself, one above it, or one below it.

    Two that only share an end are not told apart from strangers here, since what ends belong to
    everybody is not known.
    """
    one, other = domain.lower().rstrip("."), author.lower().rstrip(".")
    if "." not in one or "." not in other:
        return False
    return one == other or other.endswith(f".{one}") or one.endswith(f".{other}")


def _of_our_server(root: Part, trusted: frozenset[str]) -> list[str]:
    """The values of the uppermost block of results that a trusted server wrote."""
    block: list[str] = []
    for name, raw in root.raw_items():
        lower = name.lower()
        value = as_text(raw)
        is_ours = lower == "authentication-results" and _server_of(value) in trusted
        if is_ours:
            block.append(value)
        elif block and not _BETWEEN.fullmatch(lower):
            break
    return block


def _server_of(value: str) -> str:
    """The authserv-id; a version may follow it, and a comment stand before it."""
    plain = re.sub(r"^\s*\([^)]*\)", "", value.partition(";")[0]).strip()
    return plain.split(" ")[0].strip('"').lower()


def _results(value: str) -> list[tuple[str, str, str]]:
    try:
        header = _Results.parse(_FEATURES, f"Authentication-Results: {value}")
    except Exception:  # noqa: BLE001 - some servers write what its grammar does not allow
        return _roughly(value)
    return [
        (str(one.method), _word(one.result), _domain(str(one.method), one.properties))
        for one in header.results
        if one.method in ("spf", "dkim", "dmarc")
    ]


def _domain(method: str, properties: list[authres.AuthenticationResultProperty]) -> str:
    wanted = {"spf": ("mailfrom", "helo"), "dkim": ("d", "i"), "dmarc": ("from",)}[method]
    named = {str(one.name).lower(): str(one.value) for one in properties}
    value = next((named[name] for name in wanted if named.get(name)), "")
    return value.rpartition("@")[2].strip('<>" ').lower()


def _roughly(value: str) -> list[tuple[str, str, str]]:
    """Method and result only. Without a domain nothing of it can align, so nothing is won by it."""
    plain = re.sub(r"\([^()]*\)", "", value)
    return [
        (method.lower(), _word(result), "")
        for method, result, _ in _METHOD.findall(plain)
        if method.lower() != "dmarc" or _word(result) != "pass"
    ]


def _word(result: object) -> str:
    word = str(result).lower()
    return word if word in _RESULTS else "neutral"
