from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from pharos.exchange.objects import Amount

READER: TypeAdapter[Decimal] = TypeAdapter(Amount)


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0.00000001", b'"0.00000001"'),
        ("1E-18", b'"0.000000000000000001"'),
        ("1E+20", b'"100000000000000000000"'),
        ("0.50", b'"0.50"'),
        ("0E-8", b'"0.00000000"'),
    ],
)
def test_an_amount_is_written_in_digits(amount: str, written: bytes) -> None:
    assert READER.dump_json(Decimal(amount)) == written


@given(st.decimals(min_value=0, max_value=10**30, allow_nan=False, places=18))
def test_whatever_is_written_is_read_as_the_same(amount: Decimal) -> None:
    assert READER.validate_json(READER.dump_json(amount)) == amount


@pytest.mark.parametrize("text", ["1E-8", "1e8", " 1", "1.", ".5", "NaN", "+1", "1,5"])
def test_an_amount_in_any_other_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="an amount is a decimal in a string"):
        READER.validate_python(text)
