"""What machines tell of mail that we sent.

Bounces and receipts (RFC 3464, RFC 8098), complaints (RFC 5965), and bounces in words, of servers
that follow no standard.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from flufl.bounce import all_failures

from pharos.channels.mail.reading.addresses import addresses_of, bare_address
from pharos.channels.mail.reading.headers import as_text, message_ids, parameter_of, type_of
from pharos.channels.mail.reading.mail import Kind, Mail, Report
from pharos.channels.mail.reading.transfer import content_of
from pharos.channels.mail.reading.tree import Part, parsed

# It logs at each detector that it tries.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)

_NAMES: Final = frozenset(
    [
        "message-id",
        "from",
        "to",
        "subject",
        "date",
        "references",
        "in-reply-to",
        "reply-to",
        "return-path",
    ]
)
_OURS: Final = "x-pharos-"
_STATUS: Final = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
# What the other server said, in words such as `550 Mailbox not found` (RFC 5321, 4.2.3).
_REPLY_CODE: Final = re.compile(r"(?<![\d.])((?:42|45|52|53|54|55)[0-4])[ -][^\n]{3,200}")
_SENDERS: Final = re.compile(
    r"(mailer-?daemon|mail-?daemon|postmaster|mdaemon|mail\.?delivery).*", re.IGNORECASE
)
_SUBJECTS: Final = re.compile(
    r"undeliver|delivery (status|fail|has failed|problem|incomplete|delayed)|delivery notification"
    r"|failure notice|returned (mail|to sender)|mail (delivery|system error)|non[- ]remis"
    r"|unzustellbar|could not be delivered|warning: .*delayed|退信|无法投递|無法傳遞|배달 실패|반송"
    r"|不達|配信(不能|エラー)"
    r"|no se (ha podido|pudo) entregar|не доставлен|недоставленн",
    re.IGNORECASE,
)
_COPY_ID: Final = re.compile(
    r"^[> ]*message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{3,250}>)", re.IGNORECASE | re.MULTILINE
)
# The detectors look at each line in many ways.
_LOOKED_AT: Final = 200_000
_MOST_RECIPIENTS: Final = 100
_LONGEST: Final = 1_000
_DONE: Final = frozenset({"delivered", "relayed", "expanded"})


@dataclass(frozen=True, slots=True)
class Found:
    kind: Kind
    report: Report
    is_readable: bool = True


def reported(root: Part, raw: bytes, mail: Mail) -> Found | None:
    """What this mail reports, or None if it is no report."""
    parts = {type_of(part): part for part in _walk(root)}
    is_forwarded = type_of(root) != "multipart/report" and not _is_from_server(mail)
    if root.get_content_maintype() == "multipart":
        for name, of in (
            ("message/feedback-report", _complaint),
            ("message/disposition-notification", _receipt),
            ("message/delivery-status", _delivery),
            ("message/global-delivery-status", _delivery),
        ):
            if name in parts and not (of is _delivery and is_forwarded):
                return of(root, parts[name])
    kind = parameter_of(root, "report-type").lower() if type_of(root) == "multipart/report" else ""
    if kind == "delivery-status" or _looks_like_a_bounce(root, mail):
        return _in_words(root, raw, mail, is_readable=kind != "delivery-status")
    return None


def _walk(root: Part) -> Iterator[Part]:
    """The parts of this mail, not of those within it."""
    yield root
    if type_of(root).startswith("multipart/"):
        for child in root.children:
            yield from _walk(child)


def _blocks(part: Part) -> list[Part]:
    """Blocks of fields, also where a server wrapped them in an encoding, or named them wrongly."""
    blocks = part.children
    encoding = as_text(part.raw("content-transfer-encoding")).lower()
    is_wrapped = bool(blocks) and not blocks[0].fields
    transferred = blocks[0].transferred if is_wrapped else part.transferred
    if transferred.strip():
        data = content_of(transferred, encoding).data
        pieces = re.split(rb"\r?\n[ \t]*\r?\n", data.strip(), maxsplit=_MOST_RECIPIENTS)
        return [parsed(piece + b"\n\n").root for piece in pieces]
    return blocks


def _complaint(root: Part, part: Part) -> Found:
    fields = [block for block in _blocks(part) if block.fields]
    recipients = _recipients(fields, "original-rcpt-to", "removal-recipient")
    kind = _first(fields, "feedback-type")
    report = _report(root, Report(recipients=recipients, action=kind[:60] or "abuse"))
    return Found("complaint", report, bool(fields))


def _receipt(root: Part, part: Part) -> Found:
    fields = [block for block in _blocks(part) if block.fields]
    recipients = _recipients(fields, "final-recipient", "original-recipient")
    action = _first(fields, "disposition").rpartition(";")[2].strip().lower()
    read = Report(recipients=recipients, action=action[:60] or "displayed")
    report = _report(root, read, _first(fields, "original-message-id"))
    return Found("receipt", report, bool(fields))


def _delivery(root: Part, part: Part) -> Found:
    """A bounce if anything failed or waits; a receipt if all of it arrived."""
    blocks = [block for block in _blocks(part) if block.fields]
    each = [block for block in blocks if "action" in block.fields or "status" in block.fields]
    actions = [_action(block) for block in each]
    worst = next((name for name in ("failed", "delayed") if name in actions), "")
    is_done = bool(actions) and all(action in _DONE for action in actions)
    told = [block for block in each if _action(block) == worst] if worst else each
    status = next((code for block in told if (code := _status(block))), "")
    told_of = Report(
        recipients=_recipients(told or blocks, "original-recipient", "final-recipient"),
        is_permanent=worst == "failed" and not status.startswith(("4", "2")),
        status=status,
        action=worst or next(iter(actions), ""),
        diagnostic=_first(told, "diagnostic-code")[:_LONGEST],
    )
    report = _report(root, told_of, _first(blocks, "original-message-id", "x-original-message-id"))
    return Found("receipt" if is_done else "bounce", report, bool(each))


def _action(block: Part) -> str:
    """As it stands there, or as the status says: some servers leave it out."""
    action = as_text(block.raw("action")).lower().partition(" ")[0].strip(";,.")
    by_class = {"5": "failed", "4": "delayed", "2": "delivered"}
    return action or by_class.get(_status(block)[:1], "")


def _status(block: Part) -> str:
    for name in ("status", "diagnostic-code"):
        if match := _STATUS.search(as_text(block.raw(name))):
            return match[1]
    return ""


def _looks_like_a_bounce(root: Part, mail: Mail) -> bool:
    """Whether a server wrote it, in words of its own."""
    if "x-failed-recipients" in root.fields:
        return True
    return bool(_SUBJECTS.search(mail.subject[:300])) and _is_from_server(mail)


def _is_from_server(mail: Mail) -> bool:
    is_named_so = bool(_SENDERS.fullmatch(mail.from_address.partition("@")[0]))
    return is_named_so or mail.envelope_from == ""


def _in_words(root: Part, raw: bytes, mail: Mail, *, is_readable: bool) -> Found:
    named = [address.address for address in addresses_of(root.raw("x-failed-recipients"))]
    temporary, permanent = _failures(raw)
    failed = named or sorted(permanent)
    body = re.split(r"\r?\n\r?\n", raw[:_LOOKED_AT].decode("ascii", "replace"), maxsplit=1)[-1]
    copy = _COPY_ID.search(body)
    code = match[1] if (match := _STATUS.search(body) or _STATUS.search(mail.text)) else ""
    reply = _REPLY_CODE.search(mail.text)
    is_refused = bool(failed) or (reply is not None and reply[1].startswith("5"))
    said = Report(
        recipients=tuple(failed or sorted(temporary)),
        is_permanent=is_refused and not code.startswith("4"),
        status=code,
        action="failed" if is_refused else "delayed" if temporary else "",
        diagnostic=reply[0][:_LONGEST] if reply else "",
    )
    # Some servers only say which mail they answer.
    answered = mail.in_reply_to or next(iter(mail.references[::-1]), "")
    report = _report(root, said, copy[1] if copy else f"<{answered}>" if answered else "")
    return Found("bounce", report, is_readable and bool(report.recipients))


def _failures(raw: bytes) -> tuple[set[str], set[str]]:
    """Addresses that wait, and that failed, as the detectors see it."""
    try:
        temporary, permanent = all_failures(parsed(raw[:_LOOKED_AT]).root)
    except Exception:  # noqa: BLE001 - its detectors trip over what they did not expect
        return set(), set()
    return _plain(temporary), _plain(permanent)


def _plain(addresses: Iterable[bytes]) -> set[str]:
    found = (bare_address(address.decode("utf-8", "replace")) for address in addresses)
    return {address for address in found if address}


def _first(blocks: Iterable[Part], *names: str) -> str:
    values = (as_text(block.raw(name)) for name in names for block in blocks)
    return next((value for value in values if value), "")


def _recipients(blocks: Iterable[Part], *names: str) -> tuple[str, ...]:
    """Each block's recipient by the first of these names; `rfc822;` stands before most."""
    found: dict[str, None] = {}
    for block in blocks:
        for name in names:
            value = as_text(block.raw(name)).rpartition(";")[2].strip().strip("<>")
            if address := bare_address(value):
                found[address] = None
                break
    return tuple(found)[:_MOST_RECIPIENTS]


def _report(root: Part, report: Report, message_id: str = "") -> Report:
    """The report with what came back of our mail."""
    headers = _original_headers(root)
    named = message_ids(message_id) or message_ids(dict(headers).get("message-id", ""))
    return replace(report, original_message_id=named[0] if named else "", original_headers=headers)


def _original_headers(root: Part) -> tuple[tuple[str, str], ...]:
    """The headers of our mail, as far as they came back."""
    for part in _walk(root):
        kind = type_of(part)
        if kind in ("message/rfc822", "message/rfc822-headers", "message/global-headers"):
            originals = part.children
        elif kind == "text/rfc822-headers":
            encoding = as_text(part.raw("content-transfer-encoding"))
            originals = [parsed(content_of(part.transferred, encoding).data).root]
        else:
            continue
        for original in originals:
            found = tuple(
                (name, as_text(values[0])[:_LONGEST])
                for name, values in original.fields.items()
                if name in _NAMES or name.startswith(_OURS)
            )
            if found:
                return found
    return ()
