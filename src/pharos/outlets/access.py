from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.kernel.errors import Forbidden, NotFound
from pharos.outlets.models import Dispatch, Outlet
from pharos.people.actor import Actor


def outlet_to_administer(actor: Actor, brand_id: int, outlet_id: int) -> Outlet:
    """Return an outlet, or NotFound whether it is absent, removed or not theirs."""
    outlet = outlet_to_look_back_at(actor, brand_id, outlet_id)
    if outlet.removed_at is not None:
        raise NotFound(_("There is no such webhook."))
    return outlet


def outlet_to_look_back_at(actor: Actor, brand_id: int, outlet_id: int) -> Outlet:
    """Return an outlet whose log is to be read, also one that was removed, or NotFound."""
    _check(actor, brand_id)
    found = Outlet.objects.select_related("brand").filter(pk=outlet_id, brand_id=brand_id).first()
    if found is None:
        raise NotFound(_("There is no such webhook."))
    return found


def dispatch_to_send_again(actor: Actor, brand_id: int, dispatch_id: int) -> Dispatch:
    """Return one event on its way, or NotFound whether it is absent or not theirs.

    For supervisors too, who look after what did not arrive.
    """
    check_sends_again(actor, brand_id)
    found = Dispatch.objects.select_related("outlet", "case").filter(outlet__removed_at=None)
    dispatch = found.filter(pk=dispatch_id, brand_id=brand_id).first()
    if dispatch is None:
        raise NotFound(_("There is no such event."))
    return dispatch


def check_sends_again(actor: Actor, brand_id: int) -> None:
    """Refuse whoever neither supervises nor administers the brand."""
    if not (actor.may_arrange and actor.may_see_brand(brand_id)):
        raise Forbidden(_("This is for supervisors."), code="not_supervisor")


def _check(actor: Actor, brand_id: int) -> None:
    if not (actor.may_administer and actor.may_see_brand(brand_id)):
        raise Forbidden(_("Only an administrator may set this up."), code="not_administrator")
