from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pharos.kernel.errors import Forbidden, NotFound
from pharos.outlets.models import Dispatch, Outlet
from pharos.people.actor import Actor


def outlet_to_administer(actor: Actor, brand_id: int, outlet_id: int) -> Outlet:
    """Return an outlet, or NotFound whether it is absent or not theirs."""
    _check(actor, brand_id)
    found = Outlet.objects.select_related("brand").filter(pk=outlet_id, brand_id=brand_id).first()
    if found is None:
        raise NotFound(_("There is no such webhook."))
    return found


def dispatch_to_administer(actor: Actor, brand_id: int, dispatch_id: int) -> Dispatch:
    """Return one event on its way, or NotFound whether it is absent or not theirs."""
    _check(actor, brand_id)
    found = Dispatch.objects.select_related("outlet", "case")
    dispatch = found.filter(pk=dispatch_id, brand_id=brand_id).first()
    if dispatch is None:
        raise NotFound(_("There is no such event."))
    return dispatch


def _check(actor: Actor, brand_id: int) -> None:
    if not (actor.may_administer and actor.may_see_brand(brand_id)):
        raise Forbidden(_("Only an administrator may set this up."), code="not_administrator")
