"""What holds for every channel, tried over HTTP with its vendor on loopback.

A channel's tests derive from `ChannelContract` and name its `Side` (`side.py`). What cannot apply
to it stands in `points.py` with the reason, and is then not tried. `test_contract.py` sees that no
channel and no point is left out.
"""

from __future__ import annotations

from pharos.channels.tests.contract_in import InContract
from pharos.channels.tests.contract_out import OutContract
from pharos.channels.tests.points import applies


class ChannelContract(InContract, OutContract):
    """Derive, name the side, and everything is tried on it that applies to its channel.

    Points that its channel shows by other tests, since its vendor speaks by more than one way, are
    named in `elsewhere`.
    """

    elsewhere: tuple[str, ...] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name in dir(cls):
            points = getattr(getattr(cls, name), "points", ())
            mine = {one for one in points if applies(cls.side.kind, one)}
            if points and not mine - set(cls.elsewhere):
                setattr(cls, name, None)
