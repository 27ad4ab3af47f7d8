from __future__ import annotations

from django.urls import path

from pharos.web.admin import blocks, brands, home, queues, tags

app_name = "admin"

BRAND = "brands/<slug:slug>/"

urlpatterns = [
    path("", home.show, name="home"),
    path("blocks/", blocks.first, name="blocks-first"),
    path(f"{BRAND}blocks/", blocks.index, name="blocks"),
    path(f"{BRAND}blocks/<int:block_id>/lifting/", blocks.lifting, name="block-lifting"),
    path("brands/", brands.index, name="brands"),
    path(f"{BRAND}queues/", queues.index, name="queues"),
    path(f"{BRAND}queues/routing/", queues.routing, name="routing"),
    path(f"{BRAND}queues/capacities/", queues.capacities, name="capacities"),
    path(f"{BRAND}queues/<int:queue_id>/", queues.edit, name="queue"),
    path(f"{BRAND}queues/<int:queue_id>/retirement/", queues.retirement, name="queue-retirement"),
    path(f"{BRAND}tags/", tags.index, name="tags"),
    path(f"{BRAND}tags/<int:tag_id>/", tags.edit, name="tag"),
    path(f"{BRAND}tags/<int:tag_id>/retirement/", tags.retirement, name="tag-retirement"),
]
