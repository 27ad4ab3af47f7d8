"""How much of one mail is read. What is beyond is kept as an attachment, and never thrown away."""

from __future__ import annotations

from typing import Final

# Parts of one mail, multiparts included. Digests of a list have some hundred.
MOST_PARTS: Final = 500
DEEPEST: Final = 20
# Each line is compared with the boundary of each level around it: lines times levels.
MOST_COMPARISONS: Final = 6_000_000
SHALLOWEST: Final = 4

# Parts that are parsed a second time, since they say something wrong about themselves.
MOST_MENDED: Final = 5

MOST_HEADERS: Final = 1_000
LONGEST_HEADER: Final = 16_000
# The time to take parameters apart grows with the square of their length.
LONGEST_PARAMETERS: Final = 3_000
PARAMETERS: Final = frozenset({"content-type", "content-disposition"})

# Characters. A reply with all that it quotes is seldom more than a tenth of it.
LONGEST_TEXT: Final = 100_000
LONGEST_HTML: Final = 500_000
# Open elements at one time: cleaning looks through all of them at each end tag.
DEEPEST_HTML: Final = 300
# Open elements, summed over all tags. Half a megabyte of a newsletter has a third of it.
MOST_NESTING: Final = 1_000_000

LONGEST_NAME: Final = 200
LONGEST_MESSAGE_ID: Final = 250
MOST_REFERENCES: Final = 100
MOST_ADDRESSES: Final = 200
MOST_EVENTS: Final = 20
