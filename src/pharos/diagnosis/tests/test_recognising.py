from __future__ import annotations

import pytest

from pharos.diagnosis.recognising import inputs_in

HASH = "0x" + "ab" * 32
BARE = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"
ADDRESS = "0x52908400098527886E0F7030069857D2E4169EE7"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"Where is it? {HASH}", {"txid": HASH}),
        (f"It is {BARE}.", {"txid": BARE}),
        (f"I sent it to {ADDRESS}", {"address": ADDRESS}),
        (f"{HASH} to {ADDRESS}", {"txid": HASH, "address": ADDRESS}),
        (f"first {HASH}, then {BARE}", {"txid": HASH}),
        ("My deposit has not arrived.", {}),
        ("legal winner thank year wave sausage worth useful legal winner thank yellow", {}),
    ],
)
@pytest.mark.requirement("IN-08")
def test_what_is_named_is_recognised(text: str, found: dict[str, str]) -> None:
    assert inputs_in(text) == found
