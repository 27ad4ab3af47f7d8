"""HTML that is safe to show: no script, nothing that is fetched from elsewhere, nothing hidden."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Final

import nh3

from pharos.channels.mail.reading.bounds import (
    DEEPEST_HTML,
    LONGEST_HTML,
    LONGEST_TEXT,
    MOST_NESTING,
)
from pharos.channels.mail.reading.mail import Attachment, Problem

_TAGS: Final = frozenset(
    re.split(
        " ",
        "a abbr b bdi blockquote br caption center cite code col colgroup dd del div dl dt "
        "em h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike "
        "strong sub sup table tbody td tfoot th thead tr u ul var wbr",
    )
)
_WITH_CONTENT: Final = frozenset(
    re.split(
        " ",
        "applet head iframe math noembed noframes object script style svg template title xmp",
    )
)
_ATTRIBUTES: Final = {
    "*": {"dir", "lang", "style"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign"},
}
_STYLE: Final = frozenset(
    {"font-style", "font-weight", "text-align", "text-decoration", "vertical-align"}
)
_LINKS: Final = ("http:", "https:", "mailto:", "tel:")
_SCHEMES: Final = {"http", "https", "mailto", "tel", "cid", "data"}
_DATA: Final = re.compile(
    r"\s*data:(image/[a-z0-9.+-]{1,40})(?:;[^,;]{0,60})*;base64,", re.IGNORECASE
)

_ANY_TAG: Final = re.compile(r"<[^<>]*>")
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Those that hold nothing, or that the next of their kind ends.
_NOT_NESTED: Final = frozenset(
    re.split(
        " ",
        "area base br col embed hr img input link meta param source track wbr p li dd dt td "
        "th tr tbody thead tfoot option",
    )
)


@dataclass(slots=True)
class Cleaned:
    """What remains of a part in HTML. Images that it held within itself are attachments now."""

    html: str = field(default="", repr=False)
    remote_images: int = 0
    images: list[Attachment] = field(default_factory=list)
    problem: Problem | None = None


def cleaned(source: str, number: int = 1) -> Cleaned:
    """The harmless part of this HTML. `number` keeps the names of its images apart.

    Too long or too deep to be cleaned in good time: only the beginning, or nothing of it.
    """
    result = Cleaned()
    if len(source) > LONGEST_HTML:
        source = source[:LONGEST_HTML]
        result.problem = "html_too_long"
    if is_too_deep(source):
        result.problem = "html_too_deep"
        return result

    def kept(tag: str, name: str, value: str) -> str | None:
        if name == "href":
            return value if value.strip().lower().startswith(_LINKS) else None
        if name == "style":
            return value if any(one in value.lower() for one in _STYLE) else None
        if name == "src":
            return _image(result, value, number) if tag == "img" else None
        return value

    result.html = nh3.clean(
        source,
        tags=set(_TAGS),
        clean_content_tags=set(_WITH_CONTENT),
        attributes=_ATTRIBUTES,
        attribute_filter=kept,
        url_schemes=_SCHEMES,
        filter_style_properties=set(_STYLE),
    ).strip()
    return result


def is_too_deep(source: str) -> bool:
    """Whether more elements are open at one time than may be, as far as tags tell.

    Each tag may make all open elements anew, so their sum is bounded as well.
    """
    opened: dict[str, int] = {}
    depth = nesting = 0
    for match in _TAG.finditer(source):
        name = match[2].lower()
        if name not in _NOT_NESTED:
            if not match[1]:
                opened[name] = opened.get(name, 0) + 1
                depth += 1
            elif opened.get(name):
                opened[name] -= 1
                depth -= 1
        nesting += depth
        if depth > DEEPEST_HTML or nesting > MOST_NESTING:
            return True
    return False


def without_tags(source: str) -> str:
    """The bare words of HTML that cannot be cleaned. They are text, and never shown as HTML."""
    return unescape(_ANY_TAG.sub(" ", source[:LONGEST_TEXT]))


def _image(result: Cleaned, value: str, number: int) -> str | None:
    """A reference to an attachment stays, an image within becomes one, a remote one goes."""
    source = value.strip()
    if source.lower().startswith("cid:"):
        return source
    match = _DATA.match(source)
    if match is None:
        result.remote_images += not source.lower().startswith("data:")
        return None
    try:
        content = binascii.a2b_base64(source[match.end() :])
    except (binascii.Error, ValueError):
        return None
    content_id = f"image-{number}-{len(result.images) + 1}@within"
    kind = match[1].lower()
    result.images.append(
        Attachment(
            name=f"image-{number}-{len(result.images) + 1}.{kind.partition('/')[2][:4]}",
            content_type=kind,
            content=content,
            content_id=content_id,
            is_inline=True,
            why="inline",
        )
    )
    return f"cid:{content_id}"
