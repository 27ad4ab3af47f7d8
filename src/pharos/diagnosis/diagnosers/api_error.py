"""D28: why the gateway refused a call, and what must not be done before it is looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask
from pharos.diagnosis.doubts import AN_HOUR, doubt
from pharos.diagnosis.facts import Fact, Figure, Said
from pharos.diagnosis.findings import Step, Watch
from pharos.diagnosis.running import Found, diagnoser
from pharos.exchange.objects import ApiCall, Page
from pharos.exchange.port import Exchange

WORDS = {
    "call": _("This is about your call to %(endpoint)s on %(when)s."),
    "early": _("Your request was %(drift)s ms early. Synchronise your clock."),
    "late": _("Your request was %(drift)s ms late. Synchronise your clock."),
    "timestamp": _("The time in your request did not fit ours. Synchronise your clock."),
    "signature": _("The signature does not fit the request. Sign exactly what you send."),
    "signature_QUERY": _(
        "The signature does not fit the query. Sign it as you send it: the same order, the same "
        "encoding."
    ),
    "signature_BODY": _("The signature does not fit the body. Sign the very bytes that you send."),
    "signature_METHOD": _("The signature was made for another method or path."),
    "signature_TIMESTAMP": _("The signature was made with another time than the request carries."),
    "signature_SECRET": _(
        "The signature was made with another secret than this key's. Never send the secret to us."
    ),
    "key": _("There is no such key here, or it has ended. Check that it belongs to this service."),
    "ip": _("The call came from an address that is not on this key's list. Add it to the list."),
    "permission": _("This key may not do that. Its permission is off."),
    "permission_named": _("This key may not do that. Its permission %(permission)s is off."),
    "rate": _("There were too many calls in a short time."),
    "rate_limit": _("There were more than %(limit)s calls in the time that the limit counts."),
    "rate_until": _("Wait until %(until)s, and then call less often."),
    "rate_over": _("You can call again since %(until)s. Call less often."),
    "ban": _("Your calls are refused for a while."),
    "ban_until": _("Make no calls until %(until)s, and then call less often."),
    "ban_over": _("This ended on %(until)s. You can call again, less often."),
    "unknown_status": _(
        "Do not send it again before you have checked: what became of the first one is unknown."
    ),
    "unknown_order": _("Check order %(order)s first."),
    "unknown_before": _(
        "What became of a call of yours on %(when)s is unknown. Do not send that one again before "
        "you have checked."
    ),
    "none": _("Our gateway refused no such call of yours since %(since)s."),
}
OUTCOMES = (
    "TIMESTAMP",
    "SIGNATURE",
    "KEY",
    "IP",
    "PERMISSION",
    "RATE",
    "BAN",
    "UNKNOWN_STATUS",
    # The gateway has refused nothing that fits.
    "NONE",
)
TEAM: Final = "technical"
LOOK_BACK: Final = timedelta(days=1)


@diagnoser("D28", "api_error", outcomes=OUTCOMES, words=WORDS)
def api_error(ask: Ask) -> Found:
    """The refused call that is meant, as the gateway logged it: nearest in time, or the latest."""
    inputs = ask.inputs
    since = inputs.since or (inputs.at - AN_HOUR if inputs.at else ask.at - LOOK_BACK)
    logged = ask.of(
        Exchange.list_api_errors, ref=ask.customer, key_id=inputs.key_id or None, since=since
    )
    if logged.data.next_cursor:
        return doubt(ask, "INCOMPLETE", logged, about=inputs.key_id, team=TEAM)
    calls = [one for one in logged.data.items if _fits(ask, one)]
    if not calls:
        figures = {"since": logged.shows(since)}
        return Found(outcome="NONE", said=(Said(key="D28.none", figures=figures),), is_fine=True)
    call = _meant(ask, calls)
    if any(_contradicts(call, other) for other in calls):
        return doubt(ask, "DISAGREE", logged, about=call.key_id, team=TEAM)
    return _explained(ask, logged, call)


def _fits(ask: Ask, call: ApiCall) -> bool:
    inputs = ask.inputs
    is_near = inputs.at is None or abs(call.at - inputs.at) <= AN_HOUR
    return is_near and inputs.error_code in ("", call.code)


def _meant(ask: Ask, calls: list[ApiCall]) -> ApiCall:
    at = ask.inputs.at
    if at is None:
        return max(calls, key=lambda one: one.at)
    return min(calls, key=lambda one: abs(one.at - at))


def _contradicts(call: ApiCall, other: ApiCall) -> bool:
    """Whether the log has the same call twice, refused for two different reasons."""
    is_same = (call.at, call.key_id, call.endpoint) == (other.at, other.key_id, other.endpoint)
    return is_same and call.kind != other.kind


def _explained(ask: Ask, logged: Fact[Page[ApiCall]], call: ApiCall) -> Found:
    figures = {"endpoint": logged.shows(call.endpoint), "when": logged.shows(call.at)}
    said = [Said(key="D28.call", figures=figures), *_why(ask, logged, call)]
    said += _unknown_besides(logged, call)
    is_future = call.resets_at is not None and call.resets_at > ask.at
    until = call.resets_at if is_future and call.kind in ("RATE", "BAN") else None
    return Found(
        outcome=call.kind,
        said=tuple(said),
        evidence=figures | {"code": logged.shows(call.code)},
        eta=logged.shows(until) if until else None,
        steps=_steps(call),
        watch=Watch(at=until, subject=call.key_id) if until else None,
    )


def _why(ask: Ask, logged: Fact[Page[ApiCall]], call: ApiCall) -> list[Said]:
    match call.kind:
        case "TIMESTAMP":
            return [_drift(logged, call)]
        case "SIGNATURE":
            return [Said(key=f"D28.signature_{call.part}" if call.part else "D28.signature")]
        case "PERMISSION" if call.permission:
            named = {"permission": logged.shows(call.permission)}
            return [Said(key="D28.permission_named", figures=named)]
        case "RATE" | "BAN":
            return _limited(ask, logged, call)
        case "UNKNOWN_STATUS" if call.order_id:
            order = {"order": logged.shows(call.order_id)}
            return [
                Said(key="D28.unknown_status"),
                Said(key="D28.unknown_order", figures=order),
            ]
        case _:
            return [Said(key=f"D28.{call.kind.lower()}")]


def _drift(logged: Fact[Page[ApiCall]], call: ApiCall) -> Said:
    """Ahead of our clock is early."""
    if not call.drift_ms:
        return Said(key="D28.timestamp")
    figures = {"drift": logged.shows(abs(call.drift_ms))}
    return Said(key="D28.early" if call.drift_ms > 0 else "D28.late", figures=figures)


def _limited(ask: Ask, logged: Fact[Page[ApiCall]], call: ApiCall) -> list[Said]:
    key = call.kind.lower()
    figures: dict[str, Figure] = {}
    if call.kind == "RATE" and call.limit is not None:
        key, figures = "rate_limit", {"limit": logged.shows(call.limit)}
    said = [Said(key=f"D28.{key}", figures=figures)]
    if call.resets_at is not None:
        ending = "until" if call.resets_at > ask.at else "over"
        until = {"until": logged.shows(call.resets_at)}
        said.append(Said(key=f"D28.{call.kind.lower()}_{ending}", figures=until))
    return said


def _unknown_besides(logged: Fact[Page[ApiCall]], call: ApiCall) -> list[Said]:
    """A warning about another call of that time whose fate is unknown, the latest of them."""
    unknown = [one for one in logged.data.items if one.kind == "UNKNOWN_STATUS"]
    if call.kind == "UNKNOWN_STATUS" or not unknown:
        return []
    latest = max(unknown, key=lambda one: one.at)
    return [Said(key="D28.unknown_before", figures={"when": logged.shows(latest.at)})]


def _steps(call: ApiCall) -> tuple[Step, ...]:
    if call.kind != "UNKNOWN_STATUS" or not call.order_id:
        return ()
    return (Step(kind="check_order", arguments={"order": call.order_id}),)
