"""D32: whether a website, number, name, mail address or code is really the exchange's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_noop as _

from pharos.diagnosis.asking import Ask, Missed
from pharos.diagnosis.channels import Place, Written, written
from pharos.diagnosis.facts import Fact, Said
from pharos.diagnosis.findings import Certainty, Missing, Step
from pharos.diagnosis.lookalikes import is_made_to_look_like
from pharos.diagnosis.running import UNKNOWN, Found, diagnoser
from pharos.exchange.directory import is_signed_by
from pharos.exchange.errors import Refusal
from pharos.exchange.objects import Directory, OfficialChannel
from pharos.exchange.port import Exchange

WORDS = {
    "website": _("%(channel)s is our website."),
    "mail": _("%(channel)s is a mail address of ours."),
    "phone": _("%(channel)s is a telephone number of ours."),
    "telegram": _("%(channel)s is our name on Telegram. Elsewhere this name may be anybody's."),
    "social": _("%(channel)s is a page of ours."),
    "app": _("%(channel)s is our app."),
    "sms": _("%(channel)s is a sender of our text messages."),
    "code": _("A message with this code was sent by us on %(sent)s."),
    "forged": _("A sender can be forged. If a message wants something from you, sign in and look."),
    "no_support": _("Nobody answers questions there."),
    "redirects": _("There you are only told where to ask."),
    "never": _("We never ask for your password, a code or your recovery phrase."),
    "not_ours": _("This is NOT ours. Do not answer, and do not type anything in there."),
    "looks_like": _("It is made to look like ours."),
    "report": _("Please report it here."),
    "was_ours": _("It was ours until %(until)s."),
    "will_be_ours": _("It will be ours from %(since)s on."),
    "no_code": _("No message of ours has this code. Do not answer it."),
    "unlisted": _("We do not list this as ours, so we cannot vouch for it."),
    "country": _("Please give the whole number with its country code."),
    "unreadable": _("We cannot read this as an address, a number or a name."),
    "unsure": _("We cannot check this right now."),
    "treat": _("Until it is sure, treat it as not ours."),
}
OUTCOMES = ("OFFICIAL", "NOT_OFFICIAL", UNKNOWN)
SENDERS: Final = ("mail", "phone", "sms")
ROLES: Final = {"none": "no_support", "redirect_only": "redirects"}
TREAT: Final = Said(key="D32.treat")
REPORT: Final = Step(kind="report_channel")


@dataclass(frozen=True, slots=True)
class Listed:
    """A channel of the directory and what it leads to."""

    channel: OfficialChannel
    form: Written


@diagnoser("D32", "channel_verify", outcomes=OUTCOMES, words=WORDS, assurance=0)
def channel_verify(ask: Ask) -> Found:
    """OFFICIAL only for what a directory that the pinned key signed lists, and exactly that.

    Whoever asks stands before a message or page right now. So a source that does not answer is
    caught here, to say all the same that it is to be treated as not ours.
    """
    given = written(ask.inputs.contact, ask.inputs.kind)
    try:
        if given and given.kind == "code":
            return _code(ask, given)
        return _verified(ask, given)
    except Missed as missed:
        return _unsure(missed.missing)


def _verified(ask: Ask, given: Written | None) -> Found:
    key = ask.directory_key()
    asked = ask.of(Exchange.official_channels)
    directory = asked.data
    if not is_signed_by(directory, key_id=key.data.key_id, public_key=key.data.public_key):
        return _unsure(Missing(source=asked.source, question=asked.question, why="DISAGREE"))
    listed = _listed(directory, ask.inputs.kind)
    if given is None:
        return _unreadable(ask, directory)
    exact = [one for one in listed if _leads_to(given, one.form)]
    if exact:
        return _found(ask, asked, given, exact)
    return _not_listed(ask, given, listed, directory)


def _listed(directory: Directory, kind: str) -> list[Listed]:
    """The directory as it compares. A kind that the asker names counts where a name does not."""
    forms = [(one, written(one.value, one.kind)) for one in directory.channels]
    return [
        Listed(one, form)
        for one, form in forms
        if form is not None and (kind in ("", one.kind) or form.kind in ("place", "mail"))
    ]


def _leads_to(given: Written, ours: Written) -> bool:
    """Whether both are the same; a place with a path also leads to what is below it."""
    if given.kind != ours.kind:
        return False
    if given.place is None or ours.place is None or given.kind == "mail":
        return given.value == ours.value
    if given.place.host != ours.place.host or not ours.place.path:
        return given.place.host == ours.place.host
    path, below = given.place.path.lower(), ours.place.path.lower()
    is_plain = not any(piece in path for piece in ("..", "%", "//"))
    return is_plain and (path == below or path.startswith(f"{below}/"))


def _found(ask: Ask, asked: Fact[Directory], given: Written, exact: list[Listed]) -> Found:
    """It is in the directory: ours if it holds today, and if nothing strange stands around it."""
    if given.place and (given.place.has_user or given.place.has_port):
        return _doubtful("D32.unlisted")
    valid = [one for one in exact if _holds(one.channel, ask.at)]
    if valid:
        return _official(asked, valid[0].channel)
    return _not_ours(_when(asked, exact[0].channel, ask.at))


def _holds(channel: OfficialChannel, at: datetime) -> bool:
    began = channel.valid_from is None or channel.valid_from <= at
    return began and (channel.valid_to is None or channel.valid_to > at)


def _when(asked: Fact[Directory], channel: OfficialChannel, at: datetime) -> list[Said]:
    if channel.valid_to is not None and channel.valid_to <= at:
        until = asked.shows(channel.valid_to)
        return [Said(key="D32.was_ours", figures={"until": until})]
    assert channel.valid_from is not None, "it does not hold for one of the two"
    since = asked.shows(channel.valid_from)
    return [Said(key="D32.will_be_ours", figures={"since": since})]


def _official(asked: Fact[Directory], channel: OfficialChannel) -> Found:
    value = asked.shows(channel.value)
    said = [Said(key=f"D32.{channel.kind}", figures={"channel": value})]
    if channel.support_role in ROLES:
        said.append(Said(key=f"D32.{ROLES[channel.support_role]}"))
    if channel.kind in SENDERS:
        said.append(Said(key="D32.forged"))
    said.append(Said(key="D32.never"))
    return Found(outcome="OFFICIAL", said=tuple(said), evidence={"channel": value}, is_fine=True)


def _not_listed(ask: Ask, given: Written, listed: list[Listed], directory: Directory) -> Found:
    """Not in the directory. Near our own hosts nobody can tell; everything else is not ours."""
    if given.kind == "number" and not given.value.startswith("+"):
        tail = given.value.lstrip("0")
        if any(one.form.kind == "number" and one.form.value.endswith(tail) for one in listed):
            return _doubtful("D32.country")
    if given.place and not given.place.has_user and _is_at_home(given.place, directory):
        return _doubtful("D32.unlisted")
    looks = is_made_to_look_like(ask.inputs.contact, _names(directory))
    return _not_ours([Said(key="D32.looks_like")] if looks else [])


def _is_at_home(place: Place, directory: Directory) -> bool:
    """Whether the host is a website of ours, below one, or above one."""
    listed = [one for one in _listed(directory, "") if one.channel.kind == "website"]
    sites = [one.form.place.host for one in listed if one.form.place and not one.form.place.path]
    return any(
        place.host == site or place.host.endswith(f".{site}") or site.endswith(f".{place.host}")
        for site in sites
    )


def _names(directory: Directory) -> set[str]:
    """What a look-alike looks like: our hosts without their ends, and our names."""
    names: set[str] = set()
    for channel in directory.channels:
        form = written(channel.value, channel.kind)
        if form and form.place and not form.place.path:
            names.update(label for label in form.place.host.split(".")[:-1] if label != "www")
        elif form and form.kind in ("handle", "name"):
            names.add(form.value)
    return names


def _unreadable(ask: Ask, directory: Directory) -> Found:
    """Not of the kind that the asker named, or of none: perhaps because it is a trick."""
    other = written(ask.inputs.contact)
    is_ours = other and any(_leads_to(other, one.form) for one in _listed(directory, ""))
    if not is_ours and is_made_to_look_like(ask.inputs.contact, _names(directory)):
        return _not_ours([Said(key="D32.looks_like")])
    return _doubtful("D32.unreadable")


def _code(ask: Ask, given: Written) -> Found:
    """A message's code is known to whoever sent it: to us."""
    try:
        sent = ask.message_sent(given.value)
    except Missed as missed:
        if missed.missing.why != Refusal.NOT_FOUND.value:
            raise
        unknown = (Said(key="D32.no_code"), Said(key="D32.report"))
        return Found(outcome="NOT_OFFICIAL", said=unknown, steps=(REPORT,))
    when = sent.shows(sent.data.sent_at)
    said = (
        Said(key="D32.code", figures={"sent": when}),
        Said(key="D32.forged"),
        Said(key="D32.never"),
    )
    return Found(outcome="OFFICIAL", said=said, evidence={"sent": when}, is_fine=True)


def _not_ours(why: list[Said]) -> Found:
    said = (Said(key="D32.not_ours"), *why, Said(key="D32.report"))
    return Found(outcome="NOT_OFFICIAL", said=said, steps=(REPORT,))


def _doubtful(key: str) -> Found:
    return Found(
        outcome=UNKNOWN, certainty=Certainty.UNKNOWN, said=(Said(key=key), TREAT), steps=(REPORT,)
    )


def _unsure(missing: Missing) -> Found:
    return Found(
        outcome=UNKNOWN,
        certainty=Certainty.UNKNOWN,
        said=(Said(key="D32.unsure"), TREAT),
        missing=(missing,),
    )
