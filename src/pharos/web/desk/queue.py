from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from pharos.cases.listing.queries import around
from pharos.kernel.scope import reading
from pharos.web.desk.page import queue_context
from pharos.web.desk.tickets import known_length
from pharos.web.http import StaffRequest, answer, signed_in

REFRESH = "queue-items"
OPEN = re.compile(r"/cases/([0-9A-Z-]+)/$")


@require_safe
@signed_in
def index(request: StaffRequest) -> HttpResponse:
    """The desk with no case open; its queue or only the rows, when a script asks for them."""
    actor = request.user.actor()
    with reading(actor, is_steady=True):
        show = known_length(request.GET.get("show"))
        context = queue_context(actor, around(actor), request.GET, show=show, counted=True)
    context["open_number"] = _open_number(request)
    is_refresh = request.headers.get("HX-Target") == REFRESH
    context["refresh"] = is_refresh
    fragment = "desk/_tickets.html" if is_refresh else "desk/_queue.html"
    return answer(request, page="desk/desk.html", fragment=fragment, context=context)


def _open_number(request: StaffRequest) -> str:
    """Tell which case is open beside the queue that is being fetched."""
    found = OPEN.search(urlsplit(request.headers.get("HX-Current-URL", "")).path)
    return found[1] if found else ""
