"""Small pieces of markup that every page uses."""

from __future__ import annotations

from datetime import datetime
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from django import template
from django.template import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, size: str = "") -> SafeString:
    """Draw an icon. It is never the only bearer of a meaning, so it is hidden from readers."""
    modifier = f" icon--{size}" if size else ""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        modifier,
        static("design/icons.svg"),
        name,
    )


class KeptURL(URLNode):
    """Django's own `{% url %}`, which looks up each address once: a case has eighty of them."""

    def render(self, context: Context) -> str:
        if self.kwargs or self.asvar:
            return str(super().render(context))
        args = tuple(str(arg.resolve(context)) for arg in self.args)
        return conditional_escape(_address(self.view_name.resolve(context), args))


@lru_cache(20_000)
def _address(name: str, args: tuple[str, ...]) -> str:
    return reverse(name, args=args)


@register.tag
def url(parser: template.base.Parser, token: template.base.Token) -> KeptURL:
    """Draw an address, as Django's `{% url %}` does, whose place it takes."""
    node = django_url(parser, token)
    return KeptURL(node.view_name, node.args, node.kwargs, node.asvar)


class Still(template.Node):
    """What says the same to everybody who reads a language, drawn once for each."""

    def __init__(self, nodes: template.NodeList) -> None:
        self._nodes = nodes
        self._drawn: dict[str, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language() or ""
        if language not in self._drawn:
            self._drawn[language] = self._nodes.render(context)
        return self._drawn[language]


@register.tag
def still(parser: template.base.Parser, _token: template.base.Token) -> Still:
    """`{% still %}...{% endstill %}`: nothing in it may depend on the request or its reader."""
    nodes = parser.parse(("endstill",))
    parser.delete_first_token()
    return Still(nodes)


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """Return the theme that the reader has chosen, if it is known who reads.

    Nobody is looked up for it: the page that says that the database is away is drawn, too.
    """
    reader = getattr(context.get("request"), "_cached_user", None)
    return str(getattr(reader, "theme", ""))


@register.simple_tag
def local_time(at: datetime | None, show: str = "time") -> SafeString | str:
    """Write an instant; the browser turns it into the reader's own zone.

    `show` is "time" (with the day unless it is today), "age" ("3 min", where something lasts) or
    "ago" ("3 min. ago", where it is past). Without JavaScript it is UTC.
    """
    if at is None:
        return ""
    return format_html(
        '<local-time show="{}"><time datetime="{}">{} UTC</time></local-time>',
        show,
        at.isoformat(),
        at.strftime("%d.%m. %H:%M" if show in ("age", "ago") else "%Y-%m-%d %H:%M"),
    )


@register.filter
def initials(name: str) -> str:
    """Two letters for an avatar; one sign is enough where a sign is a syllable."""
    words = name.split()
    if not words:
        return "?"
    if not words[0].isascii() and len(words[0]) <= 4:  # noqa: PLR2004 - a whole CJK name
        return words[0][0]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else words[0][1:2])).upper()


@register.filter
def language_name(code: str) -> str:
    """Name a language in the reader's own: `ko` is Korean, coreano, 韩语, 한국어."""
    return _named(code, to_locale(get_language() or "en"))


@lru_cache(4096)
def _named(code: str, reader: str) -> str:
    try:
        return Locale.parse(code, sep="-").get_display_name(Locale.parse(reader)) or code
    except (UnknownLocaleError, ValueError):
        return code


@register.filter
def language_mark(code: str) -> str:
    return code.split("-", maxsplit=1)[0].upper()
