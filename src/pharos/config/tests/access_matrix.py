"""Who may come in by which address: one line for each route of the pages.

A route that is not here fails the test, which says what to add. Say who is meant by the gate, and
what else the request needs:

    "desk/cases/<number:number>/tags/": case_change(data={"tag": "vip"}),
    "admin/teams/<int:pk>/": admin(pk=lambda cast: cast.world.support.pk),

`data` is a form that the view accepts, so that what answers is the check of access and not that of
the form. `number` and `brand` are known; any other part of the address is named beside its gate.
"""

from __future__ import annotations

from uuid import uuid4

from pharos.cases.states import Disposition
from pharos.config.tests.access_pages import PAGES
from pharos.config.tests.gates import (
    ALL,
    Gate,
    admin,
    case_change,
    case_read,
    everybody,
    nobody,
    staff,
)
from pharos.people.models import PersonMerge
from pharos.people.roles import ANSWERING, CONFIRMING, SUPERVISING, Role
from pharos.testing.cast import Cast


def _text(_cast: Cast) -> dict[str, str]:
    return {"body": "Some words.", "client_token": str(uuid4()), "seen": "99"}


def _customer(cast: Cast) -> object:
    return cast.case.customer.public_id


def _merge(cast: Cast) -> dict[str, str]:
    proof = PersonMerge.Proof.IDENTITY.value
    other = cast.world.asked(cast.world.minjun)
    return {"number": other.number, "proof": proof, "words": "They said so."}


def _incident(cast: Cast) -> object:
    return cast.incident.pk


UNMASKED = ALL - {Role.PARTNER}

