from __future__ import annotations

from django.urls import path

from pharos.web.reports import first

app_name = "reports"

urlpatterns = [path("", first.show, name="first")]
