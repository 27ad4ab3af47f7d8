from __future__ import annotations

import pytest

from pharos.people.masking import HIDDEN, masked

KEPT = [
    "0x5a1b3c9d8e7f60123456789012345678901234567890123456789012345678ab",
    "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
    "Order 20261125093412345678 of 1,000,000.00 USDT",
    "on 2026-11-25 at 09:30, 0.00012345 BTC",
    "block 18234567",
]


@pytest.mark.requirement("TP-02")
@pytest.mark.parametrize(
    "secret",
    [
        "dana.lee+exchange@mail.example.co.kr",
        "+351 912 345 678",
        "+1 (415) 555-0132",
        "010-1234-5678",
        "020 7946 0958",
        "13812345678",
    ],
)
def test_by_what_a_customer_could_be_reached_is_hidden(secret: str) -> None:
    told = masked(f"Write to {secret}, please.")

    assert secret not in told
    assert told.startswith(f"Write to {HIDDEN}")
    assert told.endswith(", please.")


@pytest.mark.parametrize("text", KEPT)
def test_what_is_needed_to_help_stays(text: str) -> None:
    assert masked(text) == text
