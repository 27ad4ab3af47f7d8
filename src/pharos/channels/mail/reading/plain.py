"""Clean HTML as plain text: paragraphs, lists, quotes, tables and where links lead."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_BLANKS: Final = re.compile(r"\n{3,}")
_PARAGRAPHS: Final = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "pre", "blockquote"]
)
_LINES: Final = frozenset(["div", "dd", "dt", "caption", "center"])
# Deeper quotes and lists are drawn no deeper.
_DEEPEST: Final = 8
# Programs know the beginning of a signature by its blank.
_SIGNATURE: Final = "-- "
_DIVIDER: Final = " | "
_LONGEST_LINK: Final = 2_000


def plain_text(clean_html: str) -> str:
    """What a person would read. Quoted lines begin with `> `, links end with `<address>`."""
    reader = _Reader()
    reader.feed(clean_html)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Writes lines. Space between blocks waits until there is something to stand after it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[tuple[int, str]] = []
        self.line: list[str] = []
        self.before = ""  # what stands before the next words: a bullet, a divider of cells
        self.wants_blank = False
        self.quotes = 0
        self.is_pre = 0
        self.lists: list[int] = []
        self.links: list[tuple[str, int]] = []
        self.rows: list[int] = []  # for each open row, the number of lines before its cells

    def text(self) -> str:
        self.end_line()
        marks = ["> " * min(quotes, _DEEPEST) for quotes, _ in self.lines]
        lines = (f"{mark}{line[1]}" for mark, line in zip(marks, self.lines, strict=True))
        text = "\n".join(line if line.endswith(_SIGNATURE) else line.rstrip() for line in lines)
        return _BLANKS.sub("\n\n", text).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.begin_block(tag)
        if tag in ("ul", "ol"):
            start = dict(attrs).get("start") or "1"
            number = int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 1  # noqa: PLR2004
            self.lists.append(number if tag == "ol" else 0)
        elif tag == "img":
            self.say_image(dict(attrs).get("alt") or "")
        elif tag == "a":
            self.links.append((dict(attrs).get("href") or "", len(self.line)))
        elif tag == "pre":
            self.is_pre += 1
        elif tag == "blockquote":
            self.quotes += 1

    def begin_block(self, tag: str) -> None:
        if tag == "br":
            self.end_line(even_if_empty=True)
        elif tag == "li":
            self.begin_item()
        elif tag == "tr":
            self.begin_row()
        elif tag in ("td", "th"):
            self.begin_cell()
        elif tag == "hr":
            self.end_paragraph()
            self.lines.append((self.quotes, "---"))
        elif self.before != _DIVIDER:  # the first block of a cell goes on with the row's line
            self.end_block(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.links:
            self.say_link(*self.links.pop())
        self.end_block(tag, is_end=True)
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "pre":
            self.is_pre = max(0, self.is_pre - 1)
        elif tag == "blockquote":
            self.quotes = max(0, self.quotes - 1)
        elif tag == "tr":
            self.end_row()
        elif tag == "li":
            self.end_line()
            self.wants_blank = False

    def handle_data(self, data: str) -> None:
        if self.is_pre:
            first, *others = data.replace("\r\n", "\n").split("\n")
            self.say(first)
            for other in others:
                self.end_line(even_if_empty=True)
                self.say(other)
            return
        words = _SPACES.sub(" ", data)
        if words == " " and not self.line:
            return
        is_spaced = not self.line or self.line[-1].endswith(" ")
        self.say(words.lstrip(" ") if is_spaced else words)

    def say(self, words: str) -> None:
        if not words:
            return
        if self.before and words.strip():
            self.line.append(self.before)
            self.before = ""
        self.line.append(words)

    def say_image(self, alt: str) -> None:
        words = " ".join(alt.split())
        if words:
            self.say(f"[{words}]")

    def say_link(self, href: str, start: int) -> None:
        """Where it leads, unless the words say so themselves."""
        words = "".join(self.line[start:]).strip() if start <= len(self.line) else ""
        if not href or len(href) > _LONGEST_LINK or not words:
            return
        shown = words.rstrip("/").casefold()
        bare = re.sub(r"^(mailto:|tel:|https?://)", "", href).rstrip("/").casefold()
        if shown not in (bare, href.rstrip("/").casefold()):
            self.say(f" <{href.removeprefix('mailto:')}>")

    def begin_item(self) -> None:
        self.end_line()
        number = self.lists[-1] if self.lists else 0
        if number:
            self.lists[-1] += 1
        indent = "  " * min(max(0, len(self.lists) - 1), _DEEPEST)
        self.before = f"{indent}{number}. " if number else f"{indent}- "

    def begin_row(self) -> None:
        self.end_line()
        self.leave_blank()
        self.rows.append(len(self.lines))

    def begin_cell(self) -> None:
        """Cells of a row stand on one line, as long as none of them has several itself."""
        if not self.rows:
            return
        self.end_line()
        if len(self.lines) == self.rows[-1] + 1 and self.lines[-1][0] == self.quotes:
            self.line = [self.lines.pop()[1]]
            self.before = _DIVIDER
            self.wants_blank = False

    def end_row(self) -> None:
        self.end_line()
        if self.rows and len(self.lines) <= self.rows.pop() + 1:
            self.wants_blank = False

    def end_block(self, tag: str, *, is_end: bool = False) -> None:
        if tag in _LINES:
            self.end_line()
        elif tag in ("ul", "ol") and len(self.lists) > is_end:
            self.end_line()  # a list within a list
            self.wants_blank = False
        elif tag in _PARAGRAPHS:
            self.end_paragraph()

    def end_line(self, *, even_if_empty: bool = False) -> None:
        words = "".join(self.line).replace("\u00a0", " ")
        words = _SIGNATURE if words.strip() == "--" else words.rstrip()
        self.line = []
        if words.strip():
            self.leave_blank()
            self.lines.append((self.quotes, words))
            self.before = ""
        elif even_if_empty:
            self.wants_blank = True

    def leave_blank(self) -> None:
        """The blank line that was waiting, quoted only if both sides of it are."""
        if self.wants_blank and self.lines:
            self.lines.append((min(self.quotes, self.lines[-1][0]), ""))
        self.wants_blank = False

    def end_paragraph(self) -> None:
        """A block ends: a blank line follows, except between the cells and items of one thing."""
        had_words = bool("".join(self.line).strip())
        self.end_line()
        begins_row = bool(self.rows) and len(self.lines) == self.rows[-1]
        if had_words or not (self.before or begins_row):
            self.wants_blank = self.wants_blank or bool(self.lines)
