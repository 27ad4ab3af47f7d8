"""What the facts mean: each check in plain words, how bad it is, since when, and what to do now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pharos.health.check import Check, Level, by_age
from pharos.health.checks_of_ways import files_check, outgoing_check
from pharos.health.facts import Facts, Pulse
from pharos.health.schema import CURRENT, NEWER

SLOW_ANSWER_SECONDS = 0.2
CROWDED = 0.8
TIGHT_MB = 5_000
WORKER_LATE_SECONDS, WORKER_GONE_SECONDS = 20, 60
FAILING_LONG_SECONDS = 600
SKEW_SECONDS, SKEW_BAD_SECONDS = 2, 30
MARK_LATE_SECONDS, MARK_BAD_SECONDS = 60, 300
DAY = 86_400
BACKUP_OLD_SECONDS, BACKUP_BAD_SECONDS = 1.1 * DAY, 3 * DAY
RECONCILE_OLD_SECONDS = 2 * DAY
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def checks(facts: Facts) -> list[Check]:
    """Judge all facts, in the order in which somebody would look at them."""
    return [judge(facts) for judge in JUDGES]


def _database(facts: Facts) -> Check:
    told = {
        "milliseconds": f"{facts.answer_seconds * 1000:.1f}",
        "used": facts.connections,
        "most": facts.most_connections,
    }
    words = _("Answers in %(milliseconds)s ms; %(used)s of %(most)s connections are in use.") % told
    title = _("Database")
    if facts.connections > facts.most_connections * CROWDED:
        advice = _("Raise max_connections, or put PgBouncer between Pharos and PostgreSQL.")
    elif facts.answer_seconds > SLOW_ANSWER_SECONDS:
        advice = _("See whether the database's machine is busy or far away.")
    else:
        return Check(name="database", title=title, level=Level.GOOD, words=words)
    return Check(name="database", title=title, level=Level.WARN, words=words, advice=advice)


def _schema(facts: Facts) -> Check:
    title = _("Schema")
    if facts.schema == CURRENT:
        words = _("The database has the schema of this version.")
        return Check(name="schema", title=title, level=Level.GOOD, words=words)
    newer = facts.schema == NEWER
    return Check(
        name="schema",
        title=title,
        level=Level.BAD,
        words=_("The database is newer than this program.")
        if newer
        else _("The database is older than this program."),
        advice=_("Install the newer version on this machine, too.")
        if newer
        else _("Run `pharos migrate`."),
    )


def _disk(facts: Facts) -> Check:
    place = facts.place
    words = _("%(free)s GB of %(total)s GB are free where Pharos keeps its state.") % {
        "free": f"{place.free_mb / 1000:.1f}",
        "total": f"{place.total_mb / 1000:.0f}",
    }
    title, advice = _("Disk"), _("Make room, or move the state folder to a larger disk.")
    if place.free_mb < place.least_mb:
        return Check(name="disk", title=title, level=Level.BAD, words=words, advice=advice)
    if place.free_mb < min(TIGHT_MB, place.total_mb // 10):
        return Check(name="disk", title=title, level=Level.WARN, words=words, advice=advice)
    return Check(name="disk", title=title, level=Level.GOOD, words=words)


def _worker(facts: Facts) -> Check:
    title, pulse = _("Worker"), facts.worker
    advice = _(
        "Start `pharos worker`: without it no promise is watched and nothing is followed up."
    )
    if pulse is None:
        words = _("No worker has ever reported.")
        return Check(name="worker", title=title, level=Level.BAD, words=words, advice=advice)
    level = by_age(pulse.age_seconds, WORKER_LATE_SECONDS, WORKER_GONE_SECONDS)
    if level is Level.GOOD:
        words = _running(pulse)
        return Check(name="worker", title=title, level=level, words=words)
    words = _("No worker has reported for %(seconds)s seconds.") % {
        "seconds": round(pulse.age_seconds)
    }
    return Check(
        name="worker", title=title, level=level, words=words, advice=advice, since=pulse.at
    )


def _running(pulse: Pulse) -> str:
    return ngettext("%(count)s process runs.", "%(count)s processes run.", pulse.beating) % {
        "count": pulse.beating
    }


def _rounds(facts: Facts) -> Check:
    title = _("The worker's rounds")
    if not facts.failing:
        words = _("Each kind of work went well the last time.")
        return Check(name="rounds", title=title, level=Level.GOOD, words=words)
    named = ", ".join(f"{round_.name} ({round_.failed_with})" for round_ in facts.failing)
    oldest = facts.failing[0]
    level = Level.BAD if oldest.seconds > FAILING_LONG_SECONDS else Level.WARN
    return Check(
        name="rounds",
        title=title,
        level=level,
        words=_("These fail and are tried again: %(rounds)s.") % {"rounds": named},
        advice=_("The worker's log says where. What it would have done waits and is not lost."),
        since=oldest.since,
    )


def _follow_ups(facts: Facts) -> Check:
    title = _("Follow-ups")
    level = by_age(facts.oldest_mark_seconds, MARK_LATE_SECONDS, MARK_BAD_SECONDS)
    if level is Level.GOOD:
        words = _("Whatever came in is followed up within a minute.")
        return Check(name="follow_ups", title=title, level=level, words=words)
    words = _("%(count)s entries wait for a worker, the oldest for %(minutes)s minutes.") % {
        "count": facts.marks,
        "minutes": round(facts.oldest_mark_seconds / 60),
    }
    since = facts.database_now - timedelta(seconds=facts.oldest_mark_seconds)
    advice = _("Look at the worker. If it runs and stays behind, start a second one.")
    return Check(
        name="follow_ups", title=title, level=level, words=words, advice=advice, since=since
    )


def _live(facts: Facts) -> Check:
    title, pulse = _("Live updates"), facts.live
    if pulse is None or pulse.age_seconds > WORKER_GONE_SECONDS:
        return Check(
            name="live",
            title=title,
            level=Level.BAD,
            words=_("No process that carries live updates has reported."),
            advice=_("Start `pharos live`, or `pharos serve`. Pages work, but nothing moves."),
            since=pulse.at if pulse else None,
        )
    if not pulse.listening:
        return Check(
            name="live",
            title=title,
            level=Level.WARN,
            words=_("Wake-ups are not heard; new messages show some seconds late."),
            advice=_("PHAROS_LISTEN_URL must name PostgreSQL itself and not a pooler."),
            since=pulse.at,
        )
    return Check(name="live", title=title, level=Level.GOOD, words=_running(pulse))


def _root(facts: Facts) -> Check:
    title = _("Signed root of the ledger")
    due = (facts.database_now.astimezone(UTC) - timedelta(minutes=15)).date() - timedelta(days=1)
    last = facts.last_root
    begins = facts.began_on or facts.database_now.date()
    if last is None and begins > due:
        words = _("The first one is signed after midnight (UTC).")
        return Check(name="root", title=title, level=Level.GOOD, words=words)
    if last is not None and last >= due:
        words = _("The root of %(day)s is signed.") % {"day": last.isoformat()}
        return Check(name="root", title=title, level=Level.GOOD, words=words)
    behind = (due - (last or begins - timedelta(days=1))).days
    return Check(
        name="root",
        title=title,
        level=Level.BAD if behind > 1 else Level.WARN,
        words=_("The last signed root is of %(day)s.") % {"day": last.isoformat()}
        if last
        else _("No root has been signed yet."),
        advice=_("The worker signs it. Look at the worker's log; the next root covers the gap."),
        since=_midnight(last or begins),
    )


def _backup(facts: Facts) -> Check:
    title, last = _("Backup"), facts.backup
    advice = _("Set up pharos-backup.timer, or run `pharos backup --keep 14 FOLDER` each day.")
    if last is None or last.well_age_seconds is None:
        level = Level.BAD if last is not None else Level.WARN
        words = _("No backup has been made yet.")
        return Check(name="backup", title=title, level=level, words=words, advice=advice)
    hours = {"hours": round(last.well_age_seconds / 3600)}
    words = _("The last one was made and verified %(hours)s hours ago.") % hours
    level = by_age(last.well_age_seconds, BACKUP_OLD_SECONDS, BACKUP_BAD_SECONDS)
    if not last.well:
        words = _("The last attempt failed; the last good one is %(hours)s hours old.") % hours
        level = max(level, Level.WARN, key=list(Level).index)
        advice = _("Run `pharos backup` by hand: it says what is in the way.")
    return Check(
        name="backup",
        title=title,
        level=level,
        words=words,
        advice="" if level is Level.GOOD else advice,
        since=last.well_at,
    )


def _reconciled(facts: Facts) -> Check:
    title, last = _("The books"), facts.reconciled
    if last is None:
        words = _("They are compared once a day; the first time is still to come.")
        return Check(name="reconcile", title=title, level=Level.GOOD, words=words)
    seen = {slug: last.figures.get(slug, {}) for slug in facts.brands}
    faults = {slug: told["faults"] for slug, told in seen.items() if told.get("faults")}
    if faults:
        return Check(
            name="reconcile",
            title=title,
            level=Level.BAD,
            words=_("Cases, promises and ledger do not agree: %(brands)s.")
            % {"brands": ", ".join(f"{slug} ({count})" for slug, count in faults.items())},
            advice=_("Run `pharos reconcile` on the server: it names each case."),
            since=last.at,
        )
    cases = sum(told.get("cases", 0) for told in seen.values())
    old = last.age_seconds > RECONCILE_OLD_SECONDS
    return Check(
        name="reconcile",
        title=title,
        level=Level.WARN if old else Level.GOOD,
        words=_("%(cases)s cases, their promises and their ledgers agree.") % {"cases": cases},
        advice=_("The worker compares them daily and has not; look at its log.") if old else "",
        since=last.at,
    )


def _clock(facts: Facts) -> Check:
    apart = abs((facts.database_now - facts.place.at).total_seconds())
    level = by_age(apart, SKEW_SECONDS, SKEW_BAD_SECONDS)
    words = _("This machine and the database are %(seconds)s seconds apart.") % {
        "seconds": f"{apart:.1f}"
    }
    advice = "" if level is Level.GOOD else _("Let NTP set the clocks of both machines.")
    return Check(name="clock", title=_("Clocks"), level=level, words=words, advice=advice)


def _address(facts: Facts) -> Check:
    title, parts = _("Address"), urlsplit(facts.place.base_url)
    if parts.scheme == "https":
        words = _("Browsers come by %(address)s.") % {"address": facts.place.base_url}
        return Check(name="address", title=title, level=Level.GOOD, words=words)
    if parts.hostname in LOOPBACK:
        words = _("Only this machine can open %(address)s.") % {"address": facts.place.base_url}
        advice = _("Before customers use it: set PHAROS_BASE_URL to an https:// address.")
        return Check(name="address", title=title, level=Level.WARN, words=words, advice=advice)
    return Check(
        name="address",
        title=title,
        level=Level.BAD,
        words=_("Passwords travel unprotected: %(address)s is not https.")
        % {"address": facts.place.base_url},
        advice=_("Put Caddy or nginx in front and set PHAROS_BASE_URL to its https:// address."),
    )


def _brands(facts: Facts) -> Check:
    title = _("Brand profiles")
    if not facts.unverified:
        words = _("Somebody has verified every profile.")
        return Check(name="brands", title=title, level=Level.GOOD, words=words)
    return Check(
        name="brands",
        title=title,
        level=Level.WARN,
        words=_("Nobody has verified what these promise: %(brands)s.")
        % {"brands": ", ".join(facts.unverified)},
        advice=_("Compare the profile with the exchange, then set verified_at."),
    )


def _demo(facts: Facts) -> Check:
    if not facts.place.demo:
        words = _("Off: nobody can sign in with a public password.")
        return Check(name="demo", title=_("Demo mode"), level=Level.GOOD, words=words)
    is_public = urlsplit(facts.place.base_url).hostname not in LOOPBACK
    return Check(
        name="demo",
        title=_("Demo mode"),
        level=Level.BAD if is_public else Level.WARN,
        words=_("On: everybody knows these passwords."),
        advice=_("Never take real customers here. A database of your own starts without the demo."),
    )


def _versions(facts: Facts) -> Check:
    pulses = [pulse for pulse in (facts.worker, facts.live) if pulse]
    found = sorted({facts.place.version, *(name for each in pulses for name in each.versions)})
    told = {"versions": ", ".join(found)}
    if len(found) == 1:
        words = _("Every process runs %(versions)s.") % told
        return Check(name="version", title=_("Version"), level=Level.GOOD, words=words)
    return Check(
        name="version",
        title=_("Version"),
        level=Level.WARN,
        words=_("Several versions run at once: %(versions)s.") % told,
        advice=_("Restart what still runs the older one."),
    )


def _midnight(day: object) -> datetime:
    return datetime.fromisoformat(f"{day}T00:00:00+00:00")


JUDGES: tuple[Callable[[Facts], Check], ...] = (
    _database,
    _schema,
    _disk,
    _worker,
    _rounds,
    _follow_ups,
    outgoing_check,
    _live,
    _backup,
    _root,
    _reconciled,
    _clock,
    files_check,
    _address,
    _demo,
    _brands,
    _versions,
)
