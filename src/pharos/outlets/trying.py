"""Trying an outlet: one `ping`, and what came of it in plain words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from pharos.kernel.scope import reading
from pharos.kernel.time import now
from pharos.outlets.access import outlet_to_administer
from pharos.outlets.posting import post
from pharos.outlets.reasons import reason_words
from pharos.outlets.telling import ping
from pharos.people.actor import Actor


def try_outlet(actor: Actor, brand_id: int, outlet_id: int) -> tuple[bool, str]:
    """Post a ping, outside any transaction. Returns whether it was taken, and a sentence."""
    with reading(actor):
        outlet = outlet_to_administer(actor, brand_id, outlet_id)
        body = ping(outlet)
    if not outlet.is_ready:
        return False, _("It was imported without its secrets. Set them first.")
    at = now()
    name = f"pharos-{outlet.pk}-ping-{at:%Y%m%d%H%M%S%f}"
    answered = post(outlet.url, outlet.secrets_at(at), name, body, at)
    if answered.is_taken:
        return True, _("It has taken our ping (%(status)s, in %(time)s ms).") % {
            "status": answered.status,
            "time": answered.milliseconds,
        }
    return False, _("It has not taken our ping: %(why)s.") % {"why": reason_words(answered.why)}
