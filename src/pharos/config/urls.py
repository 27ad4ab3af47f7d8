"""Every address of the pages. What is below /live/ never comes here."""

from __future__ import annotations

from django.urls import include, path

from pharos.channels.widget import assets

urlpatterns = [
    path("", include("pharos.web.account.urls")),
    path("admin/", include("pharos.web.admin.urls")),
    path("desk/", include("pharos.web.desk.urls")),
    path("reports/", include("pharos.web.reports.urls")),
    path("widget.js", assets.show_launcher, name="widget"),
    path("widget/<str:release>/<path:name>", assets.show, name="widget-asset"),
    path("", include("pharos.web.hooks.urls")),
    path("", include("pharos.web.portal.urls")),
]
handler403 = "pharos.web.errors.forbidden"
handler404 = "pharos.web.errors.not_found"
handler500 = "pharos.web.errors.broken"
