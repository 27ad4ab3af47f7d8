"""Who may come in by the addresses of customers and machines; the rest is in `access_matrix`."""

from __future__ import annotations

from uuid import uuid4

from pharos.config.tests.gates import everybody, machine, nobody, own

PAGES = {
    "": everybody(),
    "<slug:brand>/status/": everybody(),
    "<slug:brand>/policies/": everybody(),
    "<slug:brand>/talk/": everybody(),
    "<slug:brand>/contact/": everybody(),
    "<slug:brand>/contact/topics/": everybody(),
    "<slug:brand>/contact/complaint/": everybody(),
    "<slug:brand>/contact/<str:topic>/": everybody(topic=lambda _: "DEP.NOT_FOUND"),
    "<slug:brand>/contact/<str:topic>/complaint/": everybody(topic=lambda _: "DEP.NOT_FOUND"),
    "<slug:brand>/verify/": everybody(),
    "<slug:brand>/c/<str:token>/": everybody(token=lambda cast: cast.case_link_token),
    "<slug:brand>/cases/": everybody(),
    "<slug:brand>/cases/drafts/<uuid:thread>/": everybody("POST", thread=lambda _: uuid4()),
    # Nothing of staff's opens a customer's own page: these are not theirs, so they are not there.
    "<slug:brand>/cases/phrase/": machine(data={"phrase": "my own words"}),
    "<slug:brand>/cases/sign-in/": everybody("POST", data={"address": "dana@northmere.test"}),
    "<slug:brand>/cases/sign-in/code/": everybody("POST", data={"code": "000000"}),
    "<slug:brand>/cases/sign-in/token/": machine(data={"token": "x"}),
    "<slug:brand>/cases/sign-in/<str:secret>/": everybody(secret=lambda _: "unknown"),
    "<slug:brand>/cases/sign-out/": everybody("POST"),
    "<slug:brand>/cases/session/": everybody("POST"),
    "<slug:brand>/cases/<str:number>/": everybody(),
    "<slug:brand>/cases/<str:number>/sent/": nobody(),
    "<slug:brand>/cases/<str:number>/messages/": own(data={"text": "Hello"}),
    "<slug:brand>/cases/<str:number>/withdrawal/": own(),
    "<slug:brand>/cases/<str:number>/review/": own(data={"text": "Hello"}),
    "<slug:brand>/cases/<str:number>/parting/": own(),
    "<slug:brand>/cases/<str:number>/transcript/<uuid:conversation>/": nobody(
        conversation=lambda cast: cast.world.conversation(cast.case).public_id
    ),
    "northmere/": nobody(),
    "northmere/token/": nobody(),
    # Whoever was sent the address may claim: nobody guesses it.
    "claims/<str:secret>/": everybody(secret=lambda cast: cast.claim_secret),
    "exchange/<slug:brand>/webhook": machine(),
    "channels/<slug:brand>/<slug:kind>/<str:key>": machine(
        kind=lambda _: "webhook", key=lambda _: "nobody-s"
    ),
    "channels/<slug:brand>/<slug:kind>/<str:key>/<slug:what>": machine(
        kind=lambda _: "kakao", key=lambda _: "nobody-s", what=lambda _: "message"
    ),
    "widget.js": everybody(),
    "widget/<str:release>/<path:name>": everybody(
        release=lambda cast: cast.widget_release, name=lambda _: "talk.js"
    ),
}
