"""Folding: what somebody wrote now, apart from what is only repeated or stands under every mail.

`fold` is the way in. It is pure, its work grows with the length of the text and no faster, and it
throws nothing away. What it recognises in which language is data, one file a language in
`languages`; how the parts are told apart is in `openers` (where something quoted begins) and
`endings` (signatures and what stands below them).
"""

from pharos.channels.mail.folding.folded import Folded, Piece
from pharos.channels.mail.folding.marker import marker_in
from pharos.channels.mail.folding.reading import fold

__all__ = ["Folded", "Piece", "fold", "marker_in"]
