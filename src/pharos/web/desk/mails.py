"""What a mail says besides its words: its subject, and whether its sender is who they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from pharos.reception.inbound import NO_ADDRESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing to know of a mail; a warning is drawn as one."""

    icon: str
    words: str
    detail: str = ""
    is_warning: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldMail:
    """A mail's head, as it stands above its words."""

    subject: str
    sender: str
    remarks: tuple[Remark, ...]


def mail_of(payload: Mapping[str, Any] | None) -> ToldMail | None:
    """Return a mail's head; None for what came by another way."""
    told = (payload or {}).get("mail")
    if not isinstance(told, dict):
        return None
    return ToldMail(
        subject=str(told.get("subject", "")),
        sender=str(told.get("from", "")),
        remarks=(*_remarks(told), *_remarks_on_machines((payload or {}).get("automatic"))),
    )


def _remarks(told: Mapping[str, Any]) -> Iterator[Remark]:
    proof = told.get("proof") or {}
    results = ", ".join(proof.get("results", ()))
    if proof.get("aligned"):
        yield Remark(icon="check", words=_("The sender is proved"), detail=results)
    else:
        words = _("Nobody vouches for this sender")
        yield Remark(icon="alert", words=words, detail=results, is_warning=True)
    if like := told.get("likeness"):
        words = _("Looks like %(like)s and is not") % {"like": like.get("like", "")}
        yield Remark(icon="alert", words=words, is_warning=True)
    if answer_to := told.get("answer_to"):
        words = _("Asks for answers at %(address)s; ours go to the sender") % {"address": answer_to}
        yield Remark(icon="alert", words=words, is_warning=True)
    if told.get("encrypted"):
        yield Remark(icon="lock", words=_("Encrypted: it cannot be read here"), is_warning=True)
    if told.get("remote_images"):
        words = _("Remote pictures that were not loaded: %(many)s") % {
            "many": told["remote_images"]
        }
        yield Remark(icon="info", words=words)
    if told.get("problems"):
        words = _("Parts of it could not be read; what they were is attached")
        yield Remark(icon="info", words=words, detail=", ".join(told["problems"]))


def _remarks_on_machines(why: object) -> Iterator[Remark]:
    """Why nobody was told that it has arrived."""
    if why and why != NO_ADDRESS:
        words = _("Reads as if a machine had written it; ours have answered nothing")
        yield Remark(icon="info", words=words, detail=str(why))
