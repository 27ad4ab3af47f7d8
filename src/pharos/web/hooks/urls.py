from __future__ import annotations

from django.urls import path

from pharos.web.hooks import exchange

app_name = "hooks"
urlpatterns = [
    path("exchange/<slug:brand>/webhook", exchange.take, name="exchange"),
]
