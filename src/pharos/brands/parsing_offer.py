"""Reading what else a brand says of itself (`offer.py`)."""

from __future__ import annotations

import re
from typing import Final

from pharos.brands.node import Node
from pharos.brands.offer import (
    BRAND,
    CHANNEL_RULES,
    COMPLEXITIES,
    LINK,
    POSITIONS,
    QUESTION_KINDS,
    SECOND_FACTORS,
    SITUATIONS,
    TIER_GIVES,
    TIER_SIGNS,
    URGENCIES,
    Appearance,
    ChannelRule,
    Figure,
    MailAddresses,
    NarrowReason,
    Policy,
    Published,
    Question,
    Security,
    VipRule,
)
from pharos.brands.parts import once, optional_text, several_of, texts
from pharos.kernel.reasons import REASONS

LOGO_LONGEST: Final = 12
LONGEST_PUBLIC_REPLY: Final = 160
# How WCAG 2.2 counts: relative luminance, with what every screen reflects.
FLARE: Final = 0.05
CONTRAST_OF_WHITE: Final = 1 + FLARE
LEAST_CONTRAST: Final = 4.5
LINEAR_UNTIL: Final = 0.04045

_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_KIND: Final = re.compile(r"[a-z][a-z0-9_]{1,30}")
# What could be somebody's: an address, an account, a number.
_FORBIDDEN_IN_PUBLIC: Final = re.compile(r"[{}@\d]|https?:|www\.", re.IGNORECASE)
_LINK: Final = re.compile(r"https?://[^\s<>\"]{4,290}")
_ADDRESS: Final = re.compile(r"[^@\s<>,;]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def published(node: Node) -> Published | None:
    if not node.is_given:
        return None
    node.knows(*Published.__dataclass_fields__)
    return Published(
        availability=optional_text(node.field("availability", None)),
        response=_figures(node.field("response", [])),
        resolution=_figures(node.field("resolution", [])),
    )


def _figures(node: Node) -> tuple[Figure, ...]:
    return tuple(_figure(item) for item in node.items())


def _figure(node: Node) -> Figure:
    node.knows(*Figure.__dataclass_fields__)
    least, most = node.field("at_least", None), node.field("at_most", None)
    figure = Figure(
        text=node.field("text").text(longest=200),
        when=node.field("when", "any").one_of(SITUATIONS, f"one of {', '.join(SITUATIONS)}"),
        at_least=least.span() if least.is_given else None,
        at_most=most.span() if most.is_given else None,
    )
    if figure.at_least and figure.at_most and figure.at_least > figure.at_most:
        most.wrong("is shorter than at_least")
    return figure


def vip(node: Node) -> VipRule | None:
    if not node.is_given:
        return None
    node.knows(*VipRule.__dataclass_fields__)
    return VipRule(
        known_by=several_of(node.field("known_by"), TIER_SIGNS),
        gives=several_of(node.field("gives"), TIER_GIVES),
        note=optional_text(node.field("note", None), longest=600),
    )


def appearance(node: Node, spoken: tuple[str, ...]) -> Appearance:
    node.knows(*Appearance.__dataclass_fields__)
    accent, greetings = node.field("accent", None), node.field("greetings", None)
    return Appearance(
        accent=_accent(accent) if _has(accent) else "",
        logo=optional_text(node.field("logo", None), longest=LOGO_LONGEST),
        launcher=node.field("launcher", "end").one_of(POSITIONS, "end or start"),
        greetings=texts(greetings, spoken, longest=160) if _has(greetings) else {},
    )


def _accent(node: Node) -> str:
    """A colour on which white words can be read (WCAG 2.2: 4.5 to 1)."""
    colour = node.matching(_COLOUR, "a colour such as #1a6fd1")
    if colour and CONTRAST_OF_WHITE / (_luminance(colour) + FLARE) < LEAST_CONTRAST:
        node.wrong("is too light: white words on it could not be read")
    return colour


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= LINEAR_UNTIL else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mail(node: Node) -> MailAddresses:
    node.knows("support", "from")
    support, sender = node.field("support", None), node.field("from", None)
    what = "an address such as support@example.com"
    return MailAddresses(
        support=support.matching(_ADDRESS, what) if _has(support) else "",
        sender=sender.matching(_ADDRESS, what) if _has(sender) else "",
    )


def security(node: Node) -> Security:
    node.knows(*Security.__dataclass_fields__)
    what = f"one of {', '.join(SECOND_FACTORS)}"
    return Security(
        second_factor=node.field("second_factor", "optional").one_of(SECOND_FACTORS, what)
    )


def questions(node: Node, spoken: tuple[str, ...]) -> tuple[Question, ...]:
    items = node.items()
    once(node, [item.field("key") for item in items])
    return tuple(_question(item, spoken) for item in items)


def _question(node: Node, spoken: tuple[str, ...]) -> Question:
    node.knows(*Question.__dataclass_fields__)
    kind = node.field("kind").one_of(QUESTION_KINDS, f"one of {', '.join(QUESTION_KINDS)}")
    choices = node.field("choices", [])
    if (kind == "choice") is not bool(choices.value):
        choices.wrong("belongs to questions of the kind choice, and they need some")
    return Question(
        key=node.field("key").matching(_KEY, "a name of small letters, digits and underscores"),
        kind=kind,
        labels=texts(node.field("labels"), spoken, longest=160),
        required=node.field("required", default=False).truth(),
        choices=tuple(texts(item, spoken, longest=80) for item in choices.items()),
    )


def narrow_reasons(node: Node, spoken: tuple[str, ...]) -> tuple[NarrowReason, ...]:
    return tuple(_narrow_reason(item, spoken) for item in node.items())


def _narrow_reason(node: Node, spoken: tuple[str, ...]) -> NarrowReason:
    node.knows(*NarrowReason.__dataclass_fields__)
    return NarrowReason(
        code=node.field("code").one_of(REASONS, "a contact reason such as WDR.REJECTED"),
        labels=texts(node.field("labels"), spoken, longest=80),
    )


def policies(node: Node, spoken: tuple[str, ...]) -> tuple[Policy, ...]:
    items = node.items()
    once(node, [item.field("key") for item in items])
    return tuple(_policy(item, spoken) for item in items)


def _policy(node: Node, spoken: tuple[str, ...]) -> Policy:
    node.knows(*Policy.__dataclass_fields__)
    links = node.field("links")
    links.knows(*spoken)
    what = "an address such as https://www.example.com/fees"
    return Policy(
        key=node.field("key").matching(_KEY, "a name of small letters, digits and underscores"),
        reasons=several_of(node.field("reasons"), _reasons_and_groups()),
        notice=texts(node.field("notice"), spoken, longest=300),
        links={tag: links.field(tag).matching(_LINK, what) for tag in spoken},
    )


def _reasons_and_groups() -> set[str]:
    return {*REASONS, *(code.split(".", maxsplit=1)[0] for code in REASONS)}


def channel_rules(node: Node) -> tuple[ChannelRule, ...]:
    """Which channel is recommended for what, in order; ours where a brand says nothing."""
    if not node.is_given:
        return CHANNEL_RULES
    return tuple(_channel_rule(item) for item in node.items(at_least=1))


def _channel_rule(node: Node) -> ChannelRule:
    node.knows(*ChannelRule.__dataclass_fields__)
    kinds = [
        item.matching(_KIND, "a kind of channel such as widget")
        for item in node.field("use").items(at_least=1)
    ]
    return ChannelRule(
        use=tuple(kinds),
        reasons=several_of(node.field("reasons", []), _reasons_and_groups()),
        urgency=_one_of(node.field("urgency", None), URGENCIES),
        complexity=_one_of(node.field("complexity", None), COMPLEXITIES),
    )


def public_reply(node: Node, spoken: tuple[str, ...]) -> dict[str, str]:
    """Where to talk in private, in the brand's words: it leads there once, and names nobody."""
    if not node.is_given:
        return {}
    words = texts(node, spoken, longest=LONGEST_PUBLIC_REPLY)
    for language, text in words.items():
        at = node.field(language)
        if text.count(LINK) != 1:
            at.wrong(f"must hold {LINK} once: the way to a private page")
        elif _FORBIDDEN_IN_PUBLIC.search(text.replace(LINK, "").replace(BRAND, "")):
            at.wrong(f"may hold {LINK} and {BRAND}; no other brackets, addresses or numbers")
    return words


def _one_of(node: Node, known: tuple[str, ...]) -> str:
    return node.one_of(known, f"one of {', '.join(known)}") if _has(node) else ""


def _has(node: Node) -> bool:
    return bool(node.value) if node.is_given else False
