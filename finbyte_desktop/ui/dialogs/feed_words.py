"""How a market is written, and which files hold prices, for the forms that ask for them."""

from __future__ import annotations

import re

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

USUAL_MARKET = "BTC/USDT"
MARKET = re.compile(r"[A-Z0-9]{1,20}/[A-Z0-9]{2,10}")
PRICE_FILES = QT_TRANSLATE_NOOP(
    "FeedForm",
    "Candles and recordings (*.csv *.csv.gz *.parquet *.capture *.jsonl *.txt *.gz);;All files (*)",
)


def market_like() -> str:
    """How a market is written."""
    return QCoreApplication.translate("FeedForm", "Write it like {market}").format(market=USUAL_MARKET)
