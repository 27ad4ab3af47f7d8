"""Every text that comes in is screened: secrets leave before anything is written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from operator import attrgetter

from pharos.safety.chinese import chinese_phrases
from pharos.safety.findings import MARKER, MARKERS, Finding, Screened, Span
from pharos.safety.keys import SHORTEST_KEY, private_keys
from pharos.safety.named import named_secrets
from pharos.safety.phrases import SHORTEST_GLUED, glued_phrases, phrases
from pharos.safety.reading import mend, nearly_phrases
from pharos.safety.words import fold

# No secret with its cue is shorter: the code of a card, "cvv123".
SHORTEST = 6


def screen(text: str) -> Screened:
    """Take secrets of every kind out of a text, leaving a marker for each.

    Screening the result again changes nothing. A text without secrets comes back as it was; one
    with secrets comes back in Unicode's normal form C.
    """
    if len(text) < SHORTEST:
        return Screened(text)
    composed = unicodedata.normalize("NFC", text) if not text.isascii() else text
    removed: list[Finding] = []
    while found := _secrets(composed):
        composed, removed = _without(composed, found, removed)
    return Screened(composed, tuple(removed)) if removed else Screened(text)


def screen_file_name(name: str) -> Screened:
    """Screen the name of a file, in which `_` and `-` stand where there are spaces in texts.

    Only whether something was found is to be used where the second look has found it.
    """
    found = screen(name)
    if found.removed:
        return found
    stem = name.rpartition(".")[0] or name
    spaced = screen(stem.replace("_", " ").replace("-", " "))
    return spaced if spaced.removed else found


def screen_read(text: str) -> Screened:
    """Screen what a machine has read from a picture, in which letters look like others.

    Where only the second or third look finds something, the text that comes back has the letters
    that were meant; otherwise it is the text as it was read.
    """
    found = screen(text)
    if found.removed:
        return found
    mended = fold(unicodedata.normalize("NFC", mend(text)))
    again = screen(mended)
    if again.removed:
        return again
    spans = _merged(nearly_phrases(mended))
    if not spans:
        return found
    cleaned, removed = _without(mended, spans, [])
    return Screened(cleaned, tuple(removed))


def _secrets(text: str) -> list[Span]:
    """Where secrets stand, in order and not overlapping. Markers divide a text into texts."""
    if "[removed:" not in text:
        return _merged(_in_part(text))
    found: list[Span] = []
    at = 0
    for part in MARKER.split(text):
        found += (Span(at + s.start, at + s.end, s.kind) for s in _merged(_in_part(part)))
        at += len(part)
    return found


def _in_part(text: str) -> list[Span]:
    """What stands where, the surer kind first. Nearly all messages leave at the conditions."""
    longest = max(map(len, text.split()), default=0)
    folded = fold(text)
    spans = named_secrets(text, folded, longest)
    if longest >= SHORTEST_KEY or "[" in text or "-----" in text:
        spans += private_keys(text)
    spans += phrases(folded)
    if longest >= SHORTEST_GLUED:
        spans += glued_phrases(text)
    if not text.isascii():
        spans += chinese_phrases(text)
    return spans


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans, key=attrgetter("start")):
        if merged and span.start < merged[-1].end:
            last = merged.pop()
            merged.append(Span(last.start, max(last.end, span.end), last.kind))
        else:
            merged.append(span)
    return merged


def _without(text: str, spans: list[Span], earlier: list[Finding]) -> tuple[str, list[Finding]]:
    """The text with markers in place of the spans, and all findings where they now stand."""
    parts: list[str] = []
    findings: list[Finding] = []
    at = length = 0
    for span in spans:
        kept = text[at : span.start]
        findings.append(Finding(span.kind, length + len(kept), span.end - span.start))
        parts += [kept, MARKERS[span.kind]]
        length += len(kept) + len(MARKERS[span.kind])
        at = span.end
    moved = [_moved(finding, spans) for finding in earlier]
    findings = sorted(findings + moved, key=lambda finding: finding.start)
    return "".join([*parts, text[at:]]), findings


def _moved(finding: Finding, spans: list[Span]) -> Finding:
    growth = sum(
        len(MARKERS[span.kind]) - (span.end - span.start)
        for span in spans
        if span.start < finding.start
    )
    return Finding(finding.kind, finding.start + growth, finding.length)
