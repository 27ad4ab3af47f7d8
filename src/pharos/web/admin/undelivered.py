"""What did not arrive and is not tried any more: answers, letters and webhooks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pharos.brands.models import Brand
from pharos.cases.actions.record_delivery import deliver_again
from pharos.cases.listing.deliveries import failed_deliveries
from pharos.kernel.scope import reading
from pharos.letters.actions.record_letter import send_letter_again
from pharos.letters.queries import failed_letters
from pharos.outlets.actions.replay import send_again, send_dead_again
from pharos.outlets.events import label_of
from pharos.outlets.queries import dead_dispatches
from pharos.outlets.reasons import reason_words
from pharos.people.actor import Actor
from pharos.web.admin.door import AdminRequest, administers, page
from pharos.web.desk.ways import why_words
from pharos.web.desk.words import CHANNELS

# So many answers and letters are tried again at once; those that are left can be tried after.
MOST = 500


@require_http_methods(["GET", "HEAD", "POST"])
@administers("undelivered")
def index(request: AdminRequest, brand: Brand) -> HttpResponseBase:
    """Everything that was given up, with why; posting tries one or all once more."""
    if request.method == "POST":
        _try_again(request.actor, brand, request.POST.get("what", ""))
        messages.success(request, _("It is tried again now."))
        return redirect("admin:undelivered", brand.slug)
    with reading(request.actor):
        context = {
            "answers": [
                (each, why_words(each.code), each.why, CHANNELS.get(each.channel, each.channel))
                for each in failed_deliveries(brand.pk)
            ],
            "letters": [(each, why_words(each.code)) for each in failed_letters(brand.pk)],
            "events": [
                (each, label_of(each.event), reason_words(each.why))
                for each in dead_dispatches(brand.pk)
            ],
        }
    return page(request, "admin/undelivered.html", context)


def _try_again(actor: Actor, brand: Brand, what: str) -> None:
    """`answer-7`, `letter-7` and `event-7` are one thing; `all` is everything that is shown."""
    kind, _dash, number = what.partition("-")
    if what == "all":
        _try_all_again(actor, brand)
    elif not number.isdecimal():
        return
    elif kind == "answer":
        deliver_again(actor=actor, delivery_id=int(number))
    elif kind == "letter":
        send_letter_again(actor=actor, letter_id=int(number))
    elif kind == "event":
        send_again(actor=actor, brand_id=brand.pk, dispatch_id=int(number))


def _try_all_again(actor: Actor, brand: Brand) -> None:
    with reading(actor):
        answers = [each.pk for each in failed_deliveries(brand.pk, limit=MOST)]
        letters = [each.pk for each in failed_letters(brand.pk, limit=MOST)]
    for delivery_id in answers:
        deliver_again(actor=actor, delivery_id=delivery_id)
    for letter_id in letters:
        send_letter_again(actor=actor, letter_id=letter_id)
    send_dead_again(actor=actor, brand_id=brand.pk)
