from __future__ import annotations

from django.urls import path

from pharos.web.portal import (
    case_link,
    claims,
    contact,
    exchange,
    form_drafts,
    front,
    my_cases,
    own_case,
    policies,
    send_case,
    sign_in,
    status,
    talk,
    verify,
)

app_name = "portal"

urlpatterns = [
    path("", front.show, name="front"),
    path("northmere/", exchange.show, name="exchange"),
    path("northmere/token/", exchange.token, name="token"),
    path("claims/<str:secret>/", claims.show, name="claim"),
    path("<slug:brand>/status/", status.show, name="status"),
    path("<slug:brand>/policies/", policies.index, name="policies"),
    path("<slug:brand>/talk/", talk.show, name="talk"),
    path("<slug:brand>/contact/", contact.show, name="contact"),
    path("<slug:brand>/contact/topics/", contact.topics, name="topics"),
    path("<slug:brand>/contact/complaint/", send_case.complain, name="complaint"),
    path("<slug:brand>/contact/<str:topic>/", send_case.show, name="case_form"),
    path("<slug:brand>/contact/<str:topic>/complaint/", send_case.complain, name="complaint_about"),
    path("<slug:brand>/verify/", verify.show, name="verify"),
    path("<slug:brand>/c/<str:token>/", case_link.show, name="case_link"),
    path("<slug:brand>/cases/", my_cases.show, name="my_cases"),
    path(
        "<slug:brand>/cases/drafts/<uuid:thread>/", form_drafts.throw_away, name="throw_away_draft"
    ),
    path("<slug:brand>/cases/phrase/", my_cases.choose, name="phrase"),
    path("<slug:brand>/cases/sign-in/", sign_in.send_code, name="sign_in"),
    path("<slug:brand>/cases/sign-in/code/", sign_in.enter_code, name="code"),
    path("<slug:brand>/cases/sign-in/token/", sign_in.bring_token, name="bring_token"),
    path("<slug:brand>/cases/sign-in/<str:secret>/", sign_in.follow_link, name="link"),
    path("<slug:brand>/cases/sign-out/", sign_in.sign_out, name="sign_out"),
    path("<slug:brand>/cases/session/", sign_in.begin, name="session"),
    path("<slug:brand>/cases/<str:number>/", own_case.show, name="own_case"),
    path("<slug:brand>/cases/<str:number>/sent/", own_case.sent, name="sent"),
    path("<slug:brand>/cases/<str:number>/messages/", own_case.write, name="write"),
    path("<slug:brand>/cases/<str:number>/withdrawal/", own_case.withdraw, name="withdraw"),
    path("<slug:brand>/cases/<str:number>/review/", own_case.review, name="review"),
    path("<slug:brand>/cases/<str:number>/parting/", own_case.part, name="part"),
    path(
        "<slug:brand>/cases/<str:number>/transcript/<uuid:conversation>/",
        own_case.transcript,
        name="transcript",
    ),
]
