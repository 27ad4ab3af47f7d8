from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who wrote, as their channel names them.

    `kind` and `value` say which account it was there. A display name proves nothing and joins
    nobody: it is shown. `proved_by` says what the channel itself vouches for, empty for nothing;
    an address that anybody can claim is a handle of another kind than one that is proved.
    """

    kind: str
    value: str
    name: str = ""
    language: str = ""
    proved_by: str = ""
