"""What goes out and what comes along: answers, letters, webhooks, and files on their way in."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from pharos.health.check import Check, Level, by_age
from pharos.health.facts import Facts

# What is tried again waits a while; what waits for hours has a trouble that somebody should see.
OUT_LATE_SECONDS, OUT_BAD_SECONDS = 900, 6 * 3600


def outgoing_check(facts: Facts) -> Check:
    title = _("What goes out")
    failed = sum(each.failed for each in facts.outgoing)
    oldest = max((each.oldest_seconds for each in facts.outgoing), default=0.0)
    waiting = sum(each.waiting for each in facts.outgoing)
    level = by_age(oldest, OUT_LATE_SECONDS, OUT_BAD_SECONDS)
    if failed:
        words = _("%(count)s answers, letters or webhooks were given up.") % {"count": failed}
        advice = _("Look at “Not delivered” of each brand: it says why, and tries them again.")
        level = max(level, Level.WARN, key=list(Level).index)
        return Check(name="outgoing", title=title, level=level, words=words, advice=advice)
    if level is Level.GOOD:
        words = _("Answers, letters and webhooks leave within minutes; %(count)s wait now.") % {
            "count": waiting
        }
        return Check(name="outgoing", title=title, level=level, words=words)
    words = _(
        "%(count)s answers, letters or webhooks wait, the oldest for %(minutes)s minutes."
    ) % {
        "count": waiting,
        "minutes": round(oldest / 60),
    }
    return Check(
        name="outgoing",
        title=title,
        level=level,
        words=words,
        advice=_("Look at the accounts and webhooks of each brand: each says what its trouble is."),
        since=facts.database_now - timedelta(seconds=oldest),
    )


def files_check(facts: Facts) -> Check:
    """Both are a choice; what is worth a look is that something waits or goes unread."""
    title = _("Checking of files")
    scanned = (
        _("Files are scanned for viruses.")
        if facts.place.scans_files
        else _("No virus scanner is set up.")
    )
    read = (
        _("Words in pictures are read.")
        if facts.place.reads_pictures
        else _("Words in pictures are not read.")
    )
    if facts.unscanned:
        return Check(
            name="files",
            title=title,
            level=Level.BAD,
            words=_("%(count)s files wait: the virus scanner does not answer.")
            % {"count": facts.unscanned},
            advice=_("See whether clamd runs and whether PHAROS_CLAMD names it."),
            since=facts.unscanned_since,
        )
    if not facts.place.reads_pictures:
        return Check(
            name="files",
            title=title,
            level=Level.WARN,
            words=f"{scanned} {read}",
            advice=_(
                "Install Tesseract (Debian: tesseract-ocr): a recovery phrase in a picture is then "
                "found before anybody sees it."
            ),
        )
    return Check(name="files", title=title, level=Level.GOOD, words=f"{scanned} {read}")
