from __future__ import annotations

from django.urls import path, register_converter

from pharos.web.desk import (
    assignments,
    cases,
    entries,
    identities,
    notes,
    queue,
    replies,
    resolutions,
    typing,
)
from pharos.web.desk.numbers import CaseNumberConverter

app_name = "desk"
register_converter(CaseNumberConverter, "number")

urlpatterns = [
    path("", queue.index, name="queue"),
    path("cases/<number:number>/", cases.show, name="case"),
    path("cases/<number:number>/entries/", entries.index, name="entries"),
    path("cases/<number:number>/replies/", replies.create, name="replies"),
    path("cases/<number:number>/notes/", notes.create, name="notes"),
    path("cases/<number:number>/assignment/", assignments.update, name="assignment"),
    path("cases/<number:number>/identity/", identities.create, name="identity"),
    path("cases/<number:number>/resolution/", resolutions.create, name="resolution"),
    path("cases/<number:number>/typing/", typing.create, name="typing"),
]
