"""The wallet of Binance USD-M: an answer that holds none is none."""

from __future__ import annotations

from typing import Any

import pytest

from finbyte_desktop.services.venues.ccxt_perpetual_trading import tells_usdm_wallet

ROW = {"asset": "USDT", "balance": "12.5", "availableBalance": "2.5"}


@pytest.mark.parametrize("answer", [[], {}, None, [{"asset": "USDT"}], [ROW, None], "no"])
def test_answer_without_a_wallet_is_not_an_empty_one(answer: Any) -> None:
    """The venue lists every asset, also those that an account has nothing of: an empty list says nothing."""
    assert not tells_usdm_wallet("binanceusdm", answer)


def test_wallet_is_told() -> None:
    """Also one with nothing in it."""
    assert tells_usdm_wallet("binanceusdm", [ROW, {**ROW, "asset": "BNB", "balance": "0.00000000"}])
