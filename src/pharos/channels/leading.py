"""What may be said where anybody can read it: the way to a private page, and what it is like there.

It tells nothing of an account, not even whether there is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from pharos.brands.models import Brand
from pharos.brands.offer import BRAND, LINK
from pharos.brands.profile import Profile
from pharos.brands.queries import profile_of
from pharos.brands.spoken import in_language
from pharos.cases.case_links import case_link
from pharos.cases.models import Conversation
from pharos.channels.accounts import accounts_of
from pharos.channels.present import present_channels, true_profile
from pharos.diagnosis.words import language_code
from pharos.insight.queries import answer_times_of
from pharos.insight.recommending import Times, is_usable
from pharos.insight.words import measured_words

# Where what is said in public goes on.
PRIVATE: Final[Mapping[str, str | Promise]] = {
    "widget": gettext_lazy("Chat"),
    "mail": gettext_lazy("E-mail"),
}


def leading_words(conversation: Conversation) -> str:
    """Return what is answered in public, in the writer's language. Runs inside the brand's scope.

    The brand's own words or ours, then how long first answers took lately on the private channels
    that work now, as far as that was measured, and what nobody of ours ever asks for.
    """
    link = case_link(conversation)
    return public_words(conversation.brand, conversation.language, link)


def public_words(brand: Brand, language: str, link: str, template: str | None = None) -> str:
    """The same for any link. A `template` takes the place of the brand's words; empty is ours."""
    profile = profile_of(brand)
    template = _template(profile, language) if template is None else template
    with override(language_code(language)):
        said = (
            template.replace(BRAND, brand.name).replace(LINK, link)
            if template
            else _(
                "Thank you for writing to %(brand)s. To protect you we do not talk about accounts "
                "here. Please go on in private, on our own pages: %(link)s"
            )
            % {"brand": brand.name, "link": link}
        )
        never = _("We never ask for passwords, codes or recovery phrases.")
        return " ".join(part for part in (said, _ways(brand, profile), never) if part)


def _template(profile: Profile, language: str) -> str:
    return in_language(profile.public_reply, language) if profile.public_reply else ""


def _ways(brand: Brand, profile: Profile) -> str:
    """Chat and mail, as they are there now; a time only where it was measured."""
    there = true_profile(profile, present_channels(profile, accounts_of(brand.pk)))
    kinds = [kind for kind in PRIVATE if is_usable(there, kind)]
    if measured := "; ".join(_measured(brand, kinds)):
        return _("First answers lately: %(ways)s.") % {"ways": measured}
    names = ", ".join(str(PRIVATE[kind]) for kind in kinds)
    return _("You reach people by: %(ways)s.") % {"ways": names} if names else ""


def _measured(brand: Brand, kinds: list[str]) -> Iterator[str]:
    known = answer_times_of(brand.pk)
    for kind in kinds:
        if words := measured_words(Times(measured=known.get(kind))):
            yield f"{PRIVATE[kind]} {words}"
