from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from pharos.web.admin.door import AdminRequest, administers_all, page


@require_safe
@administers_all("brands")
def index(request: AdminRequest) -> HttpResponse:
    return page(request, "admin/brands.html", {})
