from __future__ import annotations

from django.urls import path, register_converter

from pharos.web.desk import (
    assignments,
    availability,
    bar,
    beginnings,
    cases,
    colleagues,
    customers,
    entries,
    files,
    filters,
    floor,
    identities,
    marks,
    notes,
    presence,
    queue,
    replies,
    resolutions,
    saved_lists,
    saved_replies,
    search,
    sides,
    typing,
    work,
)
from pharos.web.desk.numbers import CaseNumberConverter, WorkConverter

app_name = "desk"
register_converter(CaseNumberConverter, "number")
register_converter(WorkConverter, "work")

urlpatterns = [
    path("", queue.index, name="queue"),
    path("filters/", filters.show, name="filters"),
    path("lists/", saved_lists.create, name="lists"),
    path("lists/<int:view_id>/", saved_lists.delete, name="list"),
    path("floor/", floor.show, name="floor"),
    path("floor/cases/", floor.cases, name="floor-cases"),
    path("availability/", availability.show, name="availability"),
    path("bar/", bar.index, name="bar"),
    path("search/", search.index, name="search"),
    path("customers/<uuid:public_id>/", customers.show, name="customer"),
    path("customers/<uuid:public_id>/notes/", customers.notes, name="customer-notes"),
    path("customers/<uuid:public_id>/notes/<int:note_id>/", customers.note, name="customer-note"),
    path("customers/<uuid:public_id>/merges/", customers.merges, name="customer-merges"),
    path(
        "customers/<uuid:public_id>/merges/<int:merge_id>/parting/",
        customers.parting,
        name="customer-parting",
    ),
    path("customers/<uuid:public_id>/blocks/", customers.blocks, name="customer-blocks"),
    path(
        "customers/<uuid:public_id>/blocks/<int:block_id>/lifting/",
        customers.lifting,
        name="customer-lifting",
    ),
    path(
        "customers/<uuid:public_id>/conversations/",
        beginnings.create,
        name="customer-conversations",
    ),
    path("asked/", sides.index, name="asked"),
    path("cases/<number:number>/", cases.show, name="case"),
    path("cases/<number:number>/<work:noun>/", work.show, name="work"),
    path(
        "cases/<number:number>/side-conversations/<int:nr>/answers/",
        sides.answers,
        name="side-answers",
    ),
    path(
        "cases/<number:number>/side-conversations/<int:nr>/closing/",
        sides.closing,
        name="side-closing",
    ),
    path("cases/<number:number>/entries/", entries.index, name="entries"),
    path("cases/<number:number>/files/", files.create, name="files"),
    path("cases/<number:number>/files/<uuid:file>/", files.read, name="file"),
    path("uploads/<uuid:file>/", files.upload, name="upload"),
    path("cases/<number:number>/replies/", replies.create, name="replies"),
    path("cases/<number:number>/notes/", notes.create, name="notes"),
    path("cases/<number:number>/assignment/", assignments.update, name="assignment"),
    path("cases/<number:number>/seen/", marks.seen, name="seen"),
    path("cases/<number:number>/presence/", presence.create, name="presence"),
    path("cases/<number:number>/saved-replies/", saved_replies.index, name="saved-replies"),
    path("cases/<number:number>/colleagues/", colleagues.index, name="colleagues"),
    path("cases/<number:number>/draft/", marks.draft, name="draft"),
    path("cases/<number:number>/identity/", identities.create, name="identity"),
    path("cases/<number:number>/resolution/", resolutions.create, name="resolution"),
    path("cases/<number:number>/typing/", typing.create, name="typing"),
]
