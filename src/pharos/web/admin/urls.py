from __future__ import annotations

from django.urls import path

from pharos.web.admin import (
    appearance,
    audit,
    blocks,
    brands,
    channels,
    home,
    hours,
    keys,
    mail,
    promises,
    queues,
    saved_replies,
    tags,
    teams,
    topics,
    transfer,
    vip,
    widget,
)

app_name = "admin"

BRAND = "brands/<slug:slug>/"
TEAM = f"{BRAND}teams/<slug:team>/"
REPLY = f"{BRAND}saved-replies/<int:reply_id>/"

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
    path("new-brand/", brands.new, name="brand-new"),
    path("audit/", audit.index, name="audit"),
    path("transfer/", transfer.index, name="transfer"),
    path("transfer/export/", transfer.download, name="export"),
    path(BRAND, brands.edit, name="brand"),
    path(f"{BRAND}appearance/", appearance.edit, name="appearance"),
    path(f"{BRAND}hours/", hours.edit, name="hours"),
    path(f"{BRAND}channels/", channels.index, name="channels"),
    path(f"{BRAND}channels/new/", channels.edit, name="channel-new"),
    path(f"{BRAND}channels/<int:place>/", channels.edit, name="channel"),
    path(f"{BRAND}channels/<int:place>/removal/", channels.remove, name="channel-removal"),
    path(f"{BRAND}topics/", topics.index, name="topics"),
    path(f"{BRAND}topics/new/", topics.edit, name="topic-new"),
    path(f"{BRAND}topics/<int:place>/", topics.edit, name="topic"),
    path(f"{BRAND}teams/", teams.index, name="teams"),
    path(f"{BRAND}new-team/", teams.new, name="team-new"),
    path(TEAM, teams.edit, name="team"),
    path(f"{TEAM}members/", teams.members, name="team-members"),
    path(f"{TEAM}retirement/", teams.retire, name="team-retirement"),
    path(f"{BRAND}promises/", promises.edit, name="promises"),
    path(f"{BRAND}vip/", vip.edit, name="vip"),
    path(f"{BRAND}saved-replies/", saved_replies.index, name="saved_replies"),
    path(f"{BRAND}saved-replies/new/", saved_replies.new, name="saved_reply-new"),
    path(REPLY, saved_replies.edit, name="saved_reply"),
    path(f"{REPLY}retirement/", saved_replies.retire, name="saved_reply-retirement"),
    path(f"{BRAND}tags/", tags.index, name="tags"),
    path(f"{BRAND}tags/<int:tag_id>/", tags.edit, name="tag"),
    path(f"{BRAND}tags/<int:tag_id>/retirement/", tags.retirement, name="tag-retirement"),
    path(f"{BRAND}widget/", widget.edit, name="widget"),
    path(f"{BRAND}widget/preview/", widget.preview, name="widget-preview"),
    path(f"{BRAND}mail/", mail.edit, name="mail"),
    path(f"{BRAND}keys/", keys.index, name="keys"),
    path(f"{BRAND}keys/<str:key_id>/state/", keys.settle, name="key-state"),
]
