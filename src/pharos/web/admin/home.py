from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from pharos.brands.queries import brands_of
from pharos.kernel.errors import Forbidden
from pharos.web.admin.nav import groups_for
from pharos.web.http import StaffRequest, signed_in


@require_safe
@signed_in
def show(request: StaffRequest) -> HttpResponseBase:
    """Lead to the first page of the settings that the reader may open."""
    actor = request.user.actor()
    brand = next(iter(brands_of(actor)), None)
    for _group, links in groups_for(actor.role, brand.slug if brand else "", ""):
        return redirect(links[0].address)
    raise Forbidden(_("Only an administrator may set this up."), code="not_administrator")
