"""Putting a finding into words: one language, one zone, every figure as the reader writes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal, localcontext
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime, format_timedelta
from babel.numbers import format_decimal
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from pharos.diagnosis.facts import Figure, Said
from pharos.diagnosis.running import CODES, all_diagnosers

# What any diagnoser may have to say.
ANY: Final = {
    "any.sign_in": _("Sign in, so that we may look at your account."),
    "any.chain_away": _("We cannot read the blockchain right now. We go on trying."),
    "any.exchange_away": _("We cannot look this up right now. We go on trying."),
    "any.disagree": _(
        "Our records contradict each other here, so we cannot tell yet. Our staff look into it now."
    ),
    "any.incomplete": _(
        "Some of our records of that time are missing, so we cannot tell yet. Our staff look into "
        "it now."
    ),
    "any.review": _("Your account is in a review that is required of us. We cannot give details."),
}
NETWORKS: Final = {
    "bip122:000000000019d6689c085ae165831e93": "Bitcoin",
    "eip155:1": "Ethereum",
    "eip155:10": "Optimism",
    "eip155:56": "BNB Smart Chain",
    "eip155:137": "Polygon",
    "eip155:8453": "Base",
    "eip155:42161": "Arbitrum One",
    "tron:0x2b6653dc": "TRON",
    "xrpl:0": "XRP Ledger",
    "stellar:pubnet": "Stellar",
    "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp": "Solana",
    "cosmos:cosmoshub-4": "Cosmos Hub",
    "tvm:-239": "TON",
}
OURS: Final = ("en", "ko", "es")
SHOWN_OF_PLACE = 6
# Korean would get AM and PM in English; its readers read the day by 24 hours elsewhere, too.
CLOCKS: Final = {"ko": "y. M. d. HH:mm:ss"}
# More than any amount of the contract has, or a sum of them; the usual 28 would round.
DIGITS = 100


def language_code(language: str) -> str:
    """The language of ours that is closest to a browser's tag: `zh-CN` is `zh-hans`."""
    tag = language.lower()
    if tag.startswith("zh"):
        return "zh-hans"
    base = tag.partition("-")[0]
    return base if base in OURS else "en"


def worded(said: Iterable[Said], *, language: str, timezone: str) -> list[str]:
    """The sentences in this language (such as `zh-hans`), times in this zone with its name."""
    with override(language):
        return [_sentence(one, language, timezone) for one in said]


def _sentence(said: Said, language: str, timezone: str) -> str:
    diagnoser = all_diagnosers().get(said.key.partition(".")[0])
    codes = diagnoser.codes if diagnoser else {}
    texts = ANY | (diagnoser.words if diagnoser else {})
    figures = {
        name: shown(figure, language=language, timezone=timezone, codes=codes)
        for name, figure in said.figures.items()
    }
    return gettext(texts[said.key]) % figures


def shown(  # noqa: PLR0911 - one line a kind
    figure: Figure, *, language: str, timezone: str, codes: Mapping[str, str] | None = None
) -> str:
    """One figure as this reader writes it; `codes` are how the speaking diagnoser words codes."""
    value, locale = figure.value, locale_of(language)
    match figure.kind:
        case "amount":
            assert isinstance(value, Decimal), "amounts are decimals"
            return f"{exact(value, locale)} {figure.unit}"
        case "number":
            assert isinstance(value, int | Decimal), "numbers are numbers"
            return exact(Decimal(value), locale)
        case "instant":
            assert isinstance(value, datetime), "instants are aware datetimes"
            return _instant(value, locale, timezone)
        case "span":
            assert isinstance(value, timedelta), "spans are timedeltas"
            return format_timedelta(value, locale=locale, threshold=1.5)
        case "code":
            all_diagnosers()
            return gettext((CODES | dict(codes or {})).get(str(value), str(value)))
        case "network":
            return NETWORKS.get(str(value), str(value))
        case "place":
            return _shortened(str(value))
        case _:
            return str(value)


def exact(value: Decimal, locale: Locale) -> str:
    """All of its places and none that are not there: an amount is never rounded."""
    with localcontext(prec=DIGITS):
        places = max(-int(value.normalize().as_tuple().exponent), 0)
        pattern = "#,##0" + ("." + "0" * places if places else "")
        return format_decimal(value, format=pattern, locale=locale)


def locale_of(language: str) -> Locale:
    return Locale.parse(language.replace("-", "_"), sep="_")


def told_instant(at: datetime, *, language: str, timezone: str) -> str:
    """An instant as this reader writes it, with the zone by its name."""
    return _instant(at, locale_of(language), timezone)


def _instant(at: datetime, locale: Locale, timezone: str) -> str:
    zone = ZoneInfo(timezone)
    pattern = CLOCKS.get(locale.language, "medium")
    return f"{format_datetime(at, pattern, tzinfo=zone, locale=locale)} ({at.astimezone(zone):%Z})"


def _shortened(place: str) -> str:
    if len(place) <= 2 * SHOWN_OF_PLACE + 1:
        return place
    return f"{place[:SHOWN_OF_PLACE]}…{place[-SHOWN_OF_PLACE:]}"
