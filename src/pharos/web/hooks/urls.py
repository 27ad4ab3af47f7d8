from __future__ import annotations

from django.urls import path

from pharos.web.hooks import channels, exchange

app_name = "hooks"
urlpatterns = [
    path("channels/<slug:brand>/<slug:kind>/<str:key>", channels.take, name="channel"),
    path(
        "channels/<slug:brand>/<slug:kind>/<str:key>/<slug:what>",
        channels.take,
        name="channel-part",
    ),
    path("exchange/<slug:brand>/webhook", exchange.take, name="exchange"),
]
