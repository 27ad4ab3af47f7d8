"""What is gathered on the walk through a mail's parts, and put together at its end."""

from __future__ import annotations

from dataclasses import dataclass, field

from pharos.channels.mail.reading.mail import Attachment, Event, Problem


@dataclass(slots=True)
class Gathered:
    """What some parts hold. `words` have one text for each part that a person reads, in order.

    `stood_in` tells that the words are those of the HTML, for want of better ones.
    """

    words: list[str] = field(default_factory=list, repr=False)
    html: list[str] = field(default_factory=list, repr=False)
    attachments: list[Attachment] = field(default_factory=list)
    outside: list[str] = field(default_factory=list, repr=False)
    events: list[Event] = field(default_factory=list)
    problems: dict[Problem, None] = field(default_factory=dict)
    remote_images: int = 0
    accounted: int = 0
    is_encrypted: bool = False
    is_signed: bool = False
    stood_in: bool = False

    def add(self, other: Gathered) -> None:
        """Put what another has behind what this has."""
        self.words += other.words
        self.add_all_but_words(other)

    def add_all_but_words(self, other: Gathered) -> None:
        self.html += other.html
        self.attachments += other.attachments
        self.outside += other.outside
        self.events += other.events
        self.problems.update(other.problems)
        self.remote_images += other.remote_images
        self.accounted += other.accounted
        self.is_encrypted |= other.is_encrypted
        self.is_signed |= other.is_signed

    def note(self, problem: Problem | None) -> None:
        if problem is not None:
            self.problems[problem] = None

    def keep(self, attachment: Attachment) -> None:
        if attachment.content or attachment.is_named:
            self.attachments.append(attachment)