SIGN_IN = {
    # Once anybody has an account there is no first start any more.
    "setup/": nobody(),
    "join/<slug:brand>/<str:secret>/": nobody(secret=lambda _: "unknown"),
    "sign-in/": everybody(),
    "sign-in/company/left/": everybody(),
    # Without a company's sign-in set up there is nowhere to go.
    "sign-in/oidc/^(?P<provider_id>[^/]+)/login/": nobody(),
    "sign-in/oidc/^(?P<provider_id>[^/]+)/login/callback/": nobody(),
    "sign-in/factor/": everybody(),
    "sign-in/passkey/": everybody(),
    "sign-out/": everybody(),
}
DESK = {
    "desk/": staff(),
    "desk/filters/": staff(),
    "desk/lists/": staff("POST", data={"name": "Mine", "audience": "me"}),
    "desk/lists/<int:view_id>/": staff("POST", missing=True, view_id=lambda _: 2**40),
    "desk/bar/": staff(),
    "desk/bulk/": staff(),
    "desk/bulk/undo/": staff("POST", data={"token": "none"}),
    "desk/notifications/": staff(),
    "desk/notifications/bell/": staff(),
    "desk/notifications/read/": staff("POST"),
    "desk/preferences/": staff(),
    "desk/undelivered/": staff(roles=SUPERVISING),
    "desk/preferences/kinds/": staff("POST", data={"push": "mention"}),
    "desk/preferences/quiet/": staff("POST", data={"minutes": "0"}),
    "desk/push/": staff("POST", data={"step": "on", "endpoint": "https://x.push.apple.com/y"}),
    "desk/push-worker.js": everybody(),
    "desk/search/": staff(data={"q": "deposit"}),
    "desk/cases/<number:number>/draft/": case_change(data={"kind": "note", "body": "Half a note."}),
    "desk/cases/<number:number>/seen/": case_change(roles=ALL, data={"seq": "1"}),
    "desk/cases/<number:number>/presence/": case_change(
        roles=ALL, data={"step": "here", "page": "abcdef"}
    ),
    "desk/cases/<number:number>/saved-replies/": case_read(fragment=True),
    "desk/cases/<number:number>/colleagues/": case_read(fragment=True),
    "desk/cases/<number:number>/typing/": case_change(),
    "desk/cases/<number:number>/": case_read(),
    "desk/cases/new/": staff(roles=ANSWERING - {Role.PARTNER}),
    "desk/cases/<number:number>/by-hand/<int:seq>/": case_change(
        missing=True, data={"told": "yes"}, seq=lambda _: 2**30
    ),
    "desk/asked/": staff(),
    "desk/availability/": staff(),
    "desk/floor/": staff(roles=SUPERVISING),
    "desk/floor/cases/": staff(roles=SUPERVISING),
    "desk/jobs/": staff(roles=CONFIRMING),
    "desk/notices/": staff(roles=SUPERVISING),
    "desk/notices/<int:pk>/deferral/": admin(
        "POST",
        roles=SUPERVISING,
        data={"ground": "Security", "why": "It was urgent."},
        pk=lambda cast: cast.notice.pk,
    ),
    "desk/incidents/": staff(),
    "desk/incidents/new/": staff(roles=SUPERVISING),
    "desk/incidents/<int:pk>/": admin(roles=ALL, pk=_incident),
    "desk/incidents/<int:pk>/change/": admin(roles=SUPERVISING, pk=_incident),
    "desk/incidents/<int:pk>/terms/": admin(
        "POST", roles=SUPERVISING, data={"hours_after": "24"}, pk=_incident
    ),
    "desk/incidents/<int:pk>/mass-reply/": admin(
        "POST", roles=SUPERVISING, data={"all": "1"}, pk=_incident
    ),
    "desk/incidents/<int:pk>/mass-replies/": admin(roles=ALL, pk=_incident),
    "desk/incidents/<int:pk>/mass-replies/<int:reply>/stop/": admin(
        "POST", roles=SUPERVISING, missing=True, pk=_incident, reply=lambda _: 2**40
    ),
    "desk/incidents/<int:pk>/claims/<int:claim>/decision/": admin(
        "POST",
        roles=CONFIRMING,
        data={"step": "decline", "text": "It worked at that time."},
        pk=_incident,
        claim=lambda cast: cast.claim.pk,
    ),
    "desk/customers/<uuid:public_id>/": case_read(roles=UNMASKED, public_id=_customer),
    "desk/customers/<uuid:public_id>/looks/": case_read(roles=SUPERVISING, public_id=_customer),
    "desk/customers/<uuid:public_id>/handles/<int:handle_id>/reveal/": case_change(
        roles=ANSWERING & UNMASKED,
        missing=True,
        data=lambda cast: {"number": cast.case.number, "purpose": "reach", "words": "A call."},
        public_id=_customer,
        handle_id=lambda _: 2**40,
    ),
    "desk/customers/<uuid:public_id>/notes/": case_change(
        roles=ANSWERING & UNMASKED, data={"body": "Prefers Korean."}, public_id=_customer
    ),
    "desk/customers/<uuid:public_id>/notes/<int:note_id>/": case_change(
        roles=ANSWERING & UNMASKED,
        missing=True,
        data={"body": "Prefers Korean."},
        public_id=_customer,
        note_id=lambda _: 2**40,
    ),
    "desk/customers/<uuid:public_id>/merges/": case_change(
        roles=CONFIRMING, data=_merge, public_id=_customer
    ),
    "desk/customers/<uuid:public_id>/merges/<int:merge_id>/parting/": case_change(
        roles=ALL,
        missing=True,
        data={"why": "Two people."},
        public_id=_customer,
        merge_id=lambda _: 2**40,
    ),
    "desk/customers/<uuid:public_id>/blocks/": case_change(
        roles=SUPERVISING,
        data={"target": "person", "reason": "Floods us.", "days": "7"},
        public_id=_customer,
    ),
    "desk/customers/<uuid:public_id>/blocks/<int:block_id>/lifting/": case_change(
        roles=ALL,
        missing=True,
        public_id=_customer,
        block_id=lambda _: 2**40,
    ),
    "desk/customers/<uuid:public_id>/conversations/": staff(
        missing=True, public_id=lambda _: uuid4()
    ),
    "desk/cases/<number:number>/<work:noun>/": case_change(
        data={"reason": "DEP.PENDING_CONF"}, noun=lambda _: "topic"
    ),
    "desk/cases/<number:number>/side-conversations/<int:nr>/answers/": case_change(
        roles=ANSWERING | {Role.COMPLIANCE}, data=_text, nr=lambda cast: cast.side_nr
    ),
    "desk/cases/<number:number>/side-conversations/<int:nr>/closing/": case_change(
        roles=ANSWERING | {Role.COMPLIANCE}, nr=lambda cast: cast.side_nr
    ),
    "desk/cases/<number:number>/jobs/<slug:kind>/<int:seq>/<int:index>/": case_change(
        roles=ANSWERING - {Role.PARTNER},
        data=_text,
        kind=lambda _: "self_lock",
        seq=lambda _: 0,
        index=lambda _: 0,
    ),
    "desk/cases/<number:number>/jobs/<uuid:token>/approval/": case_change(
        roles=CONFIRMING, token=lambda cast: cast.job.token
    ),
    "desk/cases/<number:number>/jobs/<uuid:token>/declining/": case_change(
        roles=CONFIRMING, data={"why": "Not proved."}, token=lambda cast: cast.job.token
    ),
    "desk/cases/<number:number>/assignment/": case_change(data={"step": "take"}),
    "desk/cases/<number:number>/diagnoses/<int:seq>/<int:index>/words/": case_read(
        roles=ANSWERING, fragment=True, missing=True, seq=lambda _: 2**30, index=lambda _: 0
    ),
    "desk/cases/<number:number>/entries/": case_read(fragment=True),
    "desk/cases/<number:number>/files/": case_change(),
    "desk/cases/<number:number>/files/<uuid:file>/": case_read(
        missing=True, file=lambda _: uuid4()
    ),
    "desk/uploads/<uuid:file>/": staff(missing=True, file=lambda _: uuid4()),
    "desk/cases/<number:number>/identity/": case_change(
        roles=CONFIRMING, data={"how": "A call back."}
    ),
    "desk/cases/<number:number>/deliveries/<int:seq>/again/": case_change(
        missing=True, seq=lambda _: 2**30
    ),
    "desk/cases/<number:number>/notes/": case_change(data=_text),
    "desk/cases/<number:number>/replies/": case_change(data=_text),
    "desk/cases/<number:number>/resolution/": case_change(
        data={"disposition": Disposition.EXPLAINED, "text": "It is explained."}
    ),
}
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
READERS = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
ADMIN: dict[str, Gate] = {
    "admin/": staff(roles=READERS),
    "admin/brands/": staff(roles=ADMINISTRATORS),
    # Leads on to the page of a brand, which says no.
    "admin/blocks/": staff(),
    "admin/brands/<slug:slug>/blocks/": admin(roles=READERS),
    "admin/brands/<slug:slug>/blocks/<int:block_id>/lifting/": admin(
        "POST", roles=READERS, missing=True, block_id=lambda _: 2**40
    ),
    "admin/brands/<slug:slug>/queues/": admin(),
    "admin/brands/<slug:slug>/queues/routing/": admin("POST"),
    "admin/brands/<slug:slug>/queues/capacities/": admin("POST"),
    "admin/brands/<slug:slug>/queues/<int:queue_id>/": admin(
        missing=True, queue_id=lambda _: 2**40
    ),
    "admin/brands/<slug:slug>/queues/<int:queue_id>/retirement/": admin(
        "POST", missing=True, queue_id=lambda _: 2**40
    ),
    "admin/staff/": staff(roles=ADMINISTRATORS),
    "admin/staff/<int:staff_id>/": admin(staff_id=lambda cast: cast.world.amara.pk),
    "admin/staff/<int:staff_id>/activity/": admin(
        "POST", staff_id=lambda cast: cast.world.amara.pk
    ),
    "admin/staff/<int:staff_id>/factor/": admin(
        "POST", staff_id=lambda cast: cast.world.amara.pk, data={"reason": "Lost."}
    ),
    "admin/staff/invitations/<int:invitation_id>/withdrawal/": admin(
        "POST", missing=True, invitation_id=lambda _: 2**40
    ),
    "admin/new-brand/": staff(roles=ADMINISTRATORS),
    "admin/audit/": staff(roles=ADMINISTRATORS),
    "admin/health/": staff(roles=READERS),
    "admin/health/books/": staff(roles=READERS),
    "admin/transfer/": staff(roles=ADMINISTRATORS),
    "admin/transfer/export/": staff(roles=ADMINISTRATORS),
    "admin/brands/<slug:slug>/": admin(),
    "admin/brands/<slug:slug>/appearance/": admin(),
    "admin/brands/<slug:slug>/hours/": admin(),
    "admin/brands/<slug:slug>/channels/": admin(),
    "admin/brands/<slug:slug>/channels/new/": admin(),
    "admin/brands/<slug:slug>/channels/<int:place>/": admin(place=lambda _: 0),
    "admin/brands/<slug:slug>/channels/<int:place>/removal/": admin(place=lambda _: 0),
    "admin/brands/<slug:slug>/recommend/": admin(),
    "admin/brands/<slug:slug>/public-reply/": admin(),
    "admin/brands/<slug:slug>/topics/": admin(),
    "admin/brands/<slug:slug>/topics/new/": admin(),
    "admin/brands/<slug:slug>/topics/<int:place>/": admin(place=lambda _: 0),
    "admin/brands/<slug:slug>/teams/": admin(),
    "admin/brands/<slug:slug>/new-team/": admin(),
    "admin/brands/<slug:slug>/teams/<slug:team>/": admin(team=lambda _: "support"),
    "admin/brands/<slug:slug>/teams/<slug:team>/members/": admin(
        "POST", data=lambda cast: {"email": cast.world.kofi.email}, team=lambda _: "support"
    ),
    "admin/brands/<slug:slug>/teams/<slug:team>/retirement/": admin(team=lambda _: "support"),
    "admin/brands/<slug:slug>/promises/": admin(),
    "admin/brands/<slug:slug>/vip/": admin(),
    "admin/brands/<slug:slug>/saved-replies/": admin(roles=READERS),
    "admin/brands/<slug:slug>/saved-replies/new/": admin(roles=READERS),
    "admin/brands/<slug:slug>/saved-replies/<int:reply_id>/": admin(
        roles=READERS, missing=True, reply_id=lambda _: 2**40
    ),
    "admin/brands/<slug:slug>/saved-replies/<int:reply_id>/retirement/": admin(
        "POST", roles=READERS, missing=True, reply_id=lambda _: 2**40
    ),
    "admin/brands/<slug:slug>/widget/": admin(),
    "admin/brands/<slug:slug>/widget/preview/": admin(),
    "admin/brands/<slug:slug>/mail/": admin(),
    "admin/brands/<slug:slug>/exchange/": admin(),
    "admin/brands/<slug:slug>/exchange/key/": admin("POST", missing=True),
    "admin/brands/<slug:slug>/exchange/trial/": admin("POST", missing=True),
    "admin/brands/<slug:slug>/exchange/readers/": admin(missing=True),
    "admin/brands/<slug:slug>/exchange/readers/<slug:name>/removal/": admin(
        "POST", missing=True, name=lambda _: "none"
    ),
    "admin/brands/<slug:slug>/exchange/readers/<slug:name>/trial/": admin(
        "POST", missing=True, name=lambda _: "none"
    ),
    "admin/brands/<slug:slug>/exchange/webhook-keys/": admin("POST", missing=True),
    "admin/brands/<slug:slug>/exchange/webhook-keys/<slug:name>/retirement/": admin(
        "POST", missing=True, name=lambda _: "none"
    ),
    "admin/brands/<slug:slug>/accounts/": admin(),
    "admin/brands/<slug:slug>/accounts/new/<slug:kind>/": admin(kind=lambda _: "webhook"),
    "admin/brands/<slug:slug>/accounts/<int:account_id>/": admin(
        missing=True, account_id=lambda _: 2**40
    ),
    "admin/brands/<slug:slug>/accounts/<int:account_id>/trial/": admin(
        "POST", missing=True, account_id=lambda _: 2**40
    ),
    "admin/brands/<slug:slug>/undelivered/": admin(roles=READERS),
    "admin/brands/<slug:slug>/webhooks/": admin(),
    "admin/brands/<slug:slug>/webhooks/new/<slug:kind>/": admin(kind=lambda _: "events"),
    "admin/brands/<slug:slug>/webhooks/events/<int:dispatch_id>/": admin(
        "POST", missing=True, dispatch_id=lambda _: 2**40
    ),
    "admin/brands/<slug:slug>/webhooks/<int:outlet_id>/": admin(
        missing=True, outlet_id=lambda _: 2**40
    ),
    "admin/brands/<slug:slug>/webhooks/<int:outlet_id>/secret/": admin(
        "POST", missing=True, outlet_id=lambda _: 2**40
    ),
    "admin/brands/<slug:slug>/webhooks/<int:outlet_id>/trial/": admin(
        "POST", missing=True, outlet_id=lambda _: 2**40
    ),
    "admin/brands/<slug:slug>/webhooks/<int:outlet_id>/resumption/": admin(
        "POST", missing=True, outlet_id=lambda _: 2**40
    ),
    "admin/brands/<slug:slug>/webhooks/<int:outlet_id>/removal/": admin(
        missing=True, outlet_id=lambda _: 2**40
    ),
    "admin/brands/<slug:slug>/webhooks/<int:outlet_id>/log/": admin(
        missing=True, outlet_id=lambda _: 2**40
    ),
    "admin/brands/<slug:slug>/keys/": admin(),
    "admin/brands/<slug:slug>/keys/<str:key_id>/state/": admin(
        "POST", missing=True, key_id=lambda _: "none"
    ),
    "admin/brands/<slug:slug>/tags/": admin(roles=READERS),
    "admin/brands/<slug:slug>/tags/<int:tag_id>/": admin(
        roles=READERS, missing=True, tag_id=lambda _: 2**40
    ),
    "admin/brands/<slug:slug>/tags/<int:tag_id>/retirement/": admin(
        "POST", roles=READERS, missing=True, tag_id=lambda _: 2**40
    ),
}
REPORTING = READERS | {Role.QUALITY, Role.COMPLIANCE}
REPORTS = {"reports/": staff(roles=REPORTING)}
ACCOUNT = {
    "account/": staff(),
    "account/app/": staff(),
    "account/app/picture/": staff(missing=True),
    "account/app/removal/": staff(missing=True),
    "account/codes/": staff(missing=True),
    "account/codes/new/": staff(),
    "account/passkeys/": staff(),
    "account/passkeys/<int:pk>/": staff(pk=lambda _: 2**40),
    "account/passkeys/<int:pk>/removal/": staff(pk=lambda _: 2**40),
    "account/password/": staff(),
    "account/password/first/": staff(),
    "account/profile/": staff("POST", data={"name": "Somebody", "language": ""}),
    "account/proof/": staff(),
    "account/proof/code/": staff(),
    "account/proof/passkey/": staff(),
    "account/sessions/": staff("POST"),
    "account/sessions/<int:session_id>/": staff("POST", missing=True, session_id=lambda _: 2**40),
}

MATRIX: dict[str, Gate] = {**PAGES, **SIGN_IN, **DESK, **ADMIN, **REPORTS, **ACCOUNT}
