from __future__ import annotations

from django import forms
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from pharos.kernel.errors import Invalid
from pharos.people.actions.push import Browser, subscribe, unsubscribe
from pharos.web.http import StaffRequest, signed_in

WORKER = "desk/js/push-worker.js"


class BrowserForm(forms.Form):
    step = forms.ChoiceField(choices=[("on", "on"), ("off", "off")])
    endpoint = forms.CharField(max_length=600)
    p256dh = forms.CharField(max_length=120, required=False)
    auth = forms.CharField(max_length=60, required=False)


@require_http_methods(["POST"])
@signed_in
def update(request: StaffRequest) -> HttpResponse:
    """Tell this browser from now on, or no more."""
    form = BrowserForm(request.POST)
    if not form.is_valid():
        raise Invalid(str(next(iter(form.errors.values()))[0]))
    clean = form.cleaned_data
    actor = request.user.actor()
    if clean["step"] == "off":
        unsubscribe(actor=actor, endpoint=clean["endpoint"])
        return HttpResponse(status=204)
    browser = Browser(
        endpoint=clean["endpoint"],
        p256dh=clean["p256dh"],
        auth=clean["auth"],
        device=request.headers.get("User-Agent", "")[:120],
    )
    subscribe(actor=actor, browser=browser)
    return HttpResponse(status=204)


@require_safe
def worker(_request: object) -> HttpResponse:
    """The service worker. It stands here because its address bounds what it may do."""
    path = finders.find(WORKER)
    assert isinstance(path, str), "the worker is part of the package"
    with open(path, "rb") as script:  # noqa: PTH123 - a path of the finders is plain text
        response = HttpResponse(script.read(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
