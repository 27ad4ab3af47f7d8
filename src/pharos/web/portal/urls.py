from __future__ import annotations

from django.urls import path

from pharos.web.portal import claims, exchange, front, status, talk

app_name = "portal"

urlpatterns = [
    path("", front.show, name="front"),
    path("northmere/", exchange.show, name="exchange"),
    path("northmere/token/", exchange.token, name="token"),
    path("claims/<str:secret>/", claims.show, name="claim"),
    path("<slug:brand>/status/", status.show, name="status"),
    path("<slug:brand>/talk/", talk.show, name="talk"),
]
